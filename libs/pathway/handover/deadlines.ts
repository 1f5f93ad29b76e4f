import {
  addDays,
  addWorkingDays,
  civilDate,
  deadlineInWorkingDays,
  londonInstant,
  workingDaysBetween,
} from '#pathway/calendar';
import type { CivilDate, Instant } from '#pathway/decider';
import type { Deadline, Level } from '#pathway/handover';
import { awaitsAnswer, type HandoverState, isOpen, type Requested } from '#pathway/handover/state';
import type { ReleaseClock } from '#pathway/prison-release';
import { deadlineRule, type DeadlineRule, type Reference } from '#pathway/reference';

/** What the deadlines of a handover depend on besides its own facts. */
export interface Clocks {
  readonly reference: Reference;
  /** For a handover that a prison release opened. */
  readonly release?: ReleaseClock;
  /** The first structured start by the current receiver for the person since it was asked, named or not. */
  readonly structuredStart?: Instant;
}

export interface Due {
  /** Null where nothing is owed by a known time: not counted for this purpose, not begun, paused, cleared or ended. */
  readonly at: Instant | null;
  /** What was owed is done, in time or late. */
  readonly met: boolean;
  /** Counted from an expected release: shown, but nothing is raised and nobody is overdue. */
  readonly tentative: boolean;
}

/** A level of the ladder that is still to be raised, and when it falls due. */
export interface Rung {
  readonly deadline: Deadline;
  readonly due: Instant;
  readonly level: Level;
  readonly at: Instant;
}

/** The last day of a deadline, and whether it ends at 17:00 or with the day. */
interface LastDay {
  readonly day: CivilDate;
  readonly hour: '17:00' | '24:00';
  readonly tentative?: boolean;
}

interface Rules {
  /** In force when the person was first handed over: those that count from sentence or release do not move. */
  readonly first?: DeadlineRule;
  /** In force when the current receiver was asked. */
  readonly current?: DeadlineRule;
}

type Count = (state: Requested, rules: Rules, clocks: Clocks) => LastDay | undefined;

const workingDays = (from: CivilDate, days: number, { bankHolidays }: Reference): LastDay => ({
  day: addWorkingDays(from, days, bankHolidays),
  hour: '17:00',
});

const calendarDays = (from: CivilDate, days: number): LastDay => ({ day: addDays(from, days), hour: '24:00' });

/** The working days that the receiver waited for answers. */
const waited = ({ questions }: Requested, { bankHolidays }: Reference): number =>
  questions.reduce(
    (total, { askedAt, answeredAt }) =>
      answeredAt === undefined
        ? total
        : total + workingDaysBetween(civilDate(askedAt), civilDate(answeredAt), bankHolidays),
    0,
  );

/** Counts from the release, or tentatively from the date it is expected; nothing where the person did not go free. */
function fromRelease(release: ReleaseClock | undefined, count: (from: CivilDate) => LastDay): LastDay | undefined {
  if (release?.released) return release.released.reason === 'released' ? count(release.released.date) : undefined;
  return release?.expected === undefined ? undefined : { ...count(release.expected), tentative: true };
}

const counts: { readonly [D in Deadline]: Count } = {
  acknowledge: ({ requestedAt }, { current }, { reference }) =>
    current && workingDays(civilDate(requestedAt), current.acknowledge, reference),
  decide: (state, { current }, { reference }) =>
    current && !awaitsAnswer(state)
      ? workingDays(civilDate(state.requestedAt), current.decide + waited(state, reference), reference)
      : undefined,
  appointment: ({ acceptedAt }, { first, current }, { reference, release }) => {
    const rule = first?.appointment?.after === 'release' ? first.appointment : current?.appointment;
    if (!rule) return undefined;
    if (rule.after === 'release') return fromRelease(release, (from) => workingDays(from, rule.workingDays, reference));
    return acceptedAt === undefined ? undefined : workingDays(civilDate(acceptedAt), rule.workingDays, reference);
  },
  start: ({ requestedAt, sentenced }, { first, current }, { release }) => {
    const rule = first?.start && first.start.after !== 'referral' ? first.start : current?.start;
    if (!rule) return undefined;
    if (rule.after === 'release') return fromRelease(release, (from) => calendarDays(from, rule.days));
    const from = rule.after === 'sentence' ? sentenced : civilDate(requestedAt);
    return from === undefined ? undefined : calendarDays(from, rule.days);
  },
};

const met: { readonly [D in Deadline]: (state: Requested, clocks: Clocks) => boolean } = {
  acknowledge: ({ acknowledgedAt }) => acknowledgedAt !== undefined,
  decide: ({ acceptedAt, declinedAt }) => acceptedAt !== undefined || declinedAt !== undefined,
  appointment: ({ appointments, treatment }, { structuredStart }) =>
    appointments.length > 0 || treatment !== undefined || structuredStart !== undefined,
  start: ({ treatment }, { structuredStart }) => treatment?.structured === true || structuredStart !== undefined,
};

const nothing: Due = { at: null, met: false, tentative: false };

const inOrder: readonly Deadline[] = ['acknowledge', 'decide', 'appointment', 'start'];
const ladder: readonly Level[] = [1, 2, 3];

/**
 * Where each deadline of a handover stands: the working-day ones at 17:00 in London, the calendar ones at 24:00. One
 * that was declined, withdrawn or taken up owes nothing; after a recall, only what was met by then still shows.
 */
export function due(state: HandoverState, clocks: Clocks): Readonly<Record<Deadline, Due>> {
  if (state.status === 'not requested')
    return { acknowledge: nothing, decide: nothing, appointment: nothing, start: nothing };
  const rules = {
    first: deadlineRule(clocks.reference, state, civilDate(state.firstRequestedAt)),
    current: deadlineRule(clocks.reference, state, civilDate(state.requestedAt)),
  };
  const ended = clocks.release?.recalled !== undefined;
  const stands = (deadline: Deadline): Due => {
    const done = met[deadline](state, clocks);
    const runs = isOpen(state) && (done || !ended);
    const last = runs ? counts[deadline](state, rules, clocks) : undefined;
    const at = last ? londonInstant(last.day, last.hour) : null;
    return { at, met: done, tentative: last?.tentative ?? false };
  };
  return {
    acknowledge: stands('acknowledge'),
    decide: stands('decide'),
    appointment: stands('appointment'),
    start: stands('start'),
  };
}

/** Still owed by a time that counts. */
const isOwed = (stands: Due): stands is Due & { at: Instant } => stands.at !== null && !stands.met && !stands.tentative;

/** The deadlines that have passed and are still owed. */
export function overdue(state: HandoverState, clocks: Clocks, now: Instant): readonly Deadline[] {
  const all = due(state, clocks);
  return inOrder.filter((deadline) => {
    const stands = all[deadline];
    return isOwed(stands) && stands.at <= now;
  });
}

/** Level 1 falls at the deadline, 2 and 3 at 17:00 on the first and second working day after its last day. */
export function fallsAt(at: Instant, level: Level, { bankHolidays }: Reference): Instant {
  if (level === 1) return at;
  const next = civilDate(at);
  const lastDay = londonInstant(next, '00:00') === at ? addDays(next, -1) : next;
  return deadlineInWorkingDays(lastDay, level - 1, bankHolidays);
}

/** The next level to raise of each deadline still owed, whether its time has come or not. */
export function nextRungs(state: HandoverState, clocks: Clocks): readonly Rung[] {
  if (state.status === 'not requested') return [];
  const all = due(state, clocks);
  return inOrder.flatMap((deadline) => {
    const stands = all[deadline];
    if (!isOwed(stands)) return [];
    const { at } = stands;
    const level = ladder.find((candidate) => !isRaised(state, { deadline, due: at, level: candidate }));
    return level ? [{ deadline, due: at, level, at: fallsAt(at, level, clocks.reference) }] : [];
  });
}

/** Each level is raised once per receiver and deadline; a deadline that moved is another. */
export const isRaised = (
  { escalations, receiver }: Requested,
  rung: Pick<Rung, 'deadline' | 'due' | 'level'>,
): boolean =>
  escalations.some(
    (raised) =>
      raised.receiver === receiver &&
      raised.deadline === rung.deadline &&
      raised.due === rung.due &&
      raised.level === rung.level,
  );

/** Whether the deadline still falls then and what was owed is still owed. */
export function isStillOwed(state: HandoverState, clocks: Clocks, rung: Pick<Rung, 'deadline' | 'due'>): boolean {
  const stands = due(state, clocks)[rung.deadline];
  return isOwed(stands) && stands.at === rung.due;
}
