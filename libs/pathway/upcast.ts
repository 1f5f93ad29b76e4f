import type { PathwayFact, StageFact } from '#pathway/stages';

type Stored = Readonly<Record<string, unknown>>;

/** Reads one older shape as the next newer one, and leaves any newer shape as it is. */
type Upcaster = (data: Stored) => Stored;

/** Every type of fact ever stored, with the steps from its oldest shape to the one typed today, in order. */
const shapes: { readonly [Type in StageFact['type']]: readonly Upcaster[] } = {
  PersonRegistered: [],
  PersonRecognised: [],
  IdentifiersAdded: [],
  PersonDetailsChanged: [],
  ResidenceChanged: [],
  PersonRestricted: [],
  PersonUnrestricted: [],
  AccessGranted: [],
  AccessWithdrawn: [],
  PersonMerged: [],
  PersonUnmerged: [],
  PersonErased: [],
  ArrestTestRequested: [],
  SampleTaken: [],
  SampleRefused: [],
  SampleNotTaken: [],
  ArrestTestResultRecorded: [],
  ResultDisputed: [],
  LaboratoryResultRecorded: [],
  RequiredAssessmentImposed: [],
  AssessmentAttended: [],
  AssessmentMissed: [],
  LiaisonReferralOpened: [],
  Screened: [],
  ConsentRecorded: [],
  Assessed: [],
  OnwardReferralMade: [],
  LiaisonReferralClosed: [],
  SuitabilityAssessed: [],
  WillingnessExpressed: [],
  WillingnessRefused: [],
  RequirementImposed: [],
  ReviewScheduled: [],
  ReviewHeld: [],
  RequirementTestRecorded: [],
  NonComplianceRecorded: [],
  WarningGiven: [],
  BreachStarted: [],
  SanctionImposed: [],
  RequirementAmended: [],
  RequirementRevoked: [],
  RequirementCompleted: [],
  ReleasePlanned: [],
  ReleaseDateChanged: [],
  CommunityReferralMade: [],
  PreReleaseMeetingHeld: [],
  ReconnectReferralMade: [],
  MedicationContinuityArranged: [],
  NaloxoneSupplied: [],
  NaloxoneDeclined: [],
  PrisonTestRecorded: [],
  Released: [],
  Recalled: [],
  TreatmentStarted: [],
  ContactRecorded: [],
  ProgressReviewed: [],
  TreatmentEnded: [],
  HandoverRequested: [],
  HandoverDelivered: [],
  HandoverAcknowledged: [],
  HandoverInformationRequested: [],
  HandoverInformationProvided: [],
  HandoverAccepted: [],
  HandoverDeclined: [],
  HandoverAppointmentOffered: [],
  HandoverAppointmentAttended: [],
  HandoverAppointmentMissed: [],
  HandoverTreatmentStarted: [],
  HandoverWithdrawn: [],
  HandoverReassigned: [],
  HandoverEscalated: [],
};

/** The types of fact that ship; each may also stand in the log as `<type>Corrected`. */
export const factTypes = Object.keys(shapes) as readonly StageFact['type'][];

/** The log holds a type of event that this version does not know. */
export class UnknownFact extends Error {
  constructor(readonly type: string) {
    super(`The log holds a type of event that this version does not know: ${type}.`);
    this.name = 'UnknownFact';
  }
}

/** A stored event of a known type that does not hold a fact of it. */
export class UnreadableFact extends Error {
  constructor(
    readonly type: string,
    readonly field: string,
  ) {
    super(`A stored ${type} cannot be read: its ${field} is missing or of another kind.`);
    this.name = 'UnreadableFact';
  }
}

const CORRECTED = 'Corrected';
const isStored = (data: unknown): data is Stored => typeof data === 'object' && data !== null && !Array.isArray(data);
const isKnown = (type: string): type is StageFact['type'] => Object.hasOwn(shapes, type);

/**
 * A stored event as the fact that it is today; the only place where a stored shape becomes a typed one.
 * @throws UnknownFact where the type is not known, UnreadableFact where the data cannot be a fact of it
 */
export function upcast(type: string, data: unknown): PathwayFact {
  const corrected = type.endsWith(CORRECTED) ? type.slice(0, -CORRECTED.length) : undefined;
  if (!isKnown(corrected ?? type)) throw new UnknownFact(type);
  return (corrected === undefined ? fact(type, data) : correction(type, data)) as unknown as PathwayFact;
}

function fact(type: string, data: unknown): Stored {
  const fields = timed(type, data);
  const steps = isKnown(type) ? shapes[type] : [];
  return { type, ...steps.reduce((older, step) => step(older), fields) };
}

/** What should have been recorded may be of another type: attended, where the person was said to have missed it. */
function correction(type: string, data: unknown): Stored {
  const fields = timed(type, data);
  for (const field of ['corrects', 'why']) if (typeof fields[field] !== 'string') throw new UnreadableFact(type, field);
  const inner = fields['fact'];
  if (!isStored(inner) || typeof inner['type'] !== 'string') throw new UnreadableFact(type, 'fact');
  const { type: instead, ...rest } = inner;
  if (!isKnown(instead)) throw new UnknownFact(instead);
  return { type, ...fields, fact: fact(instead, rest) };
}

function timed(type: string, data: unknown): Stored {
  if (!isStored(data)) throw new UnreadableFact(type, 'data');
  if (typeof data['occurredAt'] !== 'string') throw new UnreadableFact(type, 'occurredAt');
  return data;
}
