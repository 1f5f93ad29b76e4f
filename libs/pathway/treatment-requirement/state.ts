import type { Asked } from '#pathway/asked';
import { civilDate } from '#pathway/calendar';
import type { CivilDate } from '#pathway/decider';
import type {
  RequirementKind,
  TreatmentRequirementCommand,
  TreatmentRequirementFact,
} from '#pathway/treatment-requirement';
import type { Imposition } from '#pathway/treatment-requirement/orders';
import type { RequirementTest } from '#pathway/treatment-requirement/reviews';

type Command = TreatmentRequirementCommand;
type F = TreatmentRequirementFact;
type State = RequirementState;

// State

export interface RequirementState {
  readonly asked: readonly Asked<TreatmentRequirementCommand>[];
  readonly assessed?: {
    readonly on: CivilDate;
    readonly personId: string;
    readonly kind: RequirementKind;
    readonly suitable: boolean;
    readonly unit: string;
  };
  readonly willing?: boolean;
  readonly imposed?: Imposition & { readonly court: string };
  readonly lastScheduled?: CivilDate;
  readonly lastHeld?: CivilDate;
  /** Who sat last, or was named when it was imposed. */
  readonly judge?: string;
  /** Recorded since the last review. */
  readonly tests: readonly RequirementTest[];
  readonly warnings: readonly CivilDate[];
  readonly inBreach: boolean;
  readonly custodySanctions: number;
  readonly ended?: 'completed' | 'revoked';
}

/** Before anything is recorded. */
export const initial: State = { asked: [], tests: [], warnings: [], inBreach: false, custodySanctions: 0 };

const restated: { readonly [Type in F['type']]: (fact: Extract<F, { type: Type }>) => Command | undefined } = {
  SuitabilityAssessed: ({ personId, kind, suitable }) => ({ do: 'assess suitability', personId, kind, suitable }),
  WillingnessExpressed: ({ court }) => ({ do: 'record willingness', willing: true, court }),
  WillingnessRefused: ({ court }) => ({ do: 'record willingness', willing: false, court }),
  RequirementImposed: ({ type: _type, occurredAt: _at, ...fields }) => ({ do: 'impose requirement', ...fields }),
  ReviewScheduled: ({ date }) => ({ do: 'schedule review', date }),
  ReviewHeld: ({ judge, outcome }) => ({ do: 'hold review', judge, outcome }),
  RequirementTestRecorded: ({ results }) => ({ do: 'record requirement test', results }),
  NonComplianceRecorded: ({ response, reason }) => ({ do: 'record non-compliance', response, reason }),
  WarningGiven: () => undefined,
  BreachStarted: () => undefined,
  SanctionImposed: ({ kind, days }) => ({ do: 'impose sanction', kind, days }),
  RequirementAmended: ({ type: _type, occurredAt: _at, ...fields }) => ({ do: 'amend requirement', ...fields }),
  RequirementRevoked: ({ reason }) => ({ do: 'revoke requirement', reason }),
  RequirementCompleted: ({ reason }) => ({ do: 'complete requirement', reason }),
};
/** The command that would record this fact; none for a warning or breach, which follow from the failure. */
export const restate = (fact: F): Command | undefined =>
  (restated[fact.type] as (fact: F) => Command | undefined)(fact);

/** The requirement with what an amendment changes. */
export const amended = (imposed: State['imposed'], { months, to, reviewCourt }: Partial<Imposition>) =>
  imposed && {
    ...imposed,
    months: months ?? imposed.months,
    to: to ?? imposed.to,
    reviewCourt: reviewCourt ?? imposed.reviewCourt,
  };

// Evolve

type Change<Fact> = (state: State, fact: Fact) => Partial<State>;
/** A warning or breach is read from the failure it followed, so that correcting the failure corrects it. */
const changes: { readonly [Type in F['type']]: Change<Extract<F, { type: Type }>> } = {
  SuitabilityAssessed: (_, { occurredAt, personId, kind, suitable, unit }) => ({
    assessed: { on: civilDate(occurredAt), personId, kind, suitable, unit },
  }),
  WillingnessExpressed: () => ({ willing: true }),
  WillingnessRefused: () => ({ willing: false }),
  RequirementImposed: (_, { type: _type, occurredAt: _at, ...imposed }) => ({
    imposed,
    judge: imposed.intensive?.judge,
  }),
  ReviewScheduled: (_, { date }) => ({ lastScheduled: date }),
  ReviewHeld: ({ tests }, { date, judge }) => ({
    lastHeld: date,
    judge,
    tests: tests.filter(({ takenOn }) => takenOn > date),
  }),
  RequirementTestRecorded: ({ tests }, { occurredAt, results }) => ({
    tests: [...tests, { takenOn: civilDate(occurredAt), results }],
  }),
  NonComplianceRecorded: ({ warnings }, { occurredAt, response }) =>
    response === 'breach' ? { inBreach: true } : { warnings: [...warnings, civilDate(occurredAt)] },
  WarningGiven: () => ({}),
  BreachStarted: () => ({}),
  SanctionImposed: ({ custodySanctions }, { kind }) => ({
    custodySanctions: kind === 'custody' ? custodySanctions + 1 : custodySanctions,
  }),
  RequirementAmended: ({ imposed }, amendment) => ({ imposed: amended(imposed, amendment) }),
  RequirementRevoked: () => ({ ended: 'revoked' }),
  RequirementCompleted: () => ({ ended: 'completed' }),
};

export function evolve(state: State, fact: F): State {
  const step = restate(fact);
  return {
    ...state,
    ...(changes[fact.type] as Change<F>)(state, fact),
    asked: step ? [...state.asked, { at: fact.occurredAt, step }] : state.asked,
  };
}
