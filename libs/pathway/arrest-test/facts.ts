import type { Fact, Instant } from '#pathway/decider';

export const results = ['positive', 'negative', 'void', 'not-stated'] as const;
export type Result = (typeof results)[number];
/** The result for each substance of the regime: `cocaine`, `opiates`. */
export type Results = Readonly<Record<string, Result>>;

/** Any positive is positive, else any void is void, else any not stated is not stated, else negative. */
export function overall(results: Results): Result {
  const found = Object.values(results);
  return (['positive', 'void', 'not-stated'] as const).find((result) => found.includes(result)) ?? 'negative';
}

// Facts

/** A drug test was requested of somebody detained. */
export type ArrestTestRequested = Fact<
  'ArrestTestRequested',
  {
    personId: string;
    suite: string;
    detention: 'arrested' | 'charged';
    custodyRecord: string;
    ground: 'trigger' | 'inspector' | 'not-stated';
    offence?: string;
    authority?: { name: string; grounds: string; time: Instant };
    appropriateAdult?: boolean;
    regime: string;
  }
>;
/** A sample was taken. */
export type SampleTaken = Fact<'SampleTaken'>;
/** The person refused a sample after being warned. */
export type SampleRefused = Fact<'SampleRefused', { warned: true }>;
/** No sample was taken, for a reason that is not a refusal. */
export type SampleNotTaken = Fact<'SampleNotTaken', { reason: string }>;
/** The result of the sample, substance by substance. */
export type ArrestTestResultRecorded = Fact<'ArrestTestResultRecorded', { results: Results }>;
/** The person disputed a positive result. */
export type ResultDisputed = Fact<'ResultDisputed', { reason: 'medication' | 'other' }>;
/** The laboratory confirmed the result, or did not. */
export type LaboratoryResultRecorded = Fact<'LaboratoryResultRecorded', { confirmed: boolean }>;
/** An initial and a follow-up assessment were required, with written notice. */
export type RequiredAssessmentImposed = Fact<'RequiredAssessmentImposed', { initial: Instant; place: string }>;
/** The person attended a required assessment and stayed for it. */
export type AssessmentAttended = Fact<
  'AssessmentAttended',
  { which: 'initial' | 'follow-up'; outcome?: string; followUpNeeded?: boolean }
>;
/** The person missed a required assessment. */
export type AssessmentMissed = Fact<'AssessmentMissed', { which: 'initial' | 'follow-up'; outcome?: string }>;

export type ArrestTestFact =
  | ArrestTestRequested
  | SampleTaken
  | SampleRefused
  | SampleNotTaken
  | ArrestTestResultRecorded
  | ResultDisputed
  | LaboratoryResultRecorded
  | RequiredAssessmentImposed
  | AssessmentAttended
  | AssessmentMissed;

// Commands

export type ArrestTestCommand =
  | {
      do: 'request test';
      personId: string;
      detention: 'arrested' | 'charged' | 'voluntary';
      custodyRecord: string;
      ground: 'trigger' | 'inspector' | 'not-stated';
      offence?: string;
      authority?: { name: string; grounds: string; time?: Instant };
      appropriateAdult?: boolean;
    }
  | { do: 'record sample'; sample: 'taken' | 'refused' | 'not-taken'; warned?: boolean; reason?: string }
  | { do: 'record result'; results: Results }
  | { do: 'dispute result'; reason: 'medication' | 'other' }
  | { do: 'record laboratory result'; confirmed: boolean }
  | { do: 'impose required assessment'; initial: Instant; place: string }
  | {
      do: 'record assessment';
      which: 'initial' | 'follow-up';
      attended: boolean;
      outcome?: string;
      followUpNeeded?: boolean;
    };
