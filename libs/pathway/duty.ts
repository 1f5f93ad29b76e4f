import { arrestTest, type ArrestTestFact } from '#pathway/arrest-test';
import { whyNotAssessed } from '#pathway/arrest-test/assessment';
import type { ArrestTestState } from '#pathway/arrest-test/state';
import { addCalendarMonths, londonInstant } from '#pathway/calendar';
import { fold, type Recorded, standing } from '#pathway/corrections';
import type { CivilDate, Instant } from '#pathway/decider';
import { type LiaisonReferralFact, liaisonReferral } from '#pathway/liaison-referral';
import type { LiaisonReferralState } from '#pathway/liaison-referral/state';
import type { Reference } from '#pathway/reference';
import { runBy, treatmentRequirement, type TreatmentRequirementFact } from '#pathway/treatment-requirement';
import type { RequirementState } from '#pathway/treatment-requirement/state';

/** What a service has to do next in an episode, beside what it owes on handovers. */
export const duties = [
  /** Custody: a test was requested, and nothing is recorded of the sample. */
  'sample',
  /** Custody: a sample was taken, and has no result. */
  'result',
  /** Custody: the result is disputed, and the laboratory has not answered. */
  'laboratory',
  /** Liaison and Diversion: the initial assessment that custody required, at its appointment. */
  'required-assessment',
  /** Liaison and Diversion: the follow-up of it. */
  'follow-up',
  /** Liaison and Diversion: somebody was referred, and is not screened. */
  'screening',
  /** Liaison and Diversion: screening found that a full assessment is wanted. */
  'assessment',
  /** Liaison and Diversion: what is known is to be acted on, by referring onward or closing. */
  'outcome',
  /** Court: a requirement would suit, and the person has not said no. */
  'sentence',
  /** Court: a review is fixed. */
  'review',
  /** Court: a review is to be fixed. */
  'review-date',
  /** Probation: its report, before a review. */
  'report',
  /** The provider of a requirement: how treatment goes, before a review. */
  'view',
  /** Probation: the requirement has run its time, and is not said to be completed. */
  'completion',
  /** A provider: the appointment that it offered on a handover. */
  'appointment',
  /** Prison: somebody is expected to leave, and has not. */
  'release',
] as const;
export type Duty = (typeof duties)[number];

/**
 * Whose duty is whoever holds the handover that the episode opened: once it was `asked`, once it `accepted`, or once it
 * `treats` the person.
 */
export type Holder = 'asked' | 'accepted' | 'treats';

export interface Owed {
  readonly what: Duty;
  /** The organisations of whom any may do it; none where a handover says whose it is. */
  readonly by: readonly string[];
  readonly holder: Holder | null;
  /** By when; null where no time is set. */
  readonly at: Instant | null;
  /** What calls for it happened then. */
  readonly since: Instant;
}

type Stand<Fact> = readonly { readonly id: string; readonly fact: Fact }[];
const lastOf = <Fact extends { readonly type: string }, Type extends Fact['type']>(facts: Stand<Fact>, type: Type) =>
  facts.findLast(({ fact }) => fact.type === type)?.fact as Extract<Fact, { type: Type }> | undefined;

const undated = (what: Duty, whose: Pick<Owed, 'by' | 'holder'>, since: Instant): Owed => ({
  ...{ what, ...whose, since },
  at: null,
});
const of = (...by: readonly string[]) => ({ by, holder: null });
const heldBy = (holder: Holder) => ({ by: [], holder });

/** What the suite still has to record, and the assessment that it required of the service it notified. */
function ofTest(history: readonly Recorded<ArrestTestFact>[]): readonly Owed[] {
  const facts = standing(history);
  const state = fold<ArrestTestFact, ArrestTestState>(arrestTest, history);
  return [...inCustody(facts, state), ...required(facts, state)];
}

function inCustody(facts: Stand<ArrestTestFact>, state: ArrestTestState): readonly Owed[] {
  const { requested, sample, overall, disputed, confirmed } = state;
  if (!requested) return [];
  const suite = of(requested.suite);
  if (sample === undefined) return [undated('sample', suite, requested.occurredAt)];
  const taken = lastOf(facts, 'SampleTaken');
  if (sample === 'taken' && overall === undefined && taken) return [undated('result', suite, taken.occurredAt)];
  const dispute = lastOf(facts, 'ResultDisputed');
  const open = disputed && overall === 'positive' && confirmed === undefined;
  return open && dispute ? [undated('laboratory', suite, dispute.occurredAt)] : [];
}

function required(facts: Stand<ArrestTestFact>, state: ArrestTestState): readonly Owed[] {
  const imposed = lastOf(facts, 'RequiredAssessmentImposed');
  if (!imposed) return [];
  const notified = heldBy('asked');
  if (whyNotAssessed('initial', state) === undefined)
    return [{ what: 'required-assessment', ...notified, at: imposed.initial, since: imposed.occurredAt }];
  const attended = lastOf(facts, 'AssessmentAttended') ?? imposed;
  return whyNotAssessed('follow-up', state) === undefined ? [undated('follow-up', notified, attended.occurredAt)] : [];
}

/** A referral has one next step at a time: screening, an assessment where one is wanted and allowed, then what comes of it. */
function ofReferral(history: readonly Recorded<LiaisonReferralFact>[]): readonly Owed[] {
  const state = fold<LiaisonReferralFact, LiaisonReferralState>(liaisonReferral, history);
  const { opened, closed, screened, assessed, onward } = state;
  if (!opened || closed || onward.length > 0) return [];
  const service = opened.notification ? of(opened.service) : heldBy('accepted');
  if (!screened) return [undated('screening', service, opened.occurredAt)];
  if (isToBeAssessed(state)) return [undated('assessment', service, screened.occurredAt)];
  return [undated('outcome', service, (assessed ?? screened).occurredAt)];
}

/** Wanted, not done, and the person has not said no. */
function isToBeAssessed({ screened, assessed, consents }: LiaisonReferralState): boolean {
  const isAllowed = consents.assess === undefined || consents.assess === 'given';
  return screened?.fullAssessment === true && !assessed && isAllowed;
}

const startOf = (date: CivilDate): Instant => londonInstant(date, '00:00');
const endOf = (date: CivilDate): Instant => londonInstant(date, '24:00');

function ofRequirement(history: readonly Recorded<TreatmentRequirementFact>[], reference: Reference): readonly Owed[] {
  const state = fold<TreatmentRequirementFact, RequirementState>(treatmentRequirement, history);
  const { assessed, willing, imposed, ended } = state;
  const suited = lastOf(standing(history), 'SuitabilityAssessed');
  if (!assessed || !suited || ended) return [];
  if (imposed) return [...reviews(state), completion(state)].flatMap((owed) => owed ?? []);
  if (!assessed.suitable || willing === false) return [];
  const courts = runBy(state, reference).filter((code) => code !== assessed.unit);
  return [undated('sentence', of(...courts), suited.occurredAt)];
}

/** The day of the next review, once it is fixed. */
const nextReview = ({ lastScheduled, lastHeld }: RequirementState): CivilDate | undefined =>
  lastScheduled !== undefined && (lastHeld === undefined || lastScheduled > lastHeld) ? lastScheduled : undefined;

/** The next review with what is to be written for it; one is to be fixed where a court was named to review it. */
function reviews(state: RequirementState): readonly Owed[] {
  const { assessed, imposed, lastHeld } = state;
  if (!assessed || !imposed || !(assessed.kind === 'DRR' || imposed.intensive)) return [];
  const court = of(imposed.reviewCourt ?? imposed.court);
  const since = startOf(lastHeld ?? imposed.sentenced);
  const next = nextReview(state);
  if (next === undefined) return imposed.intensive || imposed.reviewCourt ? [undated('review-date', court, since)] : [];
  return [
    { what: 'review', ...court, at: endOf(next), since },
    { what: 'report', ...of(assessed.unit), at: startOf(next), since },
    { what: 'view', ...heldBy('treats'), at: startOf(next), since },
  ];
}

function completion({ assessed, imposed }: RequirementState): Owed | undefined {
  if (!assessed || !imposed) return undefined;
  const last = addCalendarMonths(imposed.sentenced, imposed.months);
  return { what: 'completion', ...of(assessed.unit), at: endOf(last), since: startOf(imposed.sentenced) };
}

/** The stages whose own facts say what is owed; appointments and releases are read from theirs. */
export type DutyStage = 'arrest-test' | 'liaison-referral' | 'treatment-requirement';

/** What is owed in an episode as its history stands. */
export function owedIn(stage: DutyStage, history: readonly Recorded<never>[], reference: Reference): readonly Owed[] {
  switch (stage) {
    case 'arrest-test':
      return ofTest(history);
    case 'liaison-referral':
      return ofReferral(history);
    case 'treatment-requirement':
      return ofRequirement(history, reference);
  }
}
