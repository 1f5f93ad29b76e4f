import { askedAlready, momentOn } from '#pathway/asked';
import { civilDate } from '#pathway/calendar';
import type { CivilDate, Decider, Decision, Fact, Instant, Refusal } from '#pathway/decider';
import { refuse } from '#pathway/decider';
import type { GivenPerson } from '#pathway/given';
import { substanceRefusals, whyNotSubstances } from '#pathway/substances';
import type { TreatmentState } from '#pathway/treatment/state';
import { evolve, initial, restate } from '#pathway/treatment/state';

export type { TreatmentState } from '#pathway/treatment/state';
export { isStructured } from '#pathway/treatment/state';

export const interventions = ['pharmacological', 'psychosocial', 'recovery-support'] as const;
export const settings = ['community', 'primary-care', 'inpatient', 'residential', 'recovery-house'] as const;
export const substances = [
  'opiate',
  'crack',
  'cocaine',
  'cannabis',
  'amphetamine',
  'benzodiazepine',
  'ketamine',
  'nps',
  'other',
  'alcohol',
] as const;
export const dischargeReasons = [
  'completed',
  'transferred-custody',
  'transferred-community',
  'dropped-out',
  'declined',
  'died',
  'retained-in-custody',
] as const;

// Facts

/** A provider started treatment; it happens at its `occurredAt`. */
export type TreatmentStarted = Fact<
  'TreatmentStarted',
  {
    personId: string;
    provider: string;
    triaged: CivilDate;
    interventions: readonly (typeof interventions)[number][];
    substances: readonly string[];
    setting: (typeof settings)[number];
    /** The handover it takes up, where it names one. */
    handover?: string;
  }
>;
/** Any engagement with the provider, in treatment or before it. */
export type ContactRecorded = Fact<'ContactRecorded', { personId: string; provider: string }>;
/** The provider reviewed progress. */
export type ProgressReviewed = Fact<'ProgressReviewed', { summary?: string }>;
/** Treatment ended. */
export type TreatmentEnded = Fact<'TreatmentEnded', { date: CivilDate; reason: (typeof dischargeReasons)[number] }>;

export type TreatmentFact = TreatmentStarted | ContactRecorded | ProgressReviewed | TreatmentEnded;

// Commands

export type TreatmentCommand =
  | {
      do: 'start treatment';
      personId: string;
      triaged: CivilDate;
      interventions: readonly (typeof interventions)[number][];
      substances: readonly string[];
      setting?: (typeof settings)[number];
      handover?: string;
    }
  | {
      do: 'record contact';
      /** Where there is no treatment: the person. */
      personId?: string;
    }
  | { do: 'review progress'; summary?: string }
  | { do: 'end treatment'; date: CivilDate; reason: (typeof dischargeReasons)[number] };

// Refusals

const refusals = {
  ...substanceRefusals,
  ALREADY_STARTED: 'This treatment has started already. Correct what was recorded, or start another.',
  ANOTHER_PERSON: 'This treatment is of another person.',
  NOT_YOUR_TREATMENT: 'This treatment belongs to another provider. Record your own.',
  NO_INTERVENTION: 'Name at least one intervention.',
  TRIAGED_AFTER_START: 'Triage cannot be later than the day treatment started. Check both dates.',
  TRIAGED_BEFORE_REFERRAL: 'Triage cannot be earlier than the referral this takes up. Check both dates.',
  HANDOVER_NOT_YOURS: 'There is no such handover of this person to you. Leave it out, or check which it is.',
  HANDOVER_CLOSED: 'That handover was declined, withdrawn or taken up already. Leave it out.',
  NOBODY_NAMED: 'Say who was seen.',
  NOT_STARTED: 'Treatment has not started here. Record the start first.',
  BEFORE_START: 'That is earlier than the start of treatment. Check the date.',
  END_IN_FUTURE: 'The date is in the future. Record the end once treatment has ended.',
  ENDED: 'This treatment has ended. Nothing more can be recorded in it.',
} as const;
type Code = keyof typeof refusals;
type Command = TreatmentCommand;
type State = TreatmentState;
type Step<Do extends Command['do']> = Extract<Command, { do: Do }>;
type Decided = Decision<TreatmentFact, Code>;

/** The handover that a start names, where the caller found it. */
export interface NamedHandover {
  readonly personId: string;
  /** The current receiver. */
  readonly receiver: string;
  /** Neither declined, withdrawn nor taken up; true where it was taken up by this very treatment. */
  readonly open: boolean;
  /** When the person was referred. */
  readonly requested?: Instant;
}

export interface GivenTreatment extends GivenPerson {
  readonly handover?: NamedHandover;
}

// Decide

/** Referral, triage and start follow one another, as NDTMS validates them. */
function whyNotInOrder(triaged: CivilDate, { occurredAt, handover }: GivenTreatment): Refusal<Code> | undefined {
  if (triaged > civilDate(occurredAt)) return refuse('TRIAGED_AFTER_START', 'triaged');
  const requested = handover?.requested;
  return requested !== undefined && triaged < civilDate(requested)
    ? refuse('TRIAGED_BEFORE_REFERRAL', 'triaged')
    : undefined;
}

function whyNotTakenUp(
  { handover, personId }: Step<'start treatment'>,
  given: GivenTreatment,
): Refusal<Code> | undefined {
  if (handover === undefined) return undefined;
  const named = given.handover;
  if (!named || named.receiver !== given.by.organisation || named.personId !== personId)
    return refuse('HANDOVER_NOT_YOURS', 'handover');
  return named.open ? undefined : refuse('HANDOVER_CLOSED', 'handover');
}

function start(step: Step<'start treatment'>, { started }: State, given: GivenTreatment): Decided {
  if (started) return refuse('ALREADY_STARTED');
  if (step.interventions.length === 0) return refuse('NO_INTERVENTION', 'interventions');
  const no =
    whyNotSubstances(step.substances, given) ?? whyNotTakenUp(step, given) ?? whyNotInOrder(step.triaged, given);
  if (no) return no;
  const { do: _do, setting = 'community', ...fields } = step;
  const { occurredAt, by } = given;
  return [{ type: 'TreatmentStarted', occurredAt, ...fields, provider: by.organisation, setting }];
}

/** A contact stands by itself, or within a treatment, before its start too. */
function contact({ personId }: Step<'record contact'>, { occurredAt, by }: GivenTreatment): Decided {
  if (personId === undefined) return refuse('NOBODY_NAMED', 'personId');
  return [{ type: 'ContactRecorded', occurredAt, personId, provider: by.organisation }];
}

function within(step: Step<'review progress' | 'end treatment'>, { started }: State, given: GivenTreatment): Decided {
  const { now, occurredAt } = given;
  if (!started) return refuse('NOT_STARTED');
  const startedOn = civilDate(started.at);
  if (step.do === 'review progress')
    return civilDate(occurredAt) < startedOn
      ? refuse('BEFORE_START', 'occurredAt')
      : [{ type: 'ProgressReviewed', occurredAt, summary: step.summary }];
  const { date, reason } = step;
  if (date < startedOn) return refuse('BEFORE_START', 'date');
  if (date > civilDate(now)) return refuse('END_IN_FUTURE', 'date');
  return [{ type: 'TreatmentEnded', occurredAt: momentOn(date, occurredAt, started.at), date, reason }];
}

/** What was left out, filled in: the usual setting, and whose treatment it is. */
function settled(command: Command, { whose }: State): Command {
  if (command.do === 'start treatment') return { ...command, setting: command.setting ?? 'community' };
  if (command.do === 'record contact') return { ...command, personId: command.personId ?? whose?.personId };
  return command;
}

function decide(command: Command, state: State, given: GivenTreatment): Decided {
  const { whose } = state;
  const step = settled(command, state);
  if (whose && whose.provider !== given.by.organisation) return refuse('NOT_YOUR_TREATMENT');
  if (askedAlready(state.asked, step, given.occurredAt)) return [];
  if (state.ended) return refuse('ENDED');
  if (whose && 'personId' in step && step.personId !== whose.personId) return refuse('ANOTHER_PERSON', 'personId');
  if (step.do === 'start treatment') return start(step, state, given);
  return step.do === 'record contact' ? contact(step, given) : within(step, state, given);
}

export type TreatmentStatus = 'no treatment' | 'contact' | 'in structured treatment' | 'in treatment' | 'ended';

export function status({ whose, started, ended }: State): TreatmentStatus {
  if (ended) return 'ended';
  if (started) return started.structured ? 'in structured treatment' : 'in treatment';
  return whose ? 'contact' : 'no treatment';
}

/** The provider. */
export const runBy = ({ whose }: State): readonly string[] => (whose ? [whose.provider] : []);

export const treatment: Decider<'treatment', Command, TreatmentFact, State, GivenTreatment, Code> = {
  stage: 'treatment',
  initial,
  evolve,
  decide,
  restate,
  refusals,
  personal: ['summary'],
};
