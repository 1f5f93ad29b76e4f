import { askedAlready, momentOn } from '#pathway/asked';
import { addDays, civilDate } from '#pathway/calendar';
import type { CivilDate, Decider, Decision, Refusal } from '#pathway/decider';
import { refuse } from '#pathway/decider';
import type { Given, GivenPerson } from '#pathway/given';
import type { PrisonReleaseCommand, PrisonReleaseFact, releaseReasons } from '#pathway/prison-release/facts';
import type { PrisonReleaseState } from '#pathway/prison-release/state';
import { evolve, initial, restate } from '#pathway/prison-release/state';
import { inForce, organisation, serving } from '#pathway/reference';

export * from '#pathway/prison-release/facts';

// Refusals

const refusals = {
  ALREADY_PLANNED: 'This release is planned already. Change its date, or correct what was recorded.',
  NOT_PLANNED: 'No release is planned here. Plan the release first.',
  UNKNOWN_PRISON: 'There is no such prison. Choose one from the directory.',
  PRISON_NOT_YOURS: 'You can plan releases from your own prison only.',
  UNKNOWN_AUTHORITY: 'There is no such local authority. Choose one, or say no fixed abode or not known.',
  EXPECTED_IN_PAST: 'The expected release date has passed. Give today or a later date, or leave it out if unknown.',
  ALREADY_RELEASED: 'The person had left this prison by then. Check when it happened, or plan the next release.',
  UNKNOWN_PROVIDER: 'There is no such treatment provider. Choose one from the directory.',
  ALREADY_REFERRED: 'That service has this referral already, and it is still open.',
  UNKNOWN_RECONNECT: 'There is no such RECONNECT service. Choose one from the directory.',
  NO_RECONNECT_SERVICE: 'No RECONNECT service serves where the person will live. Name the service.',
  RELEASE_DATE_UNKNOWN:
    'The release date is not known, so it cannot be said whether RECONNECT may be asked yet. Record it.',
  RECONNECT_TOO_EARLY: 'It is too early for RECONNECT. Refer within the weeks before the release date.',
  RECONNECT_TOO_LATE: 'It is too late for RECONNECT. The days after release in which to refer have passed.',
  NO_RULES_IN_FORCE: 'No RECONNECT rules are held for that date. Check when it happened.',
  LAST_DOSE_IN_FUTURE: 'The last dose cannot be in the future. Check the date.',
  NEXT_DUE_BEFORE_LAST_DOSE: 'The next dose cannot be due before the last one was given. Check both dates.',
  DAYS_NOT_WHOLE: 'Give the days supplied as a whole number, at least 1.',
  RELEASE_IN_FUTURE: 'The release date is in the future. Record the release once it has happened.',
  NOT_RELEASED: 'The person was not released by then, or left the prison for another reason. Check when it happened.',
  RECALL_BEFORE_RELEASE: 'A recall cannot be earlier than the release. Check the date.',
  RECALL_IN_FUTURE: 'The recall date is in the future. Record the recall once it has happened.',
  ALREADY_RECALLED: 'The person was recalled after this release. Plan the next release.',
} as const;
type Code = keyof typeof refusals;
type Command = PrisonReleaseCommand;
type F = PrisonReleaseFact;
type State = PrisonReleaseState;
type Step<Do extends Command['do']> = Extract<Command, { do: Do }>;

/** A referral is also given who now holds an open handover of this release; left out, all that were asked still do. */
export interface GivenRelease extends GivenPerson {
  readonly openHandoversTo?: readonly string[];
}

// Decide

type Rule<Do extends Command['do']> = (
  step: Step<Do>,
  state: State & Required<Pick<State, 'planned'>>,
  given: GivenRelease,
) => Decision<F, Code>;

const holdsAlready = (to: string, { referredTo }: State, { openHandoversTo }: GivenRelease) =>
  referredTo.includes(to) && (openHandoversTo?.includes(to) ?? true);

/** Steps inside the prison happen before the person leaves it; one that did may still be recorded afterwards. */
const hadLeft = ({ released }: State, { occurredAt }: Given) => released !== undefined && occurredAt >= released.at;

const isPlace = (residence: string, { reference }: Given) =>
  ['no-fixed-abode', 'not-known'].includes(residence) || reference.authorities.some(({ code }) => code === residence);

function plan({ do: _do, ...fields }: Step<'plan release'>, given: GivenRelease): Decision<F, Code> {
  const { occurredAt, by, reference } = given;
  if (organisation(reference, fields.prison)?.kind !== 'prison') return refuse('UNKNOWN_PRISON', 'prison');
  if (by.kind === 'prison' && fields.prison !== by.organisation) return refuse('PRISON_NOT_YOURS', 'prison');
  if (fields.expected !== undefined && fields.expected < civilDate(occurredAt))
    return refuse('EXPECTED_IN_PAST', 'expected');
  const { residence = 'not-known' } = fields;
  if (!isPlace(residence, given)) return refuse('UNKNOWN_AUTHORITY', 'residence');
  return [{ type: 'ReleasePlanned', occurredAt, ...fields, residence }];
}

/** RECONNECT may be asked from so many weeks before the expected date to so many days after the release. */
function whyNotReconnect({ expected, released, recalled }: State, given: GivenRelease): Refusal<Code> | undefined {
  const on = civilDate(given.occurredAt);
  if (recalled !== undefined && on >= recalled) return refuse('ALREADY_RECALLED');
  if (released && released.reason !== 'released') return refuse('NOT_RELEASED');
  const rules = inForce(given.reference.reconnectRules, on);
  if (!rules) return refuse('NO_RULES_IN_FORCE', 'occurredAt');
  const date = released?.date ?? expected;
  if (date === undefined) return refuse('RELEASE_DATE_UNKNOWN');
  if (on < addDays(date, -7 * rules.weeksBefore)) return refuse('RECONNECT_TOO_EARLY');
  return released && on > addDays(released.date, rules.daysAfter) ? refuse('RECONNECT_TOO_LATE') : undefined;
}

function whyNotDosed(step: Step<'arrange medication'>, { now }: Given): Refusal<Code> | undefined {
  const { lastDose, nextDue, days } = step;
  if (lastDose !== undefined && lastDose > civilDate(now)) return refuse('LAST_DOSE_IN_FUTURE', 'lastDose');
  if (lastDose !== undefined && nextDue !== undefined && nextDue < lastDose)
    return refuse('NEXT_DUE_BEFORE_LAST_DOSE', 'nextDue');
  return days !== undefined && !(Number.isInteger(days) && days >= 1) ? refuse('DAYS_NOT_WHOLE', 'days') : undefined;
}

/** Prison supplies up to the day of release, probation in approved premises from then on. */
function whyNoNaloxone({ released, recalled }: State, { by, occurredAt }: Given): Refusal<Code> | undefined {
  const on = civilDate(occurredAt);
  if (by.kind !== 'probation') return released && on > released.date ? refuse('ALREADY_RELEASED') : undefined;
  if (released?.reason !== 'released' || on < released.date) return refuse('NOT_RELEASED');
  return recalled !== undefined && on > recalled ? refuse('ALREADY_RECALLED') : undefined;
}
const placeOf = ({ by }: Given) => (by.kind === 'probation' ? 'approved-premises' : 'prison');

const rules: { readonly [Do in Exclude<Command['do'], 'plan release'>]: Rule<Do> } = {
  'change release date': ({ expected, reason }, { released }, { occurredAt }) => {
    if (released) return refuse('ALREADY_RELEASED');
    if (expected !== undefined && expected < civilDate(occurredAt)) return refuse('EXPECTED_IN_PAST', 'expected');
    return [{ type: 'ReleaseDateChanged', occurredAt, expected, explanation: reason }];
  },
  'refer to community': ({ to }, state, given) => {
    if (hadLeft(state, given)) return refuse('ALREADY_RELEASED');
    if (organisation(given.reference, to)?.kind !== 'treatment-provider') return refuse('UNKNOWN_PROVIDER', 'to');
    if (holdsAlready(to, state, given)) return refuse('ALREADY_REFERRED', 'to');
    return [{ type: 'CommunityReferralMade', occurredAt: given.occurredAt, to }];
  },
  'record pre-release meeting': ({ mode, with: whom }, state, given) =>
    hadLeft(state, given)
      ? refuse('ALREADY_RELEASED')
      : [{ type: 'PreReleaseMeetingHeld', occurredAt: given.occurredAt, mode, with: whom }],
  'refer to reconnect': ({ to }, state, given) => {
    const no = whyNotReconnect(state, given);
    if (no) return no;
    if (to === undefined) return refuse('NO_RECONNECT_SERVICE', 'to');
    if (organisation(given.reference, to)?.kind !== 'reconnect') return refuse('UNKNOWN_RECONNECT', 'to');
    if (holdsAlready(to, state, given)) return refuse('ALREADY_REFERRED', 'to');
    return [{ type: 'ReconnectReferralMade', occurredAt: given.occurredAt, to }];
  },
  'arrange medication': (step, state, given) => {
    if (hadLeft(state, given)) return refuse('ALREADY_RELEASED');
    const { do: _do, ...fields } = step;
    return (
      whyNotDosed(step, given) ?? [{ type: 'MedicationContinuityArranged', occurredAt: given.occurredAt, ...fields }]
    );
  },
  'supply naloxone': (_, state, given) =>
    whyNoNaloxone(state, given) ?? [{ type: 'NaloxoneSupplied', occurredAt: given.occurredAt, place: placeOf(given) }],
  'decline naloxone': (_, state, given) =>
    whyNoNaloxone(state, given) ?? [{ type: 'NaloxoneDeclined', occurredAt: given.occurredAt, place: placeOf(given) }],
  'record prison test': ({ kind, results }, state, given) =>
    hadLeft(state, given)
      ? refuse('ALREADY_RELEASED')
      : [{ type: 'PrisonTestRecorded', occurredAt: given.occurredAt, kind, results }],
  'record release': ({ date, reason }, { released }, { now, occurredAt }) => {
    if (released) return refuse('ALREADY_RELEASED');
    if (date > civilDate(now)) return refuse('RELEASE_IN_FUTURE', 'date');
    return [{ type: 'Released', occurredAt: momentOn(date, occurredAt), date, reason }];
  },
  'record recall': ({ date }, { released, recalled }, { now, occurredAt }) => {
    if (released?.reason !== 'released') return refuse('NOT_RELEASED');
    if (recalled !== undefined) return refuse('ALREADY_RECALLED');
    if (date < released.date) return refuse('RECALL_BEFORE_RELEASE', 'date');
    if (date > civilDate(now)) return refuse('RECALL_IN_FUTURE', 'date');
    return [{ type: 'Recalled', occurredAt: momentOn(date, occurredAt, released.at), date }];
  },
};

/** What was left out, filled in: where the person lives, and the RECONNECT service there. */
function settled(command: Command, { planned }: State, { person, reference }: GivenRelease): Command {
  const lives = person.residence ?? 'not-known';
  if (command.do === 'plan release') return { ...command, residence: command.residence ?? lives };
  if (command.do !== 'refer to reconnect') return command;
  const residence = planned && planned.residence !== 'not-known' ? planned.residence : lives;
  return { ...command, to: command.to ?? serving(reference, 'reconnect', residence)?.code };
}

function decide(command: Command, state: State, given: GivenRelease): Decision<F, Code> {
  const step = settled(command, state, given);
  if (askedAlready(state.asked, step, given.occurredAt)) return [];
  const { planned } = state;
  if (step.do === 'plan release') return planned ? refuse('ALREADY_PLANNED') : plan(step, given);
  if (!planned) return refuse('NOT_PLANNED');
  return (rules[step.do] as Rule<typeof step.do>)(step, { ...state, planned }, given);
}

const departures = {
  released: 'released',
  transferred: 'transferred',
  court: 'at court',
  hospital: 'in hospital',
  'temporary-absence': 'on temporary absence',
  deported: 'deported',
  died: 'died',
} as const;
export type PrisonReleaseStatus = 'not planned' | 'planned' | 'recalled' | (typeof departures)[keyof typeof departures];

export function status({ planned, released, recalled }: State): PrisonReleaseStatus {
  if (recalled !== undefined) return 'recalled';
  if (released) return departures[released.reason];
  return planned ? 'planned' : 'not planned';
}

/** The prison that planned it. */
export const runBy = ({ planned }: State): readonly string[] => (planned ? [planned.prison] : []);

/** The dates that the deadlines of this release run from, and that end them. */
export interface ReleaseClock {
  readonly expected?: CivilDate;
  readonly released?: { readonly date: CivilDate; readonly reason: (typeof releaseReasons)[number] };
  readonly recalled?: CivilDate;
}

export const releaseClock = ({ expected, released, recalled }: State): ReleaseClock => ({
  ...(expected !== undefined && { expected }),
  ...(released && { released: { date: released.date, reason: released.reason } }),
  ...(recalled !== undefined && { recalled }),
});

export const prisonRelease: Decider<'prison-release', Command, F, State, GivenRelease, Code> = {
  stage: 'prison-release',
  initial,
  evolve,
  decide,
  restate,
  refusals,
  personal: ['explanation', 'with', 'drug'],
};
