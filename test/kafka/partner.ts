import type { CloudEvent } from '#messages/cloud-event';
import { type Arrived, consume } from '#messages/kafka';
import { topics } from '#messages/contracts';
import { Pool } from 'pg';

/**
 * A partner that reads every topic of KAFKA_BROKERS until it is killed. What it has dealt with it keeps by the message's id
 * in DATABASE_URL, in the transaction of what it does for it, so that the same message again does nothing.
 */
const pool = new Pool({ connectionString: process.env['DATABASE_URL'] ?? '', max: 2 });
const brokers = (process.env['KAFKA_BROKERS'] ?? '').split(',');

const apply = `
  with arrived as (
    select * from unnest($1::uuid[], $2::uuid[]) with ordinality as a (id, person, n)
  ), fresh as (
    insert into partner.dealt_with (id, person) select id, person from arrived order by n on conflict do nothing returning person
  )
  insert into partner.effect as e (person, times) select person, count(*) from fresh group by person order by person
  on conflict (person) do update set times = e.times + excluded.times`;

async function handle(arrived: readonly Arrived[]): Promise<void> {
  const messages = arrived.map(({ key, value }) => ({ id: (JSON.parse(value) as CloudEvent).id, person: key }));
  await pool.query(apply, [messages.map(({ id }) => id), messages.map(({ person }) => person)]);
}

const group = process.env['GROUP'] ?? '';
await consume(
  { brokers, clientId: 'partner' },
  { group, topics: Object.keys(topics), signal: new AbortController().signal, handle },
);
