import { askedAlready, momentOn } from '#pathway/asked';
import { addDays, civilDate } from '#pathway/calendar';
import type { CivilDate, Decision, Refusal } from '#pathway/decider';
import { refuse } from '#pathway/decider';
import type { Given } from '#pathway/given';
import type {
  GivenRelease,
  PrisonReleaseCommand as Command,
  PrisonReleaseFact,
  PrisonReleaseRefusal,
} from '#pathway/prison-release';
import { departed, type PrisonReleaseState as State } from '#pathway/prison-release/state';
import type { OrganisationKind, ReconnectRules } from '#pathway/reference';
import { inForce, isOfKind, serving } from '#pathway/reference';
import { whyNotSubstances, whyNotTestedFor } from '#pathway/substances';

type Step<Do extends Command['do']> = Extract<Command, { do: Do }>;
type Decided = Decision<PrisonReleaseFact, PrisonReleaseRefusal>;
type Refused = Refusal<PrisonReleaseRefusal> | undefined;

type Rule<Do extends Command['do']> = (
  step: Step<Do>,
  state: State & Required<Pick<State, 'planned'>>,
  given: GivenRelease,
) => Decided;

const holdsAlready = (to: string, { referredTo }: State, { openHandoversTo }: GivenRelease) =>
  referredTo.includes(to) && (openHandoversTo?.includes(to) ?? true);

/** Steps inside the prison happen before the person leaves it; one that did may still be recorded afterwards. */
function hadLeft(state: State, { occurredAt }: Given): boolean {
  const left = departed(state);
  return left !== undefined && occurredAt >= left.at;
}

const isOf = (kind: OrganisationKind, code: string, { reference, occurredAt }: Given) =>
  isOfKind(reference, code, kind, civilDate(occurredAt));

const isPlace = (residence: string, { reference }: Given) =>
  ['no-fixed-abode', 'not-known'].includes(residence) || reference.authorities.some(({ code }) => code === residence);

function whyNotServices({ prison, supervisedBy }: Step<'plan release'>, given: GivenRelease): Refused {
  const { by } = given;
  if (!isOf('prison', prison, given)) return refuse('UNKNOWN_PRISON', 'prison');
  if (by.kind === 'prison' && prison !== by.organisation) return refuse('PRISON_NOT_YOURS', 'prison');
  return supervisedBy !== undefined && !isOf('probation', supervisedBy, given)
    ? refuse('UNKNOWN_PROBATION_UNIT', 'supervisedBy')
    : undefined;
}

function plan(step: Step<'plan release'>, given: GivenRelease): Decided {
  const { do: _do, ...fields } = step;
  const { occurredAt } = given;
  const no = whyNotServices(step, given) ?? whyNotSubstances(step.substances, given);
  if (no) return no;
  if (fields.expected !== undefined && fields.expected < civilDate(occurredAt))
    return refuse('EXPECTED_IN_PAST', 'expected');
  const { residence = 'not-known' } = fields;
  if (!isPlace(residence, given)) return refuse('UNKNOWN_AUTHORITY', 'residence');
  return [{ type: 'ReleasePlanned', occurredAt, ...fields, residence }];
}

/** RECONNECT may be asked from so many weeks before the expected date to so many days after the release. */
function whyNotWithin(state: State, on: CivilDate, window: ReconnectRules): Refused {
  const released = departed(state);
  const date = released?.date ?? state.expected;
  if (date === undefined) return refuse('RELEASE_DATE_UNKNOWN');
  if (on < addDays(date, -7 * window.weeksBefore)) return refuse('RECONNECT_TOO_EARLY');
  return released && on > addDays(released.date, window.daysAfter) ? refuse('RECONNECT_TOO_LATE') : undefined;
}

/** Why RECONNECT may not be asked at a moment; undefined where it may. */
export function whyNotReconnect(
  state: State,
  { occurredAt, reference }: Pick<Given, 'occurredAt' | 'reference'>,
): Refused {
  const on = civilDate(occurredAt);
  if (state.recalled !== undefined && on >= state.recalled) return refuse('ALREADY_RECALLED');
  const left = departed(state);
  if (left && left.reason !== 'released') return refuse('NOT_RELEASED');
  const window = inForce(reference.reconnectRules, on);
  return window ? whyNotWithin(state, on, window) : refuse('NO_RULES_IN_FORCE', 'occurredAt');
}

function whyNotDosed(step: Step<'arrange medication'>, { now }: Given): Refused {
  const { lastDose, nextDue, days } = step;
  if (lastDose !== undefined && lastDose > civilDate(now)) return refuse('LAST_DOSE_IN_FUTURE', 'lastDose');
  if (lastDose !== undefined && nextDue !== undefined && nextDue < lastDose)
    return refuse('NEXT_DUE_BEFORE_LAST_DOSE', 'nextDue');
  return days !== undefined && !(Number.isInteger(days) && days >= 1) ? refuse('DAYS_NOT_WHOLE', 'days') : undefined;
}

/** Prison supplies up to the day of release, probation in approved premises from then on. */
function whyNoNaloxone(state: State, { by, occurredAt }: Given): Refused {
  const { recalled } = state;
  const released = departed(state);
  const on = civilDate(occurredAt);
  if (by.kind !== 'probation') return released && on > released.date ? refuse('ALREADY_RELEASED') : undefined;
  if (released?.reason !== 'released' || on < released.date) return refuse('NOT_RELEASED');
  return recalled !== undefined && on > recalled ? refuse('ALREADY_RECALLED') : undefined;
}
const placeOf = ({ by }: Given) => (by.kind === 'probation' ? 'approved-premises' : 'prison');

const rules: { readonly [Do in Exclude<Command['do'], 'plan release'>]: Rule<Do> } = {
  'change release date': ({ expected, reason }, state, { occurredAt }) => {
    if (departed(state)) return refuse('ALREADY_RELEASED');
    if (expected !== undefined && expected < civilDate(occurredAt)) return refuse('EXPECTED_IN_PAST', 'expected');
    return [{ type: 'ReleaseDateChanged', occurredAt, expected, explanation: reason }];
  },
  'refer to community': ({ to }, state, given) => {
    if (hadLeft(state, given)) return refuse('ALREADY_RELEASED');
    if (!isOf('treatment-provider', to, given)) return refuse('UNKNOWN_PROVIDER', 'to');
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
    if (!isOf('reconnect', to, given)) return refuse('UNKNOWN_RECONNECT', 'to');
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
      : (whyNotTestedFor(results, given) ?? [
          { type: 'PrisonTestRecorded', occurredAt: given.occurredAt, kind, results },
        ]),
  'record release': ({ date, reason }, state, { now, occurredAt }) => {
    if (departed(state)) return refuse('ALREADY_RELEASED');
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
function settled(command: Command, { planned }: State, { person, reference, occurredAt }: GivenRelease): Command {
  const lives = person.residence ?? 'not-known';
  if (command.do === 'plan release') return { ...command, residence: command.residence ?? lives };
  if (command.do !== 'refer to reconnect') return command;
  const residence = planned && planned.residence !== 'not-known' ? planned.residence : lives;
  return { ...command, to: command.to ?? serving(reference, 'reconnect', residence, civilDate(occurredAt))?.code };
}

export function decide(command: Command, state: State, given: GivenRelease): Decided {
  const step = settled(command, state, given);
  if (askedAlready(state.asked, step, given.occurredAt)) return [];
  const { planned } = state;
  if (step.do === 'plan release') return planned ? refuse('ALREADY_PLANNED') : plan(step, given);
  if (!planned) return refuse('NOT_PLANNED');
  return (rules[step.do] as Rule<typeof step.do>)(step, { ...state, planned }, given);
}
