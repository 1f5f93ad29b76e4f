import type { Job } from '#casework/forms/job';
import { jobs } from '#casework/forms/jobs';
import { whoItIs } from '#casework/forms/person-pages';
import { Before, NOW } from '#test/pages/before';
import { describePages, everyWay, type Seat, takeSeat, type Way } from '#test/pages/browser';
import { keyboard, pointer } from '#test/pages/hands';
import { errorsOfJob, refusalWords } from '#test/pages/form-errors';
import { breaks, rows } from '#test/pages/rows/all';
import type { Done, Refused, Row } from '#test/pages/rows/row';
import { SetUp } from '#test/pages/set-up';
import { type Seen, Walk } from '#test/pages/walk';

/** Less than a test has, so that a field that is not there is named. */
const PATIENCE_MS = 20_000;
const MINUTES_MOST = 10;

/** Fails as this does, and says where. */
const saying = (where: string, what: Promise<void>): Promise<void> =>
  what.catch((error: unknown) => {
    throw new Error(`${where}: ${(error as Error).message}`, { cause: error });
  });

describePages('Every form', () => {
  let seat: Seat;
  let before: Before;
  const seen = new Map<string, Seen[]>(jobs.map(({ path }) => [path, []]));
  const known = new Map<Way, Set<string>>(everyWay.map((way) => [way, new Set()]));
  beforeAll(async () => {
    seat = await takeSeat(NOW);
    before = new Before(new SetUp(seat));
  });
  afterAll(() => seat.stop());

  interface Walks {
    readonly job: Job;
    readonly user: string;
    readonly way: Way;
    readonly errors?: boolean;
  }

  async function begin({ job, user, way, errors = true }: Walks, row: Done | Refused) {
    const page = await seat.back(user, way);
    page.setDefaultTimeout(PATIENCE_MS);
    const hand = way === 'with JavaScript' ? keyboard : pointer;
    const { from, link, answers } = await row.opens(before, job.path, user);
    await seat.system.settled();
    const walk = new Walk({
      page,
      job,
      way,
      hand,
      errors,
      breaks,
      known: known.get(way) ?? new Set(),
      seen: seen.get(job.path) ?? [],
      answers: { ...row.answers, ...answers },
    });
    // Where the link stands is no matter of the way.
    if ('refused' in row || from === undefined || way !== 'with JavaScript') await page.goto(link);
    else {
      await page.goto(from);
      await pointer.follow(page, `a[href="${link}"]`);
    }
    await walk.toCheck();
    return walk;
  }

  async function walked(walks: Walks, row: Done): Promise<void> {
    const walk = await begin(walks, row);
    await walk.checks();
    const refuses = walks.way === 'without JavaScript' ? (row.refuses ?? {}) : {};
    await walk.isRefused(
      Object.entries(refuses).map(([code, wrong]) => [wrong, refusalWords(walks.job.stage, code)] as const),
    );
    await walk.sends();
    await walk.ends(row.done);
  }

  async function isRefused(walks: Walks, row: Refused): Promise<void> {
    const walk = await begin({ ...walks, errors: false }, row);
    await walk.sends();
    await walk.saysAtTheEnd(refusalWords(walks.job.stage, row.refused));
  }

  /** What stands otherwise: what is refused whatever is answered once, other pages in each way. */
  async function otherwise(job: Job, { user, otherwise: others = [] }: Row, way: Way): Promise<void> {
    for (const other of others) {
      const by = other.user ?? user;
      if ('refused' in other && way === 'on a narrow phone') await isRefused({ job, user: by, way }, other);
      if ('done' in other) await walked({ job, user: by, way }, other);
    }
  }

  it.each(jobs.map((job) => [job.path, job] as const))(
    '%s is walked in every way, with each of its errors, and by the keyboard alone',
    async (path, job) => {
      const row = rows[path];
      if (!row) throw new Error(`There is no row for ${path}.`);
      const { user } = row;
      const all = await Promise.allSettled(
        everyWay.map((way) =>
          saying(
            way,
            walked({ job, user, way }, row).then(() => otherwise(job, row, way)),
          ),
        ),
      );
      for (const one of all) if (one.status === 'rejected') throw one.reason;
    },
    MINUTES_MOST * 60_000,
  );

  it('says every error that a form can say', () => {
    const person = new Set(whoItIs.map(({ path }) => path));
    const shared = [...seen.values()].flat().filter(({ page }) => person.has(page));
    const name = ({ page, question, words }: Seen) => `${page} ${question}: ${words}`;
    const unseen = jobs.flatMap((job) => {
      const told = new Set([...(seen.get(job.path) ?? []), ...shared].map(name));
      return errorsOfJob(job)
        .map((error) => name({ ...error, question: error.question.id }))
        .filter((one) => !told.has(one))
        .map((one) => `${job.path} ${one}`);
    });
    expect([...new Set(unseen)]).toEqual([]);
  });
});
