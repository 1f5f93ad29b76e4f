import { Commits } from '#read-models/projector/commits';
import { parkedIn, rebuild, replayParked } from '#read-models/rebuild';
import { timelineView } from '#read-models/timeline';
import { send } from '#read-models/statements';
import type { View } from '#read-models/view';
import { idOf } from '#test/faults/projector-log';
import { remembering, tally, Tallying } from '#test/faults/projector-tally';
import { setTimeout as pause } from 'node:timers/promises';
import { QueryFailedError } from 'typeorm';

let view: Tallying;

beforeEach(async () => {
  view = await Tallying.begin();
});
afterEach(() => view.end());

describe('An event that cannot be applied', () => {
  it.each([
    ['the view fails on it', { poison: true }, 'FAILED_Error'],
    ['the database will not take it', { malformed: true }, 'SQLSTATE_22P02'],
    ['it cannot be read', { unreadable: true }, 'UNREADABLE'],
  ])('parks its stream and nothing else: %s', async (_, spoilt, reason) => {
    view.contact('A');
    view.contact('B');
    const blamed = view.contact('A', spoilt);
    const after = view.contact('A');
    view.contact('C');
    view.contact('B');
    view.start(tally());
    expect(await view.reached()).toBe(true);
    expect(await view.contacts()).toEqual({ A: 1, B: 2, C: 1 });
    const later = view.contact('A');
    view.contact('B');
    await view.reached();
    expect(await view.contacts()).toEqual({ A: 1, B: 3, C: 1 });
    expect(await parkedIn(view.dataSource, 'tally')).toMatchObject([
      { eventId: blamed.id, position: blamed.position, stream: blamed.stream, reason },
      { eventId: after.id, reason: 'STREAM_PARKED' },
      { eventId: later.id, reason: 'STREAM_PARKED' },
    ]);
  });

  it.each([{ poison: true }, { malformed: true }])('leaves nothing in what the view remembers: %o', async (spoilt) => {
    const before = [view.contact('A'), view.contact('B'), view.contact('C')];
    view.contact('A', spoilt);
    view.contact('A');
    const after = view.contact('B');
    let known: readonly string[] = [];
    view.start(remembering((ids) => (known = ids)));
    await view.reached();
    view.contact('C');
    await view.reached();
    expect(known).toEqual([...before, after].map(({ id }) => id));
    expect(await view.contacts()).toEqual({ A: 1, B: 2, C: 2 });
  });

  it('is not one that comes while no connection is to be had', async () => {
    const { driver } = view.dataSource as unknown as { driver: { obtainMasterConnection: () => Promise<unknown> } };
    const obtain = driver.obtainMasterConnection.bind(driver);
    const reading = tally({
      apply: async (batch, into) => {
        await send(into.db, 'select 1');
        return tally().apply(batch, into);
      },
    });
    const { troubles } = view.start(reading, { leaseMs: 60_000 });
    view.contact('A');
    await view.reached();
    driver.obtainMasterConnection = () => {
      driver.obtainMasterConnection = obtain;
      return Promise.reject(Object.assign(new Error('too many clients already'), { code: '53300' }));
    };
    view.contact('B');
    while (driver.obtainMasterConnection !== obtain) await pause(5);
    expect(await view.reached()).toBe(true);
    expect(troubles).toHaveLength(1);
    expect(await parkedIn(view.dataSource, 'tally')).toEqual([]);
    expect(await view.contacts()).toEqual({ A: 1, B: 1 });
  });

  it('stays parked when the process starts again', async () => {
    view.contact('A', { poison: true });
    const first = view.start(tally());
    await view.reached();
    await first.stop();
    view.contact('A');
    view.start(tally());
    await view.reached();
    expect(await view.contacts()).toEqual({});
    expect(await parkedIn(view.dataSource, 'tally')).toHaveLength(2);
  });

  it('is taken up after a correction as if it had never failed', async () => {
    view.contact('A');
    view.contact('A', { poison: true });
    view.contact('B');
    view.contact('A');
    view.start(tally());
    await view.reached();
    const mended: View = tally({
      apply: (batch, into) =>
        tally().apply(
          batch.map((told) => ({ ...told, fact: { type: told.fact.type, occurredAt: told.fact.occurredAt } as never })),
          into,
        ),
    });
    expect(await replayParked(view.optionsFor(mended))).toEqual([]);
    view.contact('B');
    await view.reached();
    expect(await view.contacts()).toEqual({ A: 3, B: 2 });
    expect(await parkedIn(view.dataSource, 'tally')).toEqual([]);
  });

  it('does not park everybody: a view that fails on every stream stops and says so', async () => {
    for (const name of ['A', 'B', 'C', 'D']) view.contact(name, { poison: true });
    const { troubles } = view.start(tally(), { parkAtMost: 2 });
    while (troubles.length === 0) await pause(5);
    expect(troubles[0]?.error).toMatchObject({ name: 'TooManyParked' });
    expect(new Set((await parkedIn(view.dataSource, 'tally')).map(({ stream }) => stream)).size).toBe(2);
  });
});

describe('Views that commit together', () => {
  it.each([
    ['parks a stream', { poison: true }, {}],
    ['fails again and again', {}, { apply: () => Promise.reject(new QueryFailedError('', [], new Error('away'))) }],
  ])('are not held up by one that %s', async (_, spoilt, failing: Partial<View>) => {
    const commits = new Commits(view.dataSource);
    view.start(timelineView, { commits });
    await view.reached('timeline');
    view.contact('A');
    const { troubles } = view.start(tally(failing), { commits });
    view.contact('A', spoilt);
    view.contact('B');
    expect(await view.reached('timeline')).toBe(true);
    expect(await view.dataSource.query('select count(*)::int as steps from timeline.step')).toEqual([{ steps: 3 }]);
    if ('poison' in spoilt) {
      expect(await view.reached()).toBe(true);
      expect(await view.contacts()).toEqual({ A: 1, B: 1 });
    } else while (troubles.length < 2) await pause(5);
  });
});

describe('Rebuilding a view', () => {
  it('leaves the live one in use, loses nothing that comes meanwhile, and swaps', async () => {
    for (let n = 0; n < 40; n += 1) view.contact(n % 2 ? 'A' : 'B');
    view.start(tally(), { batch: 4 });
    await view.reached();
    let writing = true;
    const writer = (async () => {
      while (writing) {
        view.contact('C');
        await pause(8);
      }
    })();
    for (let round = 0; round < 3; round += 1) await rebuild(view.optionsFor(tally(), { batch: 20 }));
    writing = false;
    await writer;
    expect(await view.reached()).toBe(true);
    const written = view.log.events.filter(({ stream }) => stream.endsWith(idOf('C'))).length;
    expect(await view.contacts()).toEqual({ A: 20, B: 20, C: written });
    expect(await view.dataSource.query(`select nspname from pg_namespace where nspname like 'tally%'`)).toEqual([
      { nspname: 'tally' },
    ]);
  });

  it('gives tables of the same shape, keys included', async () => {
    view.contact('A');
    await rebuild(view.optionsFor(tally()));
    const [row]: { event_id: string; treatment: string }[] = await view.dataSource.query('select * from tally.contact');
    await expect(
      view.dataSource.query('insert into tally.contact (event_id, treatment) values ($1, $2)', [
        row?.event_id,
        row?.treatment,
      ]),
    ).rejects.toThrow('duplicate key');
  });
});
