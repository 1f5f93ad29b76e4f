import { assessmentRefusals, whyNotAssessed } from '#pathway/arrest-test/assessment';
import { eligibilityRefusals, whyNotTested } from '#pathway/arrest-test/eligibility';
import { restate } from '#pathway/arrest-test/restate';
import { type ArrestTestState, evolve, initial, isPositive } from '#pathway/arrest-test/state';
import { decideBy, type Decides } from '#pathway/by-name';
import { ageOn, civilDate, minutesBetween } from '#pathway/calendar';
import { type Decider, type Decision, type Fact, type Instant, refuse } from '#pathway/decider';
import type { GivenPerson } from '#pathway/given';
import { inForce, type Reference, type TestingRegime } from '#pathway/reference';

export const results = ['positive', 'negative', 'void', 'not-stated'] as const;
export type Result = (typeof results)[number];
/** The result for each substance of the regime: `cocaine`, `opiates`. */
export type Results = Readonly<Record<string, Result>>;

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
/** An initial and a follow-up assessment were required, with written notice; of somebody still detained, where that was said. */
export type RequiredAssessmentImposed = Fact<
  'RequiredAssessmentImposed',
  { initial: Instant; place: string; detained?: true }
>;
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
  | { do: 'impose required assessment'; initial: Instant; place: string; detained?: boolean }
  | {
      do: 'record assessment';
      which: 'initial' | 'follow-up';
      attended: boolean;
      outcome?: string;
      followUpNeeded?: boolean;
    };

// Refusals

const refusals = {
  ...eligibilityRefusals,
  ...assessmentRefusals,
  ONE_TEST_PER_DETENTION: 'A test was already requested in this detention: record it there.',
  NOT_DETAINED: 'Only somebody detained can be tested, never a voluntary attendee.',
  NO_TESTING_POWER: 'There was no power to test on that day: check when it happened.',
  NOT_REQUESTED: 'No test was requested here.',
  SAMPLE_ALREADY_RECORDED:
    'What became of the sample is already recorded, and this detention allows no other: correct it if it is wrong.',
  WARNING_NEEDED: 'A refusal needs the warning to have been given: say that it was.',
  REASON_NEEDED: 'Say why no sample was taken.',
  NO_SAMPLE: 'There is no sample to have a result: record the sample first.',
  RESULT_ALREADY_RECORDED: 'The result is already recorded: correct it if it is wrong.',
  RESULT_INCOMPLETE: 'Give a result for each substance the sample is tested for, and no other; not-stated is one.',
  NOT_POSITIVE: 'Only a positive result allows this.',
  ALREADY_DISPUTED: 'The result is already disputed.',
  DISPUTE_TOO_LATE: 'A result can be disputed only in the hour after it: check when it was disputed.',
  LABORATORY_ALREADY_ANSWERED: 'The laboratory’s result is already recorded.',
  TOO_YOUNG_FOR_ASSESSMENT: 'An assessment can be required only of an adult.',
  ALREADY_IMPOSED: 'The assessment is already imposed: correct it if it is wrong.',
  RELEASED_FROM_DETENTION: 'An assessment can be required only before the person is released from detention.',
  APPOINTMENT_IN_PAST: 'The initial assessment must come after it is imposed.',
} as const;
type Code = keyof typeof refusals;

// Decide

const sameNames = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((name) => other.includes(name));

/** The regime that the test was requested under; its rules stay those of the test. */
const regimeOf = ({ requested }: ArrestTestState, { regimes }: Reference): TestingRegime | undefined =>
  regimes.find(({ code }) => code === requested?.regime);

type Decided = Decision<ArrestTestFact, Code>;
type Sampling = ArrestTestCommand & { do: 'record sample' };

const decides: Decides<ArrestTestCommand, ArrestTestFact, ArrestTestState, GivenPerson, Code> = {
  'request test': (command, { requested }, given): Decided => {
    if (requested) return refuse('ONE_TEST_PER_DETENTION');
    const { detention, authority } = command;
    const regime = inForce(given.reference.regimes, civilDate(given.occurredAt));
    if (detention === 'voluntary') return refuse('NOT_DETAINED', 'detention');
    if (!regime) return refuse('NO_TESTING_POWER', 'occurredAt');
    const no = whyNotTested({ ...command, detention }, regime, given);
    if (no) return no;
    const { personId, custodyRecord, ground, offence, appropriateAdult } = command;
    const { occurredAt, by } = given;
    const authorised = authority && { authority: { ...authority, time: authority.time ?? occurredAt } };
    return [
      {
        type: 'ArrestTestRequested',
        occurredAt,
        personId,
        suite: by.organisation,
        detention,
        custodyRecord,
        ground,
        offence,
        ...authorised,
        appropriateAdult,
        regime: regime.code,
      },
    ];
  },
  'record sample': (command, state, { occurredAt, reference }): Decided => {
    if (!state.requested) return refuse('NOT_REQUESTED');
    const allowed = regimeOf(state, reference)?.samplesPerDetention ?? 1;
    const another = state.overall === 'void' && state.samples < allowed;
    if (state.sample && !another) return refuse('SAMPLE_ALREADY_RECORDED');
    return whatBecameOf(command, occurredAt);
  },
  'record result': ({ results }, state, { occurredAt, reference }): Decided => {
    if (state.sample !== 'taken') return refuse('NO_SAMPLE');
    if (state.overall) return refuse('RESULT_ALREADY_RECORDED');
    const regime = regimeOf(state, reference);
    if (regime && !sameNames(Object.keys(results), regime.substances)) return refuse('RESULT_INCOMPLETE', 'results');
    return [{ type: 'ArrestTestResultRecorded', occurredAt, results }];
  },
  'dispute result': ({ reason }, state, { occurredAt, reference }): Decided => {
    if (state.overall !== 'positive' || !state.resultAt) return refuse('NOT_POSITIVE');
    if (state.confirmed !== undefined) return refuse('LABORATORY_ALREADY_ANSWERED');
    if (state.disputed) return refuse('ALREADY_DISPUTED');
    const regime = regimeOf(state, reference);
    const minutes = minutesBetween(state.resultAt, occurredAt);
    if (minutes < 0 || minutes > (regime?.disputeMinutes ?? 0)) return refuse('DISPUTE_TOO_LATE', 'occurredAt');
    return [{ type: 'ResultDisputed', occurredAt, reason }];
  },
  'record laboratory result': ({ confirmed }, state, { occurredAt }): Decided => {
    if (state.overall !== 'positive') return refuse('NOT_POSITIVE');
    if (state.confirmed !== undefined) return refuse('LABORATORY_ALREADY_ANSWERED');
    return [{ type: 'LaboratoryResultRecorded', occurredAt, confirmed }];
  },
  'impose required assessment': ({ initial: first, place, detained }, state, given): Decided => {
    const { occurredAt, reference, person } = given;
    if (!isPositive(state)) return refuse('NOT_POSITIVE');
    if (state.assessment) return refuse('ALREADY_IMPOSED');
    const today = civilDate(occurredAt);
    const regime = inForce(reference.regimes, today);
    if (person.dateOfBirth === undefined) return refuse('AGE_NOT_KNOWN');
    if (!regime || ageOn(person.dateOfBirth, today) < regime.assessmentAge) return refuse('TOO_YOUNG_FOR_ASSESSMENT');
    if (detained === false) return refuse('RELEASED_FROM_DETENTION', 'detained');
    if (first < occurredAt) return refuse('APPOINTMENT_IN_PAST', 'initial');
    return [{ type: 'RequiredAssessmentImposed', occurredAt, initial: first, place, detained }];
  },
  'record assessment': ({ which, attended, outcome, followUpNeeded }, state, { occurredAt }): Decided => {
    const no = whyNotAssessed(which, state);
    if (no) return refuse(no);
    if (!attended) return [{ type: 'AssessmentMissed', occurredAt, which, outcome }];
    const found = which === 'initial' ? { followUpNeeded } : {};
    return [{ type: 'AssessmentAttended', occurredAt, which, outcome, ...found }];
  },
};

function whatBecameOf({ sample, warned, reason = '' }: Sampling, occurredAt: Instant): Decided {
  switch (sample) {
    case 'taken':
      return [{ type: 'SampleTaken', occurredAt }];
    case 'refused':
      return warned ? [{ type: 'SampleRefused', occurredAt, warned }] : refuse('WARNING_NEEDED', 'warned');
    case 'not-taken':
      return reason.trim() === ''
        ? refuse('REASON_NEEDED', 'reason')
        : [{ type: 'SampleNotTaken', occurredAt, reason }];
  }
}

/** Drug testing in police detention, and the assessment that a positive result may require. */
export const arrestTest: Decider<'arrest-test', ArrestTestCommand, ArrestTestFact, ArrestTestState, GivenPerson, Code> =
  {
    stage: 'arrest-test',
    initial,
    evolve,
    decide: decideBy(decides),
    restate,
    refusals,
    personal: ['custodyRecord', 'offence', 'authority.name', 'authority.grounds', 'reason', 'place', 'outcome'],
  };

/** The custody suite. */
export const runBy = ({ requested }: ArrestTestState): readonly string[] => (requested ? [requested.suite] : []);

/** Requested, sample taken, sample refused, not taken, positive, negative, void, not stated, disputed, confirmed or not confirmed. */
export function status(state: ArrestTestState): string {
  if (state.overall === 'positive') {
    if (state.confirmed !== undefined) return state.confirmed ? 'confirmed' : 'not confirmed';
    if (state.disputed) return 'disputed';
  }
  if (state.overall) return state.overall === 'not-stated' ? 'not stated' : state.overall;
  if (state.sample) return { taken: 'sample taken', refused: 'sample refused', 'not-taken': 'not taken' }[state.sample];
  return 'requested';
}
