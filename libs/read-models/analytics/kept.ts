import type { FactsOf, StageName } from '#pathway/stages';
import type { Listens } from '#read-models/view';

type FieldOf<F> = Exclude<keyof F, 'type' | 'occurredAt'>;
type KeptFields = {
  readonly [Stage in StageName]: {
    readonly [Type in FactsOf[Stage]['type']]: 'ignored' | readonly FieldOf<Extract<FactsOf[Stage], { type: Type }>>[];
  };
};

/** What counting keeps of each fact: never a name, a day of birth, an identifier, an address or free text. */
export const keptFields: KeptFields = {
  person: {
    PersonRegistered: ['birthMonth', 'sex', 'ethnicity', 'residence'],
    PersonRecognised: 'ignored',
    IdentifiersAdded: 'ignored',
    PersonDetailsChanged: ['sex', 'ethnicity'],
    ResidenceChanged: ['residence'],
    PersonRestricted: 'ignored',
    PersonUnrestricted: 'ignored',
    AccessGranted: 'ignored',
    AccessWithdrawn: 'ignored',
    PersonMerged: ['into'],
    PersonUnmerged: ['from'],
    PersonErased: 'ignored',
  },
  'arrest-test': {
    ArrestTestRequested: ['suite', 'ground'],
    SampleTaken: 'ignored',
    SampleRefused: 'ignored',
    SampleNotTaken: 'ignored',
    ArrestTestResultRecorded: ['results'],
    ResultDisputed: 'ignored',
    LaboratoryResultRecorded: ['confirmed'],
    RequiredAssessmentImposed: [],
    AssessmentAttended: ['which'],
    AssessmentMissed: ['which'],
  },
  'liaison-referral': {
    LiaisonReferralOpened: ['point', 'referrer', 'service', 'notification'],
    Screened: ['needs'],
    ConsentRecorded: ['scope', 'answer'],
    Assessed: ['substances'],
    OnwardReferralMade: ['to'],
    LiaisonReferralClosed: ['outcome'],
  },
  'treatment-requirement': {
    SuitabilityAssessed: ['kind', 'unit'],
    WillingnessExpressed: 'ignored',
    WillingnessRefused: 'ignored',
    RequirementImposed: ['sentenced', 'to', 'court'],
    ReviewScheduled: 'ignored',
    ReviewHeld: 'ignored',
    RequirementTestRecorded: 'ignored',
    NonComplianceRecorded: ['response'],
    WarningGiven: 'ignored',
    BreachStarted: 'ignored',
    SanctionImposed: 'ignored',
    RequirementAmended: 'ignored',
    RequirementRevoked: [],
    RequirementCompleted: [],
  },
  'prison-release': {
    ReleasePlanned: ['prison', 'inTreatment', 'substances', 'residence'],
    ReleaseDateChanged: 'ignored',
    CommunityReferralMade: ['to'],
    PreReleaseMeetingHeld: [],
    ReconnectReferralMade: [],
    MedicationContinuityArranged: ['kind'],
    NaloxoneSupplied: ['place'],
    NaloxoneDeclined: ['place'],
    PrisonTestRecorded: ['kind', 'results'],
    Released: ['date', 'reason'],
    Recalled: ['date'],
  },
  treatment: {
    TreatmentStarted: ['provider', 'interventions', 'substances', 'setting', 'handover'],
    ContactRecorded: ['provider'],
    ProgressReviewed: 'ignored',
    TreatmentEnded: ['date', 'reason'],
  },
  handover: {
    HandoverRequested: ['purpose', 'sender', 'receiver', 'openedBy', 'area', 'sentenced'],
    HandoverDelivered: 'ignored',
    HandoverAcknowledged: [],
    HandoverInformationRequested: [],
    HandoverInformationProvided: 'ignored',
    HandoverAccepted: [],
    HandoverDeclined: [],
    HandoverAppointmentOffered: 'ignored',
    HandoverAppointmentAttended: [],
    HandoverAppointmentMissed: 'ignored',
    HandoverTreatmentStarted: ['structured'],
    HandoverWithdrawn: [],
    HandoverReassigned: ['to'],
    HandoverEscalated: 'ignored',
  },
};

const saidAloud = (types: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.entries(types).map(([type, fields]) => [type, fields === 'ignored' ? 'ignored' : 'told']));

export const listens = Object.fromEntries(
  Object.entries(keptFields).map(([stage, types]) => [stage, saidAloud(types)]),
) as unknown as Listens;
