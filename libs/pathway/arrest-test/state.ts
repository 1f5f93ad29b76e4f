import type { ArrestTestFact, ArrestTestRequested, Result, Results } from '#pathway/arrest-test';
import { evolveBy } from '#pathway/by-name';
import type { Instant } from '#pathway/decider';

export interface ArrestTestState {
  readonly requested?: ArrestTestRequested;
  readonly sample?: 'taken' | 'refused' | 'not-taken';
  /** Samples taken so far. */
  readonly samples: number;
  readonly overall?: Result;
  readonly resultAt?: Instant;
  readonly disputed: boolean;
  /** The laboratory's answer. */
  readonly confirmed?: boolean;
  readonly assessment?: {
    readonly initial?: 'attended' | 'missed';
    readonly followUp?: 'attended' | 'missed' | 'ended';
  };
}

export const initial: ArrestTestState = { samples: 0, disputed: false };

/** Any positive is positive, else any void is void, else any not stated is not stated, else negative. */
export function overall(results: Results): Result {
  const found = Object.values(results);
  return (['positive', 'void', 'not-stated'] as const).find((result) => found.includes(result)) ?? 'negative';
}

/** Positive, and not overturned by the laboratory. A correction overturns by standing in the result's place. */
export const isPositive = (state: ArrestTestState): boolean =>
  state.overall === 'positive' && state.confirmed !== false;

const sampled = (state: ArrestTestState, sample: NonNullable<ArrestTestState['sample']>): ArrestTestState => ({
  ...state,
  sample,
  samples: state.samples + (sample === 'taken' ? 1 : 0),
  overall: undefined,
  resultAt: undefined,
});

export const evolve = evolveBy<ArrestTestFact, ArrestTestState>({
  ArrestTestRequested: (state, requested) => ({ ...state, requested }),
  SampleTaken: (state) => sampled(state, 'taken'),
  SampleRefused: (state) => sampled(state, 'refused'),
  SampleNotTaken: (state) => sampled(state, 'not-taken'),
  ArrestTestResultRecorded: (state, { results, occurredAt }) => ({
    ...state,
    overall: overall(results),
    resultAt: occurredAt,
  }),
  ResultDisputed: (state) => ({ ...state, disputed: true }),
  LaboratoryResultRecorded: (state, { confirmed }) => ({ ...state, confirmed }),
  RequiredAssessmentImposed: (state) => ({ ...state, assessment: {} }),
  AssessmentAttended: (state, { which, followUpNeeded }) => ({
    ...state,
    assessment: {
      ...state.assessment,
      ...(which === 'follow-up' && { followUp: 'attended' }),
      ...(which === 'initial' && { initial: 'attended' }),
      ...(which === 'initial' && followUpNeeded === false && { followUp: 'ended' }),
    },
  }),
  AssessmentMissed: (state, { which }) => ({
    ...state,
    assessment:
      which === 'initial' ? { initial: 'missed', followUp: 'ended' } : { ...state.assessment, followUp: 'missed' },
  }),
});
