import { plainly, idOf, ScriptedLog } from '#test/faults/projector-log';
import { createTestDatabase, type TestDatabase } from '#test/support/database';
import { readModels } from '#read-models/data-source';
import { acquire } from '#read-models/projector/checkpoints';
import { projector, type ProjectorOptions, type Trouble } from '#read-models/projector';
import { parkedIn, rebuild, replayParked } from '#read-models/rebuild';
import { timelineView } from '#read-models/timeline';
import type { View } from '#read-models/view';
import { ViewWatermarks } from '#read-models/watermarks';
import { setTimeout as pause } from 'node:timers/promises';
import type { DataSource } from 'typeorm';

const somebody = idOf('somebody');

let database: TestDatabase;
let dataSource: DataSource;
let log: ScriptedLog;
const running: { stop: () => Promise<void> }[] = [];

/** Counts contacts by treatment; a contact with a person called `poison` fails. */
const tally = (view: Partial<View> = {}): View => ({
  ...timelineView,
  name: 'tally',
  tables: ['contact'],
  apply: async (batch, db, schema) => {
    for (const { fact, id, instance } of batch) {
      if ('poison' in fact) throw new Error('It cannot be applied.');
      if ('malformed' in fact) await db.query('select $1::uuid', ['not a uuid']);
      await db.query(`insert into ${schema}.contact (event_id, treatment) values ($1, $2)`, [id, instance]);
    }
  },
  ...view,
});

beforeEach(async () => {
  database = await createTestDatabase();
  dataSource = await readModels({ url: database.url });
  await dataSource.query(
    'create schema tally; create table tally.contact (event_id uuid primary key, treatment uuid not null)',
  );
  log = new ScriptedLog();
});

afterEach(async () => {
  await Promise.all(running.splice(0).map(({ stop }) => stop()));
  await dataSource.destroy();
  await database.drop();
});

const optionsFor = (view: View, more: Partial<ProjectorOptions> = {}): ProjectorOptions => ({
  store: log,
  view,
  dataSource,
  tell: plainly(),
  leaseMs: 400,
  ...more,
});

function start(view: View, more: Partial<ProjectorOptions> = {}) {
  const stopping = new AbortController();
  const troubles: Trouble[] = [];
  const options = optionsFor(view, { onTrouble: (trouble) => troubles.push(trouble), ...more });
  const run = projector(options).run(stopping.signal);
  run.catch(() => undefined);
  const stop = async () => {
    stopping.abort();
    await run.catch(() => undefined);
  };
  running.push({ stop });
  return { stop, run, troubles };
}

const contact = (treatment: string, more: object = {}) =>
  log.say({
    stage: 'treatment',
    instance: idOf(treatment),
    personId: somebody,
    fact: { type: 'ContactRecorded', occurredAt: '2026-03-02T10:00:00Z', personId: somebody, provider: 'p', ...more },
  });

const reached = async (view = 'tally', position?: bigint) => {
  const marks = new ViewWatermarks(dataSource, log);
  return marks.waitFor(view, position ?? (await log.head()), AbortSignal.timeout(10_000));
};

const contacts = async (schema = 'tally'): Promise<Record<string, number>> => {
  const rows: { treatment: string; n: number }[] = await dataSource.query(
    `select treatment, count(*)::int as n from ${schema}.contact group by 1`,
  );
  const names = new Map(['A', 'B', 'C', 'D'].map((name) => [idOf(name), name]));
  return Object.fromEntries(rows.map(({ treatment, n }) => [names.get(treatment) ?? treatment, n]));
};

describe('A view that follows the log', () => {
  it('shows each fact once, whatever was there before and whatever comes after', async () => {
    contact('A');
    contact('B');
    start(tally());
    expect(await reached()).toBe(true);
    contact('A');
    expect(await reached()).toBe(true);
    expect(await contacts()).toEqual({ A: 2, B: 1 });
  });

  it('goes on where it stopped', async () => {
    contact('A');
    const first = start(tally());
    await reached();
    await first.stop();
    contact('A');
    start(tally());
    expect(await reached()).toBe(true);
    expect(await contacts()).toEqual({ A: 2 });
  });

  it('goes on after the subscription is dropped', async () => {
    const { troubles } = start(tally());
    contact('A');
    await reached();
    log.cut();
    contact('B');
    expect(await reached()).toBe(true);
    expect(await contacts()).toEqual({ A: 1, B: 1 });
    expect(troubles.map(({ error }) => (error as Error).name)).toEqual(['SubscriptionDropped']);
  });

  it('keeps neither rows nor checkpoint when it dies between the two', async () => {
    contact('A');
    contact('A');
    let killed = 0;
    const { stop } = start(
      tally({
        apply: async (batch, db, schema) => {
          await tally().apply(batch, db, schema);
          killed += 1;
          await db.query('select pg_terminate_backend(pg_backend_pid())');
        },
      }),
    );
    while (killed < 2) await pause(5);
    await stop();
    expect(await contacts()).toEqual({});
    expect(await dataSource.query(`select position from projections.checkpoint where view = 'tally'`)).toEqual([
      { position: '0' },
    ]);
    start(tally());
    expect(await reached()).toBe(true);
    expect(await contacts()).toEqual({ A: 2 });
  });

  it('waits for a database that is away, and parks nothing for it', async () => {
    await dataSource.query('alter table tally.contact rename to mislaid');
    contact('A');
    const { troubles } = start(tally());
    while (troubles.length < 2) await pause(5);
    await dataSource.query('alter table tally.mislaid rename to contact');
    expect(await reached()).toBe(true);
    expect(await contacts()).toEqual({ A: 1 });
    expect(await parkedIn(dataSource, 'tally')).toEqual([]);
  });

  it('never lets the moment of recording run backwards', async () => {
    const say = (instance: string, recordedAt: string) =>
      log.say({
        stage: 'treatment',
        instance: idOf(instance),
        personId: somebody,
        fact: { type: 'ContactRecorded', occurredAt: '2026-03-02T10:00:00Z', personId: somebody, provider: 'p' },
        recordedAt,
      });
    say('A', '2026-03-02T12:00:00Z');
    say('B', '2026-03-02T11:00:00Z');
    const first = start(timelineView);
    await reached('timeline');
    await first.stop();
    say('C', '2026-03-02T11:30:00Z');
    say('D', '2026-03-02T12:00:00.250Z');
    start(timelineView);
    await reached('timeline');
    const rows: { recorded_at: Date }[] = await dataSource.query('select * from timeline.step order by position');
    expect(rows.map((row) => row.recorded_at.toISOString())).toEqual([
      '2026-03-02T12:00:00.000Z',
      '2026-03-02T12:00:00.000Z',
      '2026-03-02T12:00:00.000Z',
      '2026-03-02T12:00:00.250Z',
    ]);
  });
});

describe('The owner of a view', () => {
  it('is one process at a time; the next takes over when it stops', async () => {
    const first = start(tally());
    contact('A');
    await reached();
    start(tally());
    contact('B');
    await reached();
    await first.stop();
    contact('C');
    expect(await reached()).toBe(true);
    expect(await contacts()).toEqual({ A: 1, B: 1, C: 1 });
  });

  it('cannot commit what it had in hand once another has taken over', async () => {
    contact('A');
    const inHand = Promise.withResolvers<void>();
    const letGo = Promise.withResolvers<void>();
    start(
      tally({
        apply: async (batch, db, schema) => {
          const other: { n: number }[] = await db.query(`select 1 as n`);
          expect(other).toHaveLength(1);
          inHand.resolve();
          await letGo.promise;
          await db.query(`insert into ${schema}.contact (event_id, treatment) select gen_random_uuid(), $1`, [
            batch[0]?.instance,
          ]);
        },
      }),
      { leaseMs: 60_000 },
    );
    await inHand.promise;
    await dataSource.query(`update projections.lease set expires_at = clock_timestamp() where view = 'tally'`);
    start(tally());
    expect(await reached()).toBe(true);
    letGo.resolve();
    contact('B');
    expect(await reached()).toBe(true);
    await Promise.all(running.splice(0).map(({ stop }) => stop()));
    expect(await contacts()).toEqual({ A: 1, B: 1 });
  });
});

describe('Taking over', () => {
  it('fences the former owner even before anything else is projected', async () => {
    contact('A');
    const inHand = Promise.withResolvers<void>();
    const letGo = Promise.withResolvers<void>();
    start(
      tally({
        apply: async (batch, db, schema) => {
          inHand.resolve();
          await letGo.promise;
          await tally().apply(batch, db, schema);
        },
      }),
      { leaseMs: 60_000 },
    );
    await inHand.promise;
    await dataSource.query(`update projections.lease set expires_at = clock_timestamp() where view = 'tally'`);
    const other = { view: 'tally', owner: 'another process', leaseMs: 60_000, identity: log.name };
    expect(await acquire(dataSource, other)).toMatchObject({ position: 0n });
    letGo.resolve();
    await Promise.all(running.splice(0).map(({ stop }) => stop()));
    expect(await contacts()).toEqual({});
  });

  it('is not possible while the lease is kept', async () => {
    contact('A');
    start(tally(), { leaseMs: 300 });
    await reached();
    const other = { view: 'tally', owner: 'another process', leaseMs: 300, identity: log.name };
    for (let tries = 0; tries < 5; tries += 1) {
      await pause(100);
      expect(await acquire(dataSource, other)).toBeUndefined();
    }
  });
});

describe('An event that cannot be applied', () => {
  it.each([
    ['the view fails on it', { poison: true }, 'FAILED_Error'],
    ['the database will not take it', { malformed: true }, 'SQLSTATE_22P02'],
    ['it cannot be read', { unreadable: true }, 'UNREADABLE'],
  ])('parks its stream and nothing else: %s', async (_, spoilt, reason) => {
    contact('A');
    contact('B');
    const blamed = contact('A', spoilt);
    const after = contact('A');
    contact('C');
    contact('B');
    start(tally());
    expect(await reached()).toBe(true);
    expect(await contacts()).toEqual({ A: 1, B: 2, C: 1 });
    const later = contact('A');
    contact('B');
    await reached();
    expect(await contacts()).toEqual({ A: 1, B: 3, C: 1 });
    expect(await parkedIn(dataSource, 'tally')).toMatchObject([
      { eventId: blamed.id, position: blamed.position, stream: blamed.stream, reason },
      { eventId: after.id, reason: 'STREAM_PARKED' },
      { eventId: later.id, reason: 'STREAM_PARKED' },
    ]);
  });

  it('stays parked when the process starts again', async () => {
    contact('A', { poison: true });
    const first = start(tally());
    await reached();
    await first.stop();
    contact('A');
    start(tally());
    await reached();
    expect(await contacts()).toEqual({});
    expect(await parkedIn(dataSource, 'tally')).toHaveLength(2);
  });

  it('is taken up after a correction as if it had never failed', async () => {
    contact('A');
    contact('A', { poison: true });
    contact('B');
    contact('A');
    start(tally());
    await reached();
    const mended: View = tally({
      apply: (batch, db, schema) =>
        tally().apply(
          batch.map((told) => ({ ...told, fact: { type: told.fact.type, occurredAt: told.fact.occurredAt } as never })),
          db,
          schema,
        ),
    });
    expect(await replayParked(optionsFor(mended))).toEqual([]);
    contact('B');
    await reached();
    expect(await contacts()).toEqual({ A: 3, B: 2 });
    expect(await parkedIn(dataSource, 'tally')).toEqual([]);
  });

  it('does not park everybody: a view that fails on every stream stops and says so', async () => {
    for (const name of ['A', 'B', 'C', 'D']) contact(name, { poison: true });
    const { troubles } = start(tally(), { parkAtMost: 2 });
    while (troubles.length === 0) await pause(5);
    expect(troubles[0]?.error).toMatchObject({ name: 'TooManyParked' });
    expect(new Set((await parkedIn(dataSource, 'tally')).map(({ stream }) => stream)).size).toBe(2);
  });
});

describe('A checkpoint', () => {
  it('of another log is refused, until the view is rebuilt from this one', async () => {
    contact('A');
    const first = start(tally());
    await reached();
    await first.stop();
    log = new ScriptedLog();
    log.name = 'another log';
    contact('B');
    await expect(start(tally()).run).rejects.toMatchObject({ name: 'CheckpointRefused', code: 'OTHER_LOG' });
    await rebuild(optionsFor(tally()));
    contact('B');
    start(tally());
    await reached();
    expect(await contacts()).toEqual({ B: 2 });
  });

  it('beyond the end of the log is refused', async () => {
    contact('A');
    contact('A');
    const first = start(tally());
    await reached();
    await first.stop();
    log.forget(1);
    await expect(start(tally()).run).rejects.toMatchObject({ code: 'BEYOND_THE_LOG' });
  });

  it('whose last event is not in the log any more is refused', async () => {
    contact('A');
    contact('A');
    const first = start(tally());
    await reached();
    await first.stop();
    log.forget(1);
    contact('B');
    await expect(start(tally()).run).rejects.toMatchObject({ code: 'OTHER_HISTORY' });
  });
});

describe('Rebuilding a view', () => {
  it('leaves the live one in use, loses nothing that comes meanwhile, and swaps', async () => {
    for (let n = 0; n < 40; n += 1) contact(n % 2 ? 'A' : 'B');
    start(tally(), { batch: 4 });
    await reached();
    let writing = true;
    const writer = (async () => {
      while (writing) {
        contact('C');
        await pause(8);
      }
    })();
    for (let round = 0; round < 3; round += 1) await rebuild(optionsFor(tally(), { batch: 20 }));
    writing = false;
    await writer;
    expect(await reached()).toBe(true);
    const written = log.events.filter(({ stream }) => stream.endsWith(idOf('C'))).length;
    expect(await contacts()).toEqual({ A: 20, B: 20, C: written });
    expect(await dataSource.query(`select nspname from pg_namespace where nspname like 'tally%'`)).toEqual([
      { nspname: 'tally' },
    ]);
  });

  it('gives tables of the same shape, keys included', async () => {
    contact('A');
    await rebuild(optionsFor(tally()));
    const [row]: { event_id: string; treatment: string }[] = await dataSource.query('select * from tally.contact');
    await expect(
      dataSource.query('insert into tally.contact (event_id, treatment) values ($1, $2)', [
        row?.event_id,
        row?.treatment,
      ]),
    ).rejects.toThrow('duplicate key');
  });
});

describe('How far a view has come', () => {
  it('is behind by what it has not seen', async () => {
    contact('A');
    const first = start(tally());
    await reached();
    await first.stop();
    const missed = contact('B');
    contact('C');
    const mark = await new ViewWatermarks(dataSource, log).watermark('tally');
    expect(mark).toMatchObject({
      position: log.events[0]?.position,
      head: await log.head(),
      behind: 2,
      oldestUnprocessed: missed.metadata['recordedAt'],
      parkedStreams: 0,
    });
  });

  it('is not waited for any longer than asked', async () => {
    const marks = new ViewWatermarks(dataSource, log);
    expect(await marks.waitFor('tally', 1n, AbortSignal.timeout(30))).toBe(false);
  });
});

describe('The read models’ database', () => {
  it('is migrated once, however many processes start at once', async () => {
    const fresh = await createTestDatabase();
    const started = await Promise.all([1, 2, 3].map(() => readModels({ url: fresh.url, poolSize: 3 })));
    for (const one of started) expect(await one.showMigrations()).toBe(false);
    await Promise.all(started.map((one) => one.destroy()));
    await fresh.drop();
  });
});
