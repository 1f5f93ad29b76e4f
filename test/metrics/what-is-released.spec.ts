import { WouldDisclose } from '#metrics/held';
import { publish } from '#metrics/published';
import type { Question } from '#metrics/query';
import { openStore, type Store } from '#test/metrics/store';
import { LATER, LIVERPOOL, MANCHESTER, MARCH, Story, told } from '#test/metrics/story';
import { tests } from '#test/metrics/tested';

let store: Store;
beforeAll(async () => (store = await openStore()));
afterEach(async () => {
  await store.empty();
  await store.unpublish();
});
afterAll(() => store.close());

const KENT = 'E10000016';
const asked: Question = { key: 'arrest-tests', ...MARCH, now: LATER };
const release = (question: Partial<Question>) => publish(store.db, { ...asked, ...question }, 'analyst');
const days = (from: string, to: string) => ({ from, to });

describe('A release is', () => {
  it.each([days('2026-02-01', '2026-02-28'), days('2026-01-01', '2026-03-31'), days('2025-04-01', '2026-03-31')])(
    'of one whole month, quarter or financial year: %p',
    async (period) => {
      expect(await release(period)).toMatchObject(period);
    },
  );

  it.each([
    days('2026-03-02', '2026-03-31'),
    days('2026-03-01', '2026-03-30'),
    days('2026-02-01', '2026-03-31'),
    days('2026-02-01', '2026-04-30'),
    days('2026-01-01', '2026-12-31'),
  ])('refused for any other period, which others could overlap in part: %p', async (period) => {
    await expect(release(period)).rejects.toMatchObject({ code: 'NOT_A_WHOLE_PERIOD', field: 'to' });
  });

  it('of a period that is over, once everybody in it counts', async () => {
    await expect(release({ now: '2026-03-31T22:00:00Z' })).rejects.toMatchObject({ code: 'PERIOD_NOT_OVER' });
    expect(await release({ now: '2026-03-31T23:30:00Z' })).toMatchObject(MARCH);
    const waiting = { key: 'waiting-time' };
    await expect(release({ ...waiting, now: '2026-04-21T12:00:00Z' })).rejects.toMatchObject({
      code: 'PERIOD_NOT_OVER',
      message: 'Not everybody in the period counts yet: publish it once 21 days have passed since its last day.',
    });
    expect(await release({ ...waiting, now: '2026-04-22T12:00:00Z' })).toMatchObject(MARCH);
  });

  it('of a month where people are counted on a day, so that no day is counted twice', async () => {
    const count = { key: 'in-treatment' };
    await expect(release({ ...count, from: '2026-01-01' })).rejects.toMatchObject({ code: 'NOT_A_WHOLE_PERIOD' });
    expect(await release(count)).toMatchObject(MARCH);
  });

  it('narrowed or broken down by one thing at most, beside the area', async () => {
    const releases = { key: 'release-preparation', area: LIVERPOOL, provider: 'provider-riverside' };
    await expect(release({ ...releases, prison: 'prison-brookvale' })).rejects.toMatchObject({
      code: 'NARROWED_TWICE',
    });
    await expect(release({ ...releases, breakdown: 'sex' })).rejects.toMatchObject({
      code: 'NARROWED_TWICE',
      field: 'breakdown',
    });
    expect(await release(releases)).toMatchObject({ scope: { area: LIVERPOOL, provider: 'provider-riverside' } });
  });

  it('of what its watermark says, also where it waits while more is counted', async () => {
    await told(store, tests(new Story(), 'custody-brunswick', { positive: 12, negative: 11 }));
    const counted = (position: number) =>
      store.db.query(
        `insert into projections.checkpoint (view, position, recorded_at, store_identity, owner_epoch, updated_at)
         values ('analytics', $1, '2026-04-01T09:00:00Z', 'test', 1, now())
         on conflict (view) do update set position = excluded.position`,
        [position],
      );
    await counted(23);
    const other = store.db.createQueryRunner();
    await other.startTransaction();
    await other.query('lock table published.snapshot in share row exclusive mode');
    const waiting = release({});
    await told(store, tests(new Story(), 'custody-brunswick', { positive: 9, negative: 0, day: '2026-03-11' }));
    await counted(32);
    await other.commitTransaction();
    await other.release();
    const { total, watermark } = await waiting;
    expect([total.denominator, watermark]).toEqual([30, { position: '32', recordedAt: '2026-04-01T09:00:00Z' }]);
  });
});

describe('Two releases are held against each other', () => {
  /** Men enough to be shown in both cities, and too few women in Manchester. */
  const cities = () => {
    const story = tests(new Story(), 'custody-brunswick', { positive: 12, negative: 11 });
    tests(story, 'custody-hartwell', { positive: 20, negative: 10 });
    return told(store, tests(story, 'custody-hartwell', { positive: 2, negative: 0, sex: 'female' }));
  };
  const shown = ({ total, cells }: Awaited<ReturnType<typeof release>>) => [
    total.denominator,
    ...cells.map(({ denominator }) => denominator),
  ];
  const north = { area: 'E12000002', breakdown: 'authority' } as const;

  it('so that a place withheld by itself is withheld among others, and so is what they add up to', async () => {
    await cities();
    expect(shown(await release({ area: MANCHESTER, breakdown: 'sex' }))).toEqual([null, null, 30]);
    expect(shown(await release(north))).toEqual([null, null, 25]);
  });

  it('so that a place shown among others is not broken down into parts that give one away', async () => {
    await cities();
    expect(shown(await release(north))).toEqual([55, 30, 25]);
    await expect(release({ area: MANCHESTER, breakdown: 'sex' })).rejects.toThrow(WouldDisclose);
  });

  it('so that a month withheld by itself is withheld among others', async () => {
    const story = tests(new Story(), 'custody-brunswick', { positive: 12, negative: 11 });
    tests(story, 'custody-brunswick', { positive: 2, negative: 0, sex: 'female' });
    await told(store, tests(story, 'custody-brunswick', { positive: 20, negative: 0, day: '2026-02-10' }));
    expect(shown(await release({ breakdown: 'sex' }))).toEqual([null, null, 25]);
    expect(shown(await release({ from: '2026-01-01', breakdown: 'month' }))).toEqual([null, 20, null]);
  });

  it('a partnership of one authority as that authority', async () => {
    await cities();
    const partnership = 'cdp-manchester';
    expect(shown(await release({ area: partnership, breakdown: 'sex' }))).toEqual([null, null, 30]);
    expect(shown(await release({ area: MANCHESTER }))).toEqual([null]);
  });

  it('so that months do not add up to a quarter that is withheld, in either order', async () => {
    const story = tests(new Story(), 'custody-brunswick', { positive: 12, negative: 11 });
    tests(story, 'custody-brunswick', { positive: 2, negative: 0, sex: 'female' });
    for (const day of ['2025-11-10', '2026-01-10'])
      tests(story, 'custody-brunswick', { positive: 20, negative: 0, day });
    await told(store, story);
    const quarter = { from: '2026-01-01', breakdown: 'sex' } as const;
    const months = { from: '2025-04-01', breakdown: 'month' } as const;
    expect(shown(await release(quarter))).toEqual([null, null, 45]);
    await expect(release(months)).rejects.toThrow('add up to a total that is withheld');
    await store.unpublish();
    expect(shown(await release(months))).toEqual([65, 20, 20, 25]);
    await expect(release(quarter)).rejects.toThrow(WouldDisclose);
  });

  it('so that authorities do not add up to a region that is withheld, in either order', async () => {
    const story = new Story();
    const released = (residence: string, sex: string, people: number) => {
      for (let one = 0; one < people; one += 1) {
        const who = `${residence} ${sex} ${one}`;
        story.person(who, '2026-03-01T09:00:00Z', { sex }).plan(who, who, '2026-03-02T09:00:00Z', { residence });
        story.release(who, who, '2026-03-10');
      }
    };
    for (const residence of [LIVERPOOL, MANCHESTER, KENT]) released(residence, 'male', 20);
    released(MANCHESTER, 'female', 2);
    await told(store, story);
    const region = { key: 'release-preparation', area: 'E12000002', breakdown: 'sex' } as const;
    const country = { key: 'release-preparation', breakdown: 'authority' } as const;
    expect(shown(await release(region))).toEqual([null, null, 40]);
    await expect(release(country)).rejects.toThrow('add up to a total that is withheld');
    await store.unpublish();
    expect(shown(await release(country))).toEqual([60, 20, 20, 20]);
    await expect(release(region)).rejects.toThrow(WouldDisclose);
  });

  it('so that parts do not add up to a total that is withheld', async () => {
    const story = tests(new Story(), 'custody-brunswick', { positive: 12, negative: 11 });
    tests(story, 'custody-brunswick', { positive: 8, negative: 6, ground: 'inspector' });
    await told(store, tests(story, 'custody-brunswick', { positive: 2, negative: 0, sex: 'female' }));
    expect(shown(await release({ breakdown: 'sex' }))).toEqual([null, null, 35]);
    await expect(release({ breakdown: 'ground' })).rejects.toThrow('add up to a total that is withheld');
  });
});
