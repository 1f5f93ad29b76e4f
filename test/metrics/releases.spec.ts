import { compare } from '#metrics/comparison';
import { lineage } from '#metrics/lineage';
import { WouldDisclose } from '#metrics/held';
import { publish, publishedCell } from '#metrics/published';
import type { Question } from '#metrics/query';
import { snapshot } from '#metrics/releases';
import { idOf } from '#test/metrics/log';
import { reference } from '#test/support/reference';
import { LATER, LIVERPOOL, MANCHESTER, MARCH, Story, told } from '#test/metrics/story';
import { tests } from '#test/metrics/tested';
import { openStore, type Store } from '#test/metrics/store';

let store: Store;
beforeAll(async () => (store = await openStore()));
afterEach(async () => {
  await store.empty();
  await store.unpublish();
});
afterAll(() => store.close());

const asked: Question = { key: 'arrest-tests', ...MARCH, now: LATER };

describe('A published figure', () => {
  it('is rounded, with a percentage and an interval of the rounded counts', async () => {
    await told(store, tests(new Story(), 'custody-brunswick', { positive: 12, negative: 11 }));
    const cell = await publishedCell(store.db.manager, { ...asked, area: LIVERPOOL });
    expect(cell).toMatchObject({ numerator: 10, denominator: 25, percentage: 0.4, suppressed: false });
    expect([cell.lower?.toFixed(3), cell.upper?.toFixed(3)]).toEqual(['0.234', '0.593']);
  });

  it('withholds the region and England where one authority alone is suppressed; the other authority stands', async () => {
    const story = tests(new Story(), 'custody-brunswick', { positive: 12, negative: 11 });
    await told(store, tests(story, 'custody-hartwell', { positive: 1, negative: 2 }));
    const cell = (area: string) => publishedCell(store.db.manager, { ...asked, area });
    expect(await cell(LIVERPOOL)).toMatchObject({ numerator: 10, denominator: 25 });
    for (const area of [MANCHESTER, 'E12000002', 'E92000001'])
      expect(await cell(area)).toMatchObject({ numerator: null, denominator: null, suppressed: true });
  });

  it('withholds a longer period where one month of it alone is suppressed', async () => {
    const story = tests(new Story(), 'custody-brunswick', { positive: 12, negative: 11 });
    await told(store, tests(story, 'custody-brunswick', { positive: 2, negative: 1, day: '2026-02-10' }));
    const question = { ...asked, area: LIVERPOOL };
    expect(await publishedCell(store.db.manager, question)).toMatchObject({ denominator: 25 });
    expect(await publishedCell(store.db.manager, { ...question, from: '2026-01-01' })).toMatchObject({
      denominator: null,
    });
  });
});

describe('A release', () => {
  it('is frozen: a restatement does not change it, and it is made only once', async () => {
    const question = { ...asked, key: 'arrest-tests', only: { ground: 'trigger' } };
    const story = tests(new Story(), 'custody-brunswick', { positive: 12, negative: 11 });
    await told(store, story);
    const made = await publish(store.db, question, 'analyst');
    expect(made.total).toMatchObject({ numerator: 10, denominator: 25 });
    await store.empty();
    await told(store, tests(story, 'custody-brunswick', { positive: 9, negative: 0, day: '2026-03-11' }));
    expect(await publish(store.db, question, 'analyst')).toEqual(made);
    expect(await snapshot(store.db.manager, made.id)).toEqual(made);
    await expect(store.db.query('update published.snapshot set key = key')).rejects.toThrow('frozen');
  });

  it('is made once, whoever asks for it at the same moment', async () => {
    const question = { ...asked, area: 'E12000002' };
    await told(store, tests(new Story(), 'custody-brunswick', { positive: 12, negative: 11 }));
    const made = await Promise.all([1, 2, 3, 4].map((one) => publish(store.db, question, `analyst ${one}`)));
    expect(new Set(made.map(({ id }) => id)).size).toBe(1);
  });

  it('is held against another that is made at the same moment', async () => {
    const story = tests(new Story(), 'custody-brunswick', { positive: 12, negative: 11 });
    await told(store, tests(story, 'custody-brunswick', { positive: 2, negative: 0, sex: 'female' }));
    const question = { ...asked, area: 'E92000001' };
    const [total, bySex] = await Promise.allSettled(
      [question, { ...question, breakdown: 'sex' } as const].map((one) => publish(store.db, one, 'analyst')),
    );
    const shown = total?.status === 'fulfilled' && total.value.total.denominator !== null;
    expect(bySex?.status).toBe(shown ? 'rejected' : 'fulfilled');
  });

  it('withholds the total of a breakdown in which one cell is suppressed', async () => {
    const story = tests(new Story(), 'custody-brunswick', { positive: 12, negative: 11 });
    await told(store, tests(story, 'custody-brunswick', { positive: 2, negative: 0, sex: 'female' }));
    const made = await publish(store.db, { ...asked, breakdown: 'sex', area: LIVERPOOL }, 'analyst');
    expect(made.total).toMatchObject({ numerator: null, denominator: null });
    expect(made.cells.map(({ cell, denominator }) => [cell, denominator])).toEqual([
      ['female', null],
      ['male', 25],
    ]);
  });

  it('is refused where an earlier one shows the total that gives a cell away', async () => {
    const story = tests(new Story(), 'custody-brunswick', { positive: 12, negative: 11 });
    await told(store, tests(story, 'custody-brunswick', { positive: 2, negative: 0, sex: 'female' }));
    const question = { ...asked, area: 'cdp-liverpool' };
    expect((await publish(store.db, question, 'analyst')).total).toMatchObject({ denominator: 25 });
    await expect(publish(store.db, { ...question, breakdown: 'sex' }, 'analyst')).rejects.toThrow(WouldDisclose);
  });
});

describe('A release of one cell', () => {
  /** Men enough to be shown, and women too few. */
  const both = () => {
    const story = tests(new Story(), 'custody-brunswick', { positive: 12, negative: 11 });
    return told(store, tests(story, 'custody-brunswick', { positive: 2, negative: 0, sex: 'female' }));
  };
  const release = (question: Question) => publish(store.db, question, 'analyst');

  it('is refused where an earlier one shows the whole from which it could be subtracted', async () => {
    await both();
    expect((await release(asked)).total).toMatchObject({ denominator: 25 });
    await expect(release({ ...asked, only: { sex: 'male' } })).rejects.toThrow(WouldDisclose);
  });

  it('withholds the whole that is released after it', async () => {
    await both();
    expect((await release({ ...asked, only: { sex: 'male' } })).total).toMatchObject({ denominator: 25 });
    expect((await release(asked)).total).toMatchObject({ denominator: null });
  });
});

describe('A number explains itself', () => {
  it('by the events behind it', async () => {
    await told(
      store,
      new Story()
        .person('Sam', '2026-03-01T09:00:00Z')
        .test('T1', 'Sam', '2026-03-02T10:00:00Z', { cocaine: 'positive' }),
    );
    const { members } = await lineage(store.db.manager, { ...asked, area: LIVERPOOL });
    expect(members).toEqual([{ member: idOf('T1'), numerator: true, events: [idOf('event 2'), idOf('result T1')] }]);
    expect((await lineage(store.db.manager, asked, idOf('T1'))).members).toEqual([]);
  });

  it('beside similar areas', async () => {
    const story = tests(new Story(), 'custody-brunswick', { positive: 20, negative: 2 });
    await told(store, tests(story, 'custody-hartwell', { positive: 2, negative: 20 }));
    const { similar, benchmark, standing } = await compare(store.db.manager, { ...asked, area: LIVERPOOL }, reference);
    expect(similar.map(({ area }) => area)).toContain(MANCHESTER);
    expect(benchmark).toBeCloseTo(2 / 22);
    expect(standing).toBe('higher');
  });
});

describe('An analyst', () => {
  it('reads the cohorts by SQL, without people, members or events, before and after a rebuild', async () => {
    await told(store, tests(new Story(), 'custody-brunswick', { positive: 3, negative: 2 }));
    const asAnalyst = (sql: string): Promise<{ count: string }[]> =>
      store.db.transaction(async (db) => {
        await db.query('set local role throughcare_analyst');
        return db.query(sql);
      });
    expect(await asAnalyst(`select count(*) from analyst.arrest_test where result = 'positive'`)).toEqual([
      { count: '3' },
    ]);
    await store.db.query(`create schema analytics_next`);
    await store.db.query(`create table analytics_next.arrest_test (like analytics.arrest_test including all)`);
    await store.db.query(
      `alter schema analytics rename to analytics_past; alter schema analytics_next rename to analytics`,
    );
    expect(await asAnalyst('select count(*) from analyst.arrest_test')).toEqual([{ count: '0' }]);
    await store.db.query(`drop schema analytics cascade; alter schema analytics_past rename to analytics`);
    await expect(asAnalyst('select person_id from analyst.arrest_test')).rejects.toThrow('person_id');
    await expect(asAnalyst('select * from analytics.arrest_test')).rejects.toThrow('permission denied');
    await expect(asAnalyst('select * from analytics.case_fact')).rejects.toThrow('permission denied');
  });
});
