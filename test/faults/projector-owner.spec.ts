import { acquire } from '#read-models/projector/checkpoints';
import { rebuild } from '#read-models/rebuild';
import { ScriptedLog } from '#test/faults/projector-log';
import { remembering, tally, Tallying } from '#test/faults/projector-tally';
import { setTimeout as pause } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';

let view: Tallying;

beforeEach(async () => {
  view = await Tallying.begin();
});
afterEach(() => view.end());

describe('The owner of a view', () => {
  it('is one process at a time; the next takes over when it stops', async () => {
    const first = view.start(tally());
    view.contact('A');
    await view.reached();
    view.start(tally());
    view.contact('B');
    await view.reached();
    await first.stop();
    view.contact('C');
    expect(await view.reached()).toBe(true);
    expect(await view.contacts()).toEqual({ A: 1, B: 1, C: 1 });
  });

  it('cannot commit what it had in hand once another has taken over', async () => {
    view.contact('A');
    const inHand = Promise.withResolvers<void>();
    const letGo = Promise.withResolvers<void>();
    view.start(
      tally({
        apply: async (batch, { db, schema }) => {
          const other: { n: number }[] = await db.query(`select 1 as n`);
          expect(other).toHaveLength(1);
          inHand.resolve();
          await letGo.promise;
          await db.query(`insert into ${schema}.contact (event_id, treatment) select gen_random_uuid(), $1`, [
            batch[0]?.instance,
          ]);
          return [];
        },
      }),
      { leaseMs: 60_000 },
    );
    await inHand.promise;
    await view.dataSource.query(`update projections.lease set expires_at = clock_timestamp() where view = 'tally'`);
    view.start(tally());
    expect(await view.reached()).toBe(true);
    letGo.resolve();
    view.contact('B');
    expect(await view.reached()).toBe(true);
    await view.stopAll();
    expect(await view.contacts()).toEqual({ A: 1, B: 1 });
  });
});

describe('Taking over', () => {
  it('begins without what it remembered, since another may have written meanwhile', async () => {
    const knew: (readonly string[])[] = [];
    const owner = async () =>
      view.dataSource.query<object[]>(`select owner from projections.lease where view = 'tally'`);
    const a = view.contact('A');
    view.contact('B');
    const former = view.start(
      remembering((ids) => knew.push(ids)),
      { leaseMs: 1_500, batch: 1 },
    );
    expect(await view.reached()).toBe(true);
    expect(knew).toEqual([[], [a.id]]);
    const owned = await owner();
    await view.dataSource.query(`update projections.lease set expires_at = clock_timestamp() where view = 'tally'`);
    const other = view.start(tally());
    while (isDeepStrictEqual(await owner(), owned)) await pause(5);
    view.contact('C');
    expect(await view.reached()).toBe(true);
    await other.stop();
    view.contact('D');
    expect(await view.reached()).toBe(true);
    expect(knew.at(-1)).toEqual([]);
    expect(await view.contacts()).toEqual({ A: 1, B: 1, C: 1, D: 1 });
    expect(former.troubles).toEqual([]);
  });

  it('fences the former owner even before anything else is projected', async () => {
    view.contact('A');
    const inHand = Promise.withResolvers<void>();
    const letGo = Promise.withResolvers<void>();
    view.start(
      tally({
        apply: async (batch, into) => {
          inHand.resolve();
          await letGo.promise;
          return tally().apply(batch, into);
        },
      }),
      { leaseMs: 60_000 },
    );
    await inHand.promise;
    await view.dataSource.query(`update projections.lease set expires_at = clock_timestamp() where view = 'tally'`);
    const other = { view: 'tally', owner: 'another process', leaseMs: 60_000, identity: view.log.name };
    expect(await acquire(view.dataSource, other)).toMatchObject({ position: 0n });
    letGo.resolve();
    await view.stopAll();
    expect(await view.contacts()).toEqual({});
  });

  it('is not possible while the lease is kept', async () => {
    view.contact('A');
    view.start(tally(), { leaseMs: 300 });
    await view.reached();
    const other = { view: 'tally', owner: 'another process', leaseMs: 300, identity: view.log.name };
    for (let tries = 0; tries < 5; tries += 1) {
      await pause(100);
      expect(await acquire(view.dataSource, other)).toBeUndefined();
    }
  });
});

describe('A checkpoint', () => {
  it('of another log is refused, until the view is rebuilt from this one', async () => {
    view.contact('A');
    const first = view.start(tally());
    await view.reached();
    await first.stop();
    view.log = new ScriptedLog();
    view.log.name = 'another log';
    view.contact('B');
    await expect(view.start(tally()).run).rejects.toMatchObject({ name: 'CheckpointRefused', code: 'OTHER_LOG' });
    await rebuild(view.optionsFor(tally()));
    view.contact('B');
    view.start(tally());
    await view.reached();
    expect(await view.contacts()).toEqual({ B: 2 });
  });

  it('beyond the end of the log is refused', async () => {
    view.contact('A');
    view.contact('A');
    const first = view.start(tally());
    await view.reached();
    await first.stop();
    view.log.forget(1);
    await expect(view.start(tally()).run).rejects.toMatchObject({ code: 'BEYOND_THE_LOG' });
  });

  it('whose last event is not in the log any more is refused', async () => {
    view.contact('A');
    view.contact('A');
    const first = view.start(tally());
    await view.reached();
    await first.stop();
    view.log.forget(1);
    view.contact('B');
    await expect(view.start(tally()).run).rejects.toMatchObject({ code: 'OTHER_HISTORY' });
  });
});
