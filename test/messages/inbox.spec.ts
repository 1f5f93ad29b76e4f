import { type Outcome, takeTurn, type Turn } from '#messages/inbound/dealing';
import { Inbox } from '#messages/inbound/inbox';
import { keptMessages } from '#messages/inbound/kept';
import { Inbox1767225600014 } from '#messages/inbound/migration';
import { Messages1767225600013 } from '#messages/migration';
import { masterKey } from '#privacy/keys';
import { readModels } from '#read-models/data-source';
import { createTestDatabase, type TestDatabase } from '#test/support/database';
import { message, somebody } from '#test/messages/telling';
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { DataSource } from 'typeorm';

const person = randomUUID();
const recorded: Outcome = { state: 'recorded', person, stage: 'treatment', instance: person };
const later = (retryInMs: number): Outcome => ({ state: 'received', code: 'StoreUnavailable', retryInMs });

describe('The inbox', () => {
  let database: TestDatabase;
  let dataSource: DataSource;
  let inbox: Inbox;
  beforeEach(async () => {
    database = await createTestDatabase();
    dataSource = await readModels({ url: database.url, migrations: [Messages1767225600013, Inbox1767225600014] });
    inbox = new Inbox(dataSource, masterKey(Buffer.alloc(32, 1)), () => '2026-03-02T09:00:00Z');
  });
  afterEach(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  const put = (who: object, id: string) => {
    const text = JSON.stringify(message('provider.contact', { person: who }, { id }));
    return inbox.receive([
      { organisation: 'provider-riverside', caller: 'system', via: 'kafka', place: `topic/0/${id}`, text },
    ]);
  };
  const idOf = ({ id, payload }: Turn) => (inbox.open(id, payload) as { id: string }).id;
  /** Takes turns until there are none, and answers whose they were. */
  async function turns(deal: (id: string) => Outcome): Promise<string[]> {
    const taken: string[] = [];
    const one = (turn: Turn) => {
      taken.push(idOf(turn));
      return Promise.resolve(deal(idOf(turn)));
    };
    while (await takeTurn(dataSource, one));
    return taken;
  }

  it('lets nothing of a person pass what is tried again, and everybody else go by', async () => {
    const [one, other] = [somebody(), somebody()];
    const known = { ...one, identifiers: { ...one.identifiers, crn: 'X100001' } };
    await put(one, 'one-1');
    await put(known, 'one-2');
    await put({ ...one, identifiers: { crn: 'X100001' } }, 'one-3');
    await put(other, 'other-1');
    expect(await turns((id) => (id === 'one-1' ? later(150) : recorded))).toEqual(['one-1', 'other-1']);
    await pause(200);
    expect(await turns(() => recorded)).toEqual(['one-1', 'one-2', 'one-3']);
  });

  it('holds nobody up behind a message that is dead, or waits', async () => {
    const who = somebody();
    await put(who, 'dead');
    await put(who, 'waits');
    await put(who, 'next');
    const ends: Record<string, Outcome> = {
      dead: { state: 'dead', code: 'NOT_STARTED', words: 'Not started.' },
      waits: { state: 'waiting' },
    };
    expect(await turns((id) => ends[id] ?? recorded)).toEqual(['dead', 'waits', 'next']);
  });

  it('keeps each person’s order and deals with each message once, by many at a time who fail and are cut off', async () => {
    const people = Array.from({ length: 8 }, somebody);
    for (let n = 0; n < 10; n += 1) for (const [at, who] of people.entries()) await put(who, `${at}/${n}`);
    const done: string[] = [];
    let turn = 0;
    async function deal(taken: Turn): Promise<Outcome> {
      turn += 1;
      const [mine] = [turn];
      await pause(1);
      if (mine % 7 === 0) return later(5);
      if (mine % 11 === 0) throw new Error('The process fell over.');
      if (mine % 13 === 0)
        await dataSource.query(
          `select pg_terminate_backend(pid) from pg_stat_activity
           where datname = current_database() and state = 'idle in transaction' limit 1`,
        );
      done.push(idOf(taken));
      return recorded;
    }
    const left = async () => (await keptMessages(dataSource, { state: 'received', limit: 1 })).length;
    async function lane(): Promise<void> {
      while ((await left().catch(() => 1)) > 0) await takeTurn(dataSource, deal).catch(() => undefined);
    }
    await Promise.all(Array.from({ length: 4 }, lane));
    const kept = await keptMessages(dataSource, { state: 'recorded', limit: 500 });
    expect(kept).toHaveLength(80);
    const firsts = [...new Set(done)];
    for (const [at] of people.entries())
      expect(firsts.filter((id) => id.startsWith(`${at}/`))).toEqual(
        Array.from({ length: 10 }, (_, n) => `${at}/${n}`),
      );
  });

  it('keeps what cannot be read at all, once, and a second message under a used id beside the first', async () => {
    const given = { organisation: undefined, caller: 'topic', via: 'kafka' } as const;
    const endless = `{"specversion":"1.0","data":${'['.repeat(50_000)}${']'.repeat(50_000)}}`;
    for (const [at, text] of ['{', '', '[1]', 'null', '{"id":"\\u0000"}', endless].entries())
      for (let n = 0; n < 2; n += 1) await inbox.receive([{ ...given, place: `topic/0/${at}`, text }]);
    const who = somebody();
    await put(who, 'used');
    await put({ ...who, dateOfBirth: '1991-04-13' }, 'used');
    await put(who, 'used');
    const dead = await keptMessages(dataSource, { state: 'dead', limit: 10 });
    expect(dead).toEqual([expect.objectContaining({ messageId: 'used', code: 'ID_REUSED' })]);
    expect(await keptMessages(dataSource, { state: 'received', limit: 10 })).toHaveLength(7);
  });
});
