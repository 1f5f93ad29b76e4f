import { readModels } from '#read-models/data-source';
import { parkedIn } from '#read-models/rebuild';
import { timelineView } from '#read-models/timeline';
import { ViewWatermarks } from '#read-models/watermarks';
import { sendAll } from '#read-models/statements';
import { idOf } from '#test/faults/projector-log';
import { tally, Tallying } from '#test/faults/projector-tally';
import { createTestDatabase, type TestDatabase } from '#test/support/database';
import { setTimeout as pause } from 'node:timers/promises';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const somebody = idOf('somebody');

let view: Tallying;

beforeEach(async () => {
  view = await Tallying.begin();
});
afterEach(() => view.end());

describe('A view that follows the log', () => {
  it('shows each fact once, whatever was there before and whatever comes after', async () => {
    view.contact('A');
    view.contact('B');
    view.start(tally());
    expect(await view.reached()).toBe(true);
    view.contact('A');
    expect(await view.reached()).toBe(true);
    expect(await view.contacts()).toEqual({ A: 2, B: 1 });
  });

  it('goes on where it stopped', async () => {
    view.contact('A');
    const first = view.start(tally());
    await view.reached();
    await first.stop();
    view.contact('A');
    view.start(tally());
    expect(await view.reached()).toBe(true);
    expect(await view.contacts()).toEqual({ A: 2 });
  });

  it('goes on after the subscription is dropped', async () => {
    const { troubles } = view.start(tally());
    view.contact('A');
    await view.reached();
    view.log.cut();
    view.contact('B');
    expect(await view.reached()).toBe(true);
    expect(await view.contacts()).toEqual({ A: 1, B: 1 });
    expect(troubles.map(({ error }) => (error as Error).name)).toEqual(['SubscriptionDropped']);
  });

  it('keeps neither rows nor checkpoint when it dies between the two', async () => {
    view.contact('A');
    view.contact('A');
    let killed = 0;
    const { stop } = view.start(
      tally({
        apply: async (batch, into) => {
          await sendAll(into.db, await tally().apply(batch, into));
          killed += 1;
          await into.db.query('select pg_terminate_backend(pg_backend_pid())');
          return [];
        },
      }),
    );
    while (killed < 2) await pause(5);
    await stop();
    expect(await view.contacts()).toEqual({});
    expect(await view.dataSource.query(`select position from projections.checkpoint where view = 'tally'`)).toEqual([
      { position: '0' },
    ]);
    view.start(tally());
    expect(await view.reached()).toBe(true);
    expect(await view.contacts()).toEqual({ A: 2 });
  });

  it('waits for a database that is away, and parks nothing for it', async () => {
    await view.dataSource.query('alter table tally.contact rename to mislaid');
    view.contact('A');
    const { troubles } = view.start(tally());
    while (troubles.length < 2) await pause(5);
    await view.dataSource.query('alter table tally.mislaid rename to contact');
    expect(await view.reached()).toBe(true);
    expect(await view.contacts()).toEqual({ A: 1 });
    expect(await parkedIn(view.dataSource, 'tally')).toEqual([]);
  });

  it('never lets the moment of recording run backwards', async () => {
    const say = (instance: string, recordedAt: string) =>
      view.log.say({
        stage: 'treatment',
        instance: idOf(instance),
        personId: somebody,
        fact: { type: 'ContactRecorded', occurredAt: '2026-03-02T10:00:00Z', personId: somebody, provider: 'p' },
        recordedAt,
      });
    say('A', '2026-03-02T12:00:00Z');
    say('B', '2026-03-02T11:00:00Z');
    const first = view.start(timelineView);
    await view.reached('timeline');
    await first.stop();
    say('C', '2026-03-02T11:30:00Z');
    say('D', '2026-03-02T12:00:00.250Z');
    view.start(timelineView);
    await view.reached('timeline');
    const rows: { recorded_at: Date }[] = await view.dataSource.query('select * from timeline.step order by position');
    expect(rows.map((row) => row.recorded_at.toISOString())).toEqual([
      '2026-03-02T12:00:00.000Z',
      '2026-03-02T12:00:00.000Z',
      '2026-03-02T12:00:00.000Z',
      '2026-03-02T12:00:00.250Z',
    ]);
  });
});

describe('How far a view has come', () => {
  it('is behind by what it has not seen', async () => {
    view.contact('A');
    const first = view.start(tally());
    await view.reached();
    await first.stop();
    const missed = view.contact('B');
    view.contact('C');
    const mark = await new ViewWatermarks(view.dataSource, view.log).watermark('tally');
    expect(mark).toMatchObject({
      position: view.log.events[0]?.position,
      head: await view.log.head(),
      behind: 2,
      oldestUnprocessed: missed.metadata['recordedAt'],
      parkedStreams: 0,
    });
  });

  it('is not waited for any longer than asked', async () => {
    const marks = new ViewWatermarks(view.dataSource, view.log);
    expect(await marks.waitFor('tally', 1n, AbortSignal.timeout(30))).toBe(false);
  });
});

describe('The read models’ database', () => {
  let fresh: TestDatabase;
  beforeEach(async () => {
    fresh = await createTestDatabase();
  });
  afterEach(() => fresh.drop());

  it('is migrated once, however many processes start at once', async () => {
    const started = await Promise.all([1, 2, 3].map(() => readModels({ url: fresh.url, poolSize: 3 })));
    const twice = 'select name from projections.migration group by name having count(*) > 1';
    expect(await started[0]?.query('select name from projections.migration')).not.toEqual([]);
    expect(await started[0]?.query(twice)).toEqual([]);
    await Promise.all(started.map((one) => one.destroy()));
  });

  it('is migrated by a machine that stands still in the middle for longer than a view’s owner may', async () => {
    const read = await readModels({ url: fresh.url, migrations: [Dawdling1767225600099] });
    expect(await read.query('select to_regclass($1) as made', ['public.dawdled'])).toEqual([{ made: 'dawdled' }]);
    await read.destroy();
  });
});

/** Takes longer between two statements than a view's transaction may. */
class Dawdling1767225600099 implements MigrationInterface {
  readonly name = 'Dawdling1767225600099';

  async up(db: QueryRunner): Promise<void> {
    await db.query('create table public.dawdled ()');
    await pause(6_000);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop table public.dawdled');
  }
}
