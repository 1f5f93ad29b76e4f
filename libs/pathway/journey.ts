import { isCorrection, uncorrected } from '#pathway/corrections';
import { opening, takingOn, turning, working } from '#pathway/journey/notifying';
import {
  amending,
  byCourt,
  referring,
  toCommunity,
  toLiaison,
  toProvider,
  toReconnect,
} from '#pathway/journey/referring';
import { type Context, type Scene, sceneOf, type Step, type ToldFact } from '#pathway/journey/scene';
import { taking } from '#pathway/journey/taking-up';
import type { OnwardReferralMade } from '#pathway/liaison-referral';
import type { FactsOf, StageFact, StageName } from '#pathway/stages';

type Rule<F extends StageFact> = (scene: Scene<F>) => readonly Step[];
interface Asks<F extends StageFact> {
  readonly told: Rule<F>;
  readonly corrected: Rule<F> | 'nothing';
}

/** What each fact asks of the next stage. Nothing must be said aloud: a new fact does not compile without an answer. */
type Journey = {
  readonly [Stage in StageName]: {
    readonly [F in FactsOf[Stage] as F['type']]: 'nothing' | Asks<F>;
  };
};

const onward = referring(toProvider);

const journey: Journey = {
  person: {
    PersonRegistered: 'nothing',
    PersonRecognised: 'nothing',
    IdentifiersAdded: 'nothing',
    PersonDetailsChanged: 'nothing',
    ResidenceChanged: 'nothing',
    PersonRestricted: 'nothing',
    PersonUnrestricted: 'nothing',
    AccessGranted: 'nothing',
    AccessWithdrawn: 'nothing',
    PersonMerged: 'nothing',
    PersonUnmerged: 'nothing',
    PersonErased: 'nothing',
  },
  'arrest-test': {
    ArrestTestRequested: 'nothing',
    SampleTaken: 'nothing',
    SampleRefused: 'nothing',
    SampleNotTaken: 'nothing',
    ArrestTestResultRecorded: turning,
    ResultDisputed: 'nothing',
    LaboratoryResultRecorded: turning,
    RequiredAssessmentImposed: 'nothing',
    AssessmentAttended: 'nothing',
    AssessmentMissed: 'nothing',
  },
  'liaison-referral': {
    LiaisonReferralOpened: referring(toLiaison),
    Screened: working,
    ConsentRecorded: working,
    Assessed: working,
    OnwardReferralMade: {
      told: (scene: Scene<OnwardReferralMade>) => [...onward.told(scene), ...takingOn(scene)],
      corrected: onward.corrected,
    },
    LiaisonReferralClosed: working,
  },
  'treatment-requirement': {
    SuitabilityAssessed: 'nothing',
    WillingnessExpressed: 'nothing',
    WillingnessRefused: 'nothing',
    RequirementImposed: referring(byCourt),
    ReviewScheduled: 'nothing',
    ReviewHeld: 'nothing',
    RequirementTestRecorded: 'nothing',
    NonComplianceRecorded: 'nothing',
    WarningGiven: 'nothing',
    BreachStarted: 'nothing',
    SanctionImposed: 'nothing',
    RequirementAmended: amending,
    RequirementRevoked: 'nothing',
    RequirementCompleted: 'nothing',
  },
  'prison-release': {
    ReleasePlanned: 'nothing',
    ReleaseDateChanged: 'nothing',
    CommunityReferralMade: referring(toCommunity),
    PreReleaseMeetingHeld: 'nothing',
    ReconnectReferralMade: referring(toReconnect),
    MedicationContinuityArranged: 'nothing',
    NaloxoneSupplied: 'nothing',
    NaloxoneDeclined: 'nothing',
    PrisonTestRecorded: 'nothing',
    Released: 'nothing',
    Recalled: 'nothing',
  },
  treatment: {
    TreatmentStarted: taking,
    ContactRecorded: 'nothing',
    ProgressReviewed: 'nothing',
    TreatmentEnded: 'nothing',
  },
  handover: {
    HandoverRequested: 'nothing',
    HandoverDelivered: 'nothing',
    HandoverAcknowledged: 'nothing',
    HandoverInformationRequested: 'nothing',
    HandoverInformationProvided: 'nothing',
    HandoverAccepted: opening,
    HandoverDeclined: 'nothing',
    HandoverAppointmentOffered: 'nothing',
    HandoverAppointmentAttended: 'nothing',
    HandoverAppointmentMissed: 'nothing',
    HandoverTreatmentStarted: 'nothing',
    HandoverWithdrawn: 'nothing',
    HandoverReassigned: 'nothing',
    HandoverEscalated: 'nothing',
  },
};

type Answers = Readonly<Record<string, 'nothing' | Asks<StageFact> | undefined>>;

const asked = ({ stage, fact }: Pick<ToldFact, 'stage' | 'fact'>): Rule<StageFact> | 'nothing' => {
  const type = isCorrection(fact) ? fact.fact.type : fact.type;
  const asks = (journey[stage] as Answers)[type] ?? 'nothing';
  if (asks === 'nothing') return 'nothing';
  return isCorrection(fact) ? asks.corrected : asks.told;
};

/** Whether a fact may ask anything of the next stage: where not, nothing needs to be gathered for it. */
export const mayAsk = (told: Pick<ToldFact, 'stage' | 'fact'>): boolean => asked(told) !== 'nothing';

/** Facts, and corrections of them, that a handover's id may derive from. */
const openers: ReadonlySet<string> = new Set<StageFact['type']>([
  'ArrestTestResultRecorded',
  'LaboratoryResultRecorded',
  'LiaisonReferralOpened',
  'OnwardReferralMade',
  'RequirementImposed',
  'RequirementAmended',
  'CommunityReferralMade',
  'ReconnectReferralMade',
]);

/** Whether a handover's id may derive from an event of this type. */
export const mayOpen = (type: string): boolean => openers.has(uncorrected(type));

/** The handover that a start of treatment, or its correction, names. */
export function namedBy(told: Pick<ToldFact, 'fact'>): string | undefined {
  const fact = isCorrection(told.fact) ? told.fact.fact : told.fact;
  return 'handover' in fact && typeof fact.handover === 'string' ? fact.handover : undefined;
}

/**
 * What a fact at one stage asks of the next, in the order in which it is to be done. Asked again, after a crash or a
 * replay, it asks for the same steps in the same places, or for fewer from the end: each is decided once by its stream.
 */
export function next(told: ToldFact, context: Context): readonly Step[] {
  const rule = asked(told);
  return rule === 'nothing' ? [] : rule(sceneOf(told, context));
}
