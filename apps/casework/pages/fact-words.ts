import type { Released } from '#pathway/prison-release';
import type { StageFact } from '#pathway/stages';

/** What happened, as somebody would say it: the heading of a step. */
const factWords: Readonly<Record<StageFact['type'], string>> = {
  PersonRegistered: 'Person registered',
  PersonRecognised: 'Recognised as already registered',
  IdentifiersAdded: 'Identifier added',
  PersonDetailsChanged: 'Personal details changed',
  ResidenceChanged: 'Residence changed',
  PersonRestricted: 'Access to this person restricted',
  PersonUnrestricted: 'Restriction lifted',
  AccessGranted: 'Access granted to somebody by name',
  AccessWithdrawn: 'Access taken back from somebody',
  PersonMerged: 'Joined to another record of the same person',
  PersonUnmerged: 'Parted from the other record',
  PersonErased: 'Person erased',

  ArrestTestRequested: 'Drug test requested',
  SampleTaken: 'Sample taken',
  SampleRefused: 'Sample refused',
  SampleNotTaken: 'No sample taken',
  ArrestTestResultRecorded: 'Drug test result recorded',
  ResultDisputed: 'Result disputed',
  LaboratoryResultRecorded: 'Laboratory result recorded',
  RequiredAssessmentImposed: 'Required assessment imposed',
  AssessmentAttended: 'Required assessment attended',
  AssessmentMissed: 'Required assessment missed',

  LiaisonReferralOpened: 'Referred to Liaison and Diversion',
  Screened: 'Screened',
  ConsentRecorded: 'Consent recorded',
  Assessed: 'Assessed',
  OnwardReferralMade: 'Referred to treatment',
  LiaisonReferralClosed: 'Referral to Liaison and Diversion closed',

  SuitabilityAssessed: 'Suitability for a treatment requirement assessed',
  WillingnessExpressed: 'Willing to comply with a treatment requirement',
  WillingnessRefused: 'Not willing to comply with a treatment requirement',
  RequirementImposed: 'Treatment requirement imposed',
  ReviewScheduled: 'Court review scheduled',
  ReviewHeld: 'Court review held',
  RequirementTestRecorded: 'Drug test under the requirement recorded',
  NonComplianceRecorded: 'Failure to comply recorded',
  WarningGiven: 'Warning given',
  BreachStarted: 'Breach started',
  SanctionImposed: 'Sanction imposed by the court',
  RequirementAmended: 'Treatment requirement amended',
  RequirementRevoked: 'Treatment requirement revoked',
  RequirementCompleted: 'Treatment requirement completed',

  ReleasePlanned: 'Release planned',
  ReleaseDateChanged: 'Release date changed',
  CommunityReferralMade: 'Referred to community treatment',
  PreReleaseMeetingHeld: 'Pre-release meeting held',
  ReconnectReferralMade: 'Referred to RECONNECT',
  MedicationContinuityArranged: 'Medication after release arranged',
  NaloxoneSupplied: 'Take-home naloxone supplied',
  NaloxoneDeclined: 'Take-home naloxone declined',
  PrisonTestRecorded: 'Drug test in prison recorded',
  Released: 'Left prison',
  Recalled: 'Recalled to prison',

  TreatmentStarted: 'Treatment started',
  ContactRecorded: 'Contact with the treatment provider',
  ProgressReviewed: 'Progress in treatment reviewed',
  TreatmentEnded: 'Treatment ended',

  HandoverRequested: 'Handover sent',
  HandoverDelivered: 'Handover received',
  HandoverAcknowledged: 'Handover acknowledged',
  HandoverInformationRequested: 'Question asked about the handover',
  HandoverInformationProvided: 'Question about the handover answered',
  HandoverAccepted: 'Handover accepted',
  HandoverDeclined: 'Handover declined',
  HandoverAppointmentOffered: 'Appointment offered',
  HandoverAppointmentAttended: 'Appointment attended',
  HandoverAppointmentMissed: 'Appointment missed',
  HandoverTreatmentStarted: 'Handover completed: treatment has started',
  HandoverWithdrawn: 'Handover withdrawn',
  HandoverReassigned: 'Handover sent to another service',
  HandoverEscalated: 'A deadline of the handover was missed',
};

const CORRECTED = /Corrected$/;

/** `SampleTaken` → `Sample taken`; `SampleTakenCorrected` → `Sample taken, corrected`. */
export function factInWords(type: string): string {
  const words = factWords[type.replace(CORRECTED, '') as StageFact['type']];
  return CORRECTED.test(type) ? `${words}, corrected` : words;
}

const departures: Readonly<Record<Released['reason'], string>> = {
  released: 'Released from prison',
  transferred: 'Transferred to another prison',
  court: 'Taken from prison to court',
  hospital: 'Taken from prison to hospital',
  'temporary-absence': 'Left prison for a time',
  deported: 'Deported',
  died: 'Died in custody',
};

/** The same, of a fact that its reader may read. */
export const readInWords = (fact: StageFact): string =>
  fact.type === 'Released' ? departures[fact.reason] : factInWords(fact.type);

/** `Sample taken` → `sample taken`; names within keep their capitals. */
export const midSentence = (words: string): string => `${words[0]?.toLowerCase() ?? ''}${words.slice(1)}`;
