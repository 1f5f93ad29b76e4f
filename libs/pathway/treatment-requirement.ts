import { askedAlready } from '#pathway/asked';
import { civilDate } from '#pathway/calendar';
import type { CivilDate, Decider, Decision } from '#pathway/decider';
import { refuse } from '#pathway/decider';
import type { Given } from '#pathway/given';
import type { Reference } from '#pathway/reference';
import { inForce, organisation } from '#pathway/reference';
import { complianceRefusals, warnedWithin, whyNotSanctioned } from '#pathway/treatment-requirement/compliance';
import type { TreatmentRequirementCommand, TreatmentRequirementFact } from '#pathway/treatment-requirement/facts';
import { orderRefusals, sitsIntensively, whyNotImposed } from '#pathway/treatment-requirement/orders';
import type { ProviderView } from '#pathway/treatment-requirement/reviews';
import { anotherJudge, reviewRefusals, viewOn, whyNotReviewedOn } from '#pathway/treatment-requirement/reviews';
import type { RequirementState } from '#pathway/treatment-requirement/state';
import { amended, evolve, initial, restate } from '#pathway/treatment-requirement/state';

export * from '#pathway/treatment-requirement/facts';

// Refusals

const refusals = {
  ...orderRefusals,
  ...reviewRefusals,
  ...complianceRefusals,
  NOT_ASSESSED: 'Probation has not assessed whether a treatment requirement would suit. That comes first.',
  ANOTHER_ASSESSMENT: 'This assessment is of another person or kind of requirement. Open another, or correct this one.',
  NOT_SUITABLE: 'Probation assessed that this requirement would not suit. Have it assessed again first.',
  NOT_WILLING: 'The person has not said that they are willing to comply. Record their willingness first.',
  ALREADY_IMPOSED: 'The requirement is imposed already. Amend it, or correct what was recorded.',
  NOT_IMPOSED: 'The requirement is not imposed, so nothing can happen under it yet.',
  BEFORE_SENTENCE: 'That is earlier than the sentence. Check when it happened.',
  REQUIREMENT_ENDED: 'The requirement has ended. Nothing more can be recorded under it.',
  NOT_TESTED:
    'Tests are recorded only under a drug rehabilitation requirement, or under an intensive supervision court.',
} as const;
type Code = keyof typeof refusals;
type Command = TreatmentRequirementCommand;
type F = TreatmentRequirementFact;
type State = RequirementState;
type Step<Do extends Command['do']> = Extract<Command, { do: Do }>;
type Decided = Decision<F, Code>;

/** A review is also given what the provider has said of the treatment, in any order. */
export interface GivenRequirement extends Given {
  readonly providerViews?: readonly ProviderView[];
}

// Decide

type Rule<Do extends Command['do']> = (step: Step<Do>, state: State, given: GivenRequirement) => Decided;
type Imposed = State & Required<Pick<State, 'assessed' | 'imposed'>>;
type RuleUnder<Do extends Command['do']> = (step: Step<Do>, state: Imposed, given: GivenRequirement) => Decided;

const latest = (...dates: readonly (CivilDate | undefined)[]) =>
  dates
    .filter((date) => date !== undefined)
    .sort()
    .at(-1);
const reviewed = ({ assessed, imposed }: Imposed) => assessed.kind === 'DRR' || imposed.intensive !== undefined;

const assess: Rule<'assess suitability'> = ({ personId, kind, suitable }, { assessed, imposed }, given) => {
  if (imposed) return refuse('ALREADY_IMPOSED');
  if (assessed && (assessed.personId !== personId || assessed.kind !== kind))
    return refuse('ANOTHER_ASSESSMENT', 'kind');
  const unit = given.by.organisation;
  return [{ type: 'SuitabilityAssessed', occurredAt: given.occurredAt, personId, kind, suitable, unit }];
};

const recordWillingness: Rule<'record willingness'> = ({ willing, court }, { assessed }, { occurredAt, by }) =>
  assessed
    ? [{ type: willing ? 'WillingnessExpressed' : 'WillingnessRefused', occurredAt, court: court ?? by.organisation }]
    : refuse('NOT_ASSESSED');

const impose: Rule<'impose requirement'> = ({ do: _do, ...imposition }, { assessed, willing, imposed }, given) => {
  if (!assessed) return refuse('NOT_ASSESSED');
  if (imposed) return refuse('ALREADY_IMPOSED');
  if (!assessed.suitable) return refuse('NOT_SUITABLE');
  if (!willing) return refuse('NOT_WILLING');
  const imposing = { ...imposition, court: imposition.court ?? given.by.organisation };
  const no = whyNotImposed(imposing, assessed.kind, given);
  return no ?? [{ type: 'RequirementImposed', occurredAt: given.occurredAt, ...imposing }];
};

type Before = 'assess suitability' | 'record willingness' | 'impose requirement';
const before: { readonly [Do in Before]: Rule<Do> } = {
  'assess suitability': assess,
  'record willingness': recordWillingness,
  'impose requirement': impose,
};

/** What happens under an imposed requirement. */
const under: { readonly [Do in Exclude<Command['do'], Before>]: RuleUnder<Do> } = {
  'schedule review': ({ date }, state, { occurredAt }) => {
    if (!reviewed(state)) return refuse('NOT_REVIEWED');
    if (date < civilDate(occurredAt)) return refuse('REVIEW_IN_PAST', 'date');
    const no = whyNotReviewedOn(date, state.assessed.kind, latest(state.lastHeld, state.lastScheduled));
    return no ? refuse(no, 'date') : [{ type: 'ReviewScheduled', occurredAt, date }];
  },
  'hold review': ({ judge, outcome }, state, { occurredAt, providerViews }) => {
    const date = civilDate(occurredAt);
    if (!reviewed(state)) return refuse('NOT_REVIEWED');
    const no = whyNotReviewedOn(date, state.assessed.kind, state.lastHeld);
    if (no) return refuse(no, 'occurredAt');
    const differentJudge = state.imposed.intensive !== undefined && anotherJudge(judge, state.judge);
    const tests = state.tests.filter(({ takenOn }) => takenOn <= date);
    const providerView = viewOn(date, providerViews);
    return [{ type: 'ReviewHeld', occurredAt, date, judge, outcome, differentJudge, tests, providerView }];
  },
  'record requirement test': ({ results }, state, { occurredAt }) =>
    reviewed(state) ? [{ type: 'RequirementTestRecorded', occurredAt, results }] : refuse('NOT_TESTED'),
  'record non-compliance': ({ response, reason, declinedTreatmentReasonably }, { warnings }, given) => {
    const { occurredAt, reference } = given;
    if (declinedTreatmentReasonably) return refuse('NOT_A_FAILURE', 'declinedTreatmentReasonably');
    const failed = civilDate(occurredAt);
    const rules = inForce(reference.requirementRules, failed);
    if (!rules) return refuse('NO_RULES_IN_FORCE', 'occurredAt');
    if (response === 'warning' && warnedWithin(rules.breachWithinMonthsOfWarning, warnings, failed))
      return refuse('MUST_BE_BREACH', 'response');
    const failure = { type: 'NonComplianceRecorded', occurredAt, response, reason } as const;
    return [failure, { type: response === 'breach' ? 'BreachStarted' : 'WarningGiven', occurredAt }];
  },
  'impose sanction': ({ kind, days }, { imposed, custodySanctions }, given) => {
    const { occurredAt, by, reference } = given;
    if (!imposed.intensive) return refuse('NOT_INTENSIVE');
    if (!sitsIntensively(given, by.organisation)) return refuse('NOT_INTENSIVE_COURT');
    const rules = inForce(reference.requirementRules, civilDate(occurredAt));
    if (!rules) return refuse('NO_RULES_IN_FORCE', 'occurredAt');
    return (
      whyNotSanctioned({ kind, days }, custodySanctions, rules) ?? [{ type: 'SanctionImposed', occurredAt, kind, days }]
    );
  },
  'amend requirement': ({ do: _do, ...amendment }, { assessed, imposed, willing }, given) => {
    if (!willing) return refuse('NOT_WILLING');
    const changed = { ...imposed, ...amended(imposed, amendment) };
    const no = whyNotImposed(changed, assessed.kind, given);
    return no ?? [{ type: 'RequirementAmended', occurredAt: given.occurredAt, ...amendment }];
  },
  'revoke requirement': ({ reason }, _, { occurredAt }) => [{ type: 'RequirementRevoked', occurredAt, reason }],
  'complete requirement': ({ reason }, _, { occurredAt }) => [{ type: 'RequirementCompleted', occurredAt, reason }],
};

const isBefore = (step: Command): step is Step<Before> => step.do in before;

/** The court is the one that records, unless the step says which it was. */
const settled = (command: Command, { by }: Given): Command =>
  command.do === 'record willingness' || command.do === 'impose requirement'
    ? { ...command, court: command.court ?? by.organisation }
    : command;

function decide(command: Command, state: State, given: GivenRequirement): Decided {
  const step = settled(command, given);
  if (askedAlready(state.asked, step, given.occurredAt)) return [];
  if (state.ended) return refuse('REQUIREMENT_ENDED');
  if (isBefore(step)) return (before[step.do] as Rule<Before>)(step, state, given);
  const { assessed, imposed } = state;
  if (!assessed || !imposed) return refuse('NOT_IMPOSED');
  if (civilDate(given.occurredAt) < imposed.sentenced) return refuse('BEFORE_SENTENCE', 'occurredAt');
  return (under[step.do] as RuleUnder<Command['do']>)(step, { ...state, assessed, imposed }, given);
}

export type RequirementStatus =
  | 'not assessed'
  | 'assessed suitable'
  | 'not suitable'
  | 'willing'
  | 'not willing'
  | 'imposed'
  | 'in breach'
  | 'completed'
  | 'revoked';

export function status({ assessed, willing, imposed, inBreach, ended }: State): RequirementStatus {
  if (ended) return ended;
  if (imposed) return inBreach ? 'in breach' : 'imposed';
  if (!assessed) return 'not assessed';
  if (!assessed.suitable) return 'not suitable';
  if (willing === undefined) return 'assessed suitable';
  return willing ? 'willing' : 'not willing';
}

/** The probation unit, the courts that serve any of its authorities, and the review court that was named. */
export function runBy({ assessed, imposed }: State, reference: Reference): readonly string[] {
  if (!assessed) return [];
  const authorities = organisation(reference, assessed.unit)?.authorities ?? [];
  const courts = reference.organisations
    .filter(({ kind, authorities: served }) => kind === 'court' && served.some((code) => authorities.includes(code)))
    .map(({ code }) => code);
  return [...new Set([assessed.unit, ...courts, ...(imposed?.reviewCourt ? [imposed.reviewCourt] : [])])];
}

export const treatmentRequirement: Decider<'treatment-requirement', Command, F, State, GivenRequirement, Code> = {
  stage: 'treatment-requirement',
  initial,
  evolve,
  decide,
  restate,
  refusals,
  personal: ['reason', 'judge', 'intensive.judge', 'outcome', 'providerView.summary'],
};
