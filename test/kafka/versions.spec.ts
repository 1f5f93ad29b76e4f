import { contractOf } from '#messages/contracts';
import { type Arrived, consume, publisher } from '#messages/kafka';
import type { Outgoing } from '#messages/outbound';
import { type Broker, describeOnKafka, usualVersion, versions } from '#test/kafka/broker';
import { takenByTheSystem } from '#test/kafka/taking';
import { randomUUID } from 'node:crypto';

const TYPE = 'throughcare.handover.accepted.v1';
const PEOPLE = 20;
const EACH = 30;

const messageOf = (personId: string): Outgoing => ({
  personId,
  to: ['provider-riverside'],
  message: {
    specversion: '1.0',
    id: randomUUID(),
    source: '/throughcare',
    type: TYPE,
    subject: personId,
    time: '2026-03-02T09:00:00Z',
    datacontenttype: 'application/json',
    recordedtime: '2026-03-02T09:00:00Z',
    data: {},
  },
});

async function passedOn(broker: Broker): Promise<{ sent: Outgoing[]; arrived: Arrived[] }> {
  const client = { brokers: broker.brokers, clientId: 'test' };
  const people = Array.from({ length: PEOPLE }, (): string => randomUUID());
  const sent = Array.from({ length: EACH }, () => people.map(messageOf)).flat();
  const sending = await publisher(client);
  await sending.publish(sent.slice(0, sent.length / 2));
  await broker.restart();
  await sending.publish(sent.slice(sent.length / 2));
  await sending.close();
  const arrived: Arrived[] = [];
  const enough = new AbortController();
  await consume(client, {
    group: randomUUID(),
    topics: [contractOf(TYPE).topic],
    signal: enough.signal,
    handle: (some) => {
      arrived.push(...some.filter(({ key }) => people.includes(key ?? '')));
      if (arrived.length >= sent.length) enough.abort();
      return Promise.resolve();
    },
  });
  return { sent, arrived };
}

const idsByPerson = (ids: readonly (readonly [person: string | undefined, id: string])[]) =>
  new Map([...Map.groupBy(ids, ([person]) => person)].map(([person, of]) => [person, of.map(([, id]) => id)]));

/** Kills and shares are tried on one version; this much on the others as well. */
describe.each(versions.filter((version) => version !== usualVersion))('Kafka %s', (version) => {
  describeOnKafka(
    'Messages',
    (broker) => {
      describe('between the whole system and others', () => takenByTheSystem(broker));

      it('arrive in order per person, past a restart', async () => {
        const { sent, arrived } = await passedOn(broker());
        expect(idsByPerson(arrived.map(({ key, value }) => [key, (JSON.parse(value) as { id: string }).id]))).toEqual(
          idsByPerson(sent.map(({ personId, message }) => [personId, message.id])),
        );
      });
    },
    version,
  );
});
