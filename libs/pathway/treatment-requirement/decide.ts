import { askedAlready } from '#pathway/asked';
import { civilDate } from '#pathway/calendar';
import type { CivilDate, Decision } from '#pathway/decider';
import { refuse } from '#pathway/decider';
import type { Given } from '#pathway/given';
import { inForce } from '#pathway/reference';
import { whyNotTestedFor } from '#pathway/substances';
import type {
  GivenRequirement,
  RequirementRefusal,
  TreatmentRequirementCommand as Command,
  TreatmentRequirementFact,
} from '#pathway/treatment-requirement';
import { warnedWithin, whyNotSanctioned } from '#pathway/treatment-requirement/compliance';
import { sitsIntensively, whyNotImposed, whyNotNamed } from '#pathway/treatment-requirement/orders';
import { anotherJudge, viewOn, whyNotReviewedOn } from '#pathway/treatment-requirement/reviews';
import type { RequirementState as State } from '#pathway/treatment-requirement/state';
import { amended } from '#pathway/treatment-requirement/state';

type Step<Do extends Command['do']> = Extract<Command, { do: Do }>;
type Decided = Decision<TreatmentRequirementFact, RequirementRefusal>;

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
  if (personId === undefined || kind === undefined) return refuse('NOBODY_NAMED', 'personId');
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
  const no = whyNotNamed(imposing, given) ?? whyNotImposed(imposing, assessed.kind, given);
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
  'record requirement test': ({ results }, state, given) => {
    const { occurredAt, by, handedTo } = given;
    const providers = [state.imposed.to, handedTo];
    if (by.kind === 'treatment-provider' && !providers.includes(by.organisation)) return refuse('NOT_THE_PROVIDER');
    if (!reviewed(state)) return refuse('NOT_TESTED');
    return whyNotTestedFor(results, given) ?? [{ type: 'RequirementTestRecorded', occurredAt, results }];
  },
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
    const no = whyNotNamed(amendment, given) ?? whyNotImposed(changed, assessed.kind, given);
    return no ?? [{ type: 'RequirementAmended', occurredAt: given.occurredAt, ...amendment }];
  },
  'revoke requirement': ({ reason }, _, { occurredAt }) => [{ type: 'RequirementRevoked', occurredAt, reason }],
  'complete requirement': ({ reason }, _, { occurredAt }) => [{ type: 'RequirementCompleted', occurredAt, reason }],
};

const isBefore = (step: Command): step is Step<Before> => step.do in before;

/** What was left out, filled in: the court is the one that records, and who is assessed again the one assessed before. */
function settled(command: Command, { assessed }: State, { by }: Given): Command {
  if (command.do === 'assess suitability')
    return {
      ...command,
      personId: command.personId ?? assessed?.personId,
      kind: command.kind ?? assessed?.kind,
    };
  return command.do === 'record willingness' || command.do === 'impose requirement'
    ? { ...command, court: command.court ?? by.organisation }
    : command;
}

export function decide(command: Command, state: State, given: GivenRequirement): Decided {
  const step = settled(command, state, given);
  if (askedAlready(state.asked, step, given.occurredAt)) return [];
  if (state.ended) return refuse('REQUIREMENT_ENDED');
  if (isBefore(step)) return (before[step.do] as Rule<Before>)(step, state, given);
  const { assessed, imposed } = state;
  if (!assessed || !imposed) return refuse('NOT_IMPOSED');
  if (civilDate(given.occurredAt) < imposed.sentenced) return refuse('BEFORE_SENTENCE', 'occurredAt');
  return (under[step.do] as RuleUnder<Command['do']>)(step, { ...state, assessed, imposed }, given);
}
