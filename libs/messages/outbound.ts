import { type CloudEvent, SOURCE } from '#messages/cloud-event';
import { contractOf, type MessageData, type MessageType } from '#messages/contracts';
import { isCorrection, uncorrected } from '#pathway/corrections';
import type { HandoverFact } from '#pathway/handover';
import type { Requested } from '#pathway/handover/state';
import type { FactsOf, PathwayFact, StageFact, StageName } from '#pathway/stages';
import type { Told } from '#pathway/told';

/** What a fact tells whom: organisations by their codes. */
interface Telling {
  readonly type: MessageType;
  readonly to: readonly string[];
  readonly data: object;
}

/** A message, and the organisations it goes to. */
export interface Outgoing {
  readonly message: CloudEvent;
  readonly to: readonly string[];
  readonly personId: string;
}

/** A handover as it stood with the fact. */
export interface OneHandover extends Requested {
  readonly id: string;
}

/** An episode as its facts are told: whose handovers it opened, and have not left them. */
export interface Handed {
  readonly episode: string;
  readonly handed: readonly string[];
}

type Tells<F, Around> = 'private' | ((fact: F, around: Around) => Telling | undefined);
type Around<Stage extends StageName> = Stage extends 'handover' ? OneHandover : Handed;

/** Each fact is told, or said to be private: a new one does not compile without an answer. */
type Outbound = {
  readonly [Stage in StageName]: {
    readonly [F in FactsOf[Stage] as F['type']]: Tells<F, Around<Stage>>;
  };
};

const telling = <Type extends MessageType>(type: Type, to: readonly string[], data: MessageData<Type>): Telling => ({
  type,
  to,
  data,
});

/** Its sender, its current receiver, and who is kept informed of its standing. */
const parties = ({ sender, receiver, copiedTo }: OneHandover): readonly string[] => [sender, receiver, ...copiedTo];

const ofHandover = ({ id, purpose, sender, receiver }: OneHandover) => ({
  handover: id,
  purpose,
  sender,
  receiver,
});

type Plain = `throughcare.handover.${
  | 'delivered'
  | 'acknowledged'
  | 'information-requested'
  | 'information-provided'
  | 'accepted'
  | 'declined'
  | 'appointment-attended'
  | 'appointment-missed'
  | 'withdrawn'}.v1`;

/** That it happened; its words are asked for over the API. */
const plain = (type: Plain) => (_fact: HandoverFact, handover: OneHandover) =>
  telling(type, parties(handover), ofHandover(handover));

type OfEpisode = `throughcare.${
  | 'arrest-test.result-corrected'
  | 'arrest-test.laboratory-result'
  | 'requirement.amended'
  | 'requirement.revoked'
  | 'requirement.completed'
  | 'release.medication-arranged'}.v1`;

const changed =
  (type: OfEpisode) =>
  (_fact: StageFact, { episode, handed }: Handed) =>
    telling(type, handed, { episode });

const outbound: Outbound = {
  person: {
    PersonRegistered: 'private',
    PersonRecognised: 'private',
    IdentifiersAdded: 'private',
    PersonDetailsChanged: 'private',
    ResidenceChanged: 'private',
    PersonRestricted: 'private',
    PersonUnrestricted: 'private',
    AccessGranted: 'private',
    AccessWithdrawn: 'private',
    PersonMerged: 'private',
    PersonUnmerged: 'private',
    PersonErased: 'private',
  },
  // A positive result is told by the handover that it opens: only its correction finds somebody who was handed the test.
  'arrest-test': {
    ArrestTestRequested: 'private',
    SampleTaken: 'private',
    SampleRefused: 'private',
    SampleNotTaken: 'private',
    ArrestTestResultRecorded: changed('throughcare.arrest-test.result-corrected.v1'),
    ResultDisputed: 'private',
    LaboratoryResultRecorded: changed('throughcare.arrest-test.laboratory-result.v1'),
    RequiredAssessmentImposed: ({ initial }, { episode, handed }) =>
      telling('throughcare.arrest-test.assessment-imposed.v1', handed, { episode, initial }),
    AssessmentAttended: 'private',
    AssessmentMissed: 'private',
  },
  'liaison-referral': {
    LiaisonReferralOpened: 'private',
    Screened: 'private',
    ConsentRecorded: 'private',
    Assessed: 'private',
    OnwardReferralMade: 'private',
    LiaisonReferralClosed: 'private',
  },
  'treatment-requirement': {
    SuitabilityAssessed: 'private',
    WillingnessExpressed: 'private',
    WillingnessRefused: 'private',
    RequirementImposed: 'private',
    ReviewScheduled: ({ date }, { episode, handed }) =>
      telling('throughcare.requirement.review-scheduled.v1', handed, { episode, date }),
    ReviewHeld: 'private',
    RequirementTestRecorded: 'private',
    NonComplianceRecorded: 'private',
    WarningGiven: 'private',
    BreachStarted: 'private',
    SanctionImposed: 'private',
    RequirementAmended: changed('throughcare.requirement.amended.v1'),
    RequirementRevoked: changed('throughcare.requirement.revoked.v1'),
    RequirementCompleted: changed('throughcare.requirement.completed.v1'),
  },
  'prison-release': {
    ReleasePlanned: 'private',
    ReleaseDateChanged: ({ expected }, { episode, handed }) =>
      telling('throughcare.release.date-changed.v1', handed, { episode, expected }),
    CommunityReferralMade: 'private',
    PreReleaseMeetingHeld: 'private',
    ReconnectReferralMade: 'private',
    MedicationContinuityArranged: changed('throughcare.release.medication-arranged.v1'),
    NaloxoneSupplied: 'private',
    NaloxoneDeclined: 'private',
    PrisonTestRecorded: 'private',
    Released: ({ date, reason }, { episode, handed }) =>
      telling('throughcare.release.released.v1', handed, { episode, date, reason }),
    Recalled: ({ date }, { episode, handed }) => telling('throughcare.release.recalled.v1', handed, { episode, date }),
  },
  treatment: {
    TreatmentStarted: 'private',
    ContactRecorded: 'private',
    ProgressReviewed: 'private',
    TreatmentEnded: 'private',
  },
  handover: {
    HandoverRequested: ({ openedBy: { stage, instance } }, handover) =>
      telling('throughcare.handover.requested.v1', parties(handover), {
        ...ofHandover(handover),
        openedBy: { stage: stage, episode: instance },
      }),
    HandoverDelivered: plain('throughcare.handover.delivered.v1'),
    HandoverAcknowledged: plain('throughcare.handover.acknowledged.v1'),
    HandoverInformationRequested: plain('throughcare.handover.information-requested.v1'),
    HandoverInformationProvided: plain('throughcare.handover.information-provided.v1'),
    HandoverAccepted: plain('throughcare.handover.accepted.v1'),
    HandoverDeclined: plain('throughcare.handover.declined.v1'),
    HandoverAppointmentOffered: ({ when, mode }, handover) =>
      telling('throughcare.handover.appointment-offered.v1', parties(handover), {
        ...ofHandover(handover),
        when,
        mode,
      }),
    HandoverAppointmentAttended: plain('throughcare.handover.appointment-attended.v1'),
    HandoverAppointmentMissed: plain('throughcare.handover.appointment-missed.v1'),
    HandoverTreatmentStarted: ({ structured }, handover) =>
      telling('throughcare.handover.treatment-started.v1', parties(handover), { ...ofHandover(handover), structured }),
    HandoverWithdrawn: plain('throughcare.handover.withdrawn.v1'),
    HandoverReassigned: (_fact, handover) => {
      const { purpose, sender, requests } = handover;
      const left = requests.at(-2)?.receiver ?? [];
      return telling('throughcare.handover.reassigned.v1', [...parties(handover), left].flat(), {
        handover: handover.id,
        purpose,
        sender,
      });
    },
    HandoverEscalated: ({ deadline, due, level, told, receiver }, { id, purpose, sender }) => {
      if (told === null) return undefined;
      const late = { purpose, deadline, due };
      return level === 3
        ? telling('throughcare.partnership.handover-late.v1', [told], { ...late, sender, receiver })
        : telling('throughcare.handover.escalated.v1', [told], { handover: id, ...late, level });
    },
  },
};

const answerTo = (stage: StageName, type: string) =>
  (outbound[stage] as Readonly<Record<string, Tells<StageFact, unknown> | undefined>>)[uncorrected(type)];

/** Whether facts of this type are told to nobody. A correction is told as what it corrects. */
export const isPrivate = (stage: StageName, type: string): boolean => answerTo(stage, type) === 'private';

/** What is known of a fact's surroundings at its place in the log. */
export type Surroundings = OneHandover | Handed;

/** The message that a fact is told by; undefined where it is private, or concerns nobody. */
export function outgoing(told: Told, around: Surroundings, command: string | undefined): Outgoing | undefined {
  const tells = answerTo(told.stage, told.fact.type);
  if (typeof tells !== 'function') return undefined;
  const stands = standsFor(told.fact);
  const saying = tells(stands, around);
  if (!saying || saying.to.length === 0) return undefined;
  return { personId: told.personId, to: [...new Set(saying.to)], message: message(told, saying, command) };
}

const standsFor = (fact: PathwayFact): StageFact => (isCorrection(fact) ? fact.fact : fact);

function message({ fact, id, personId, recordedAt }: Told, { type, data }: Telling, command?: string): CloudEvent {
  return {
    specversion: '1.0',
    id,
    source: SOURCE,
    type,
    time: standsFor(fact).occurredAt,
    datacontenttype: 'application/json',
    subject: contractOf(type).subject ? personId : undefined,
    traceparent: command === undefined ? undefined : traceOf(command, id),
    recordedtime: recordedAt,
    corrects: isCorrection(fact) ? fact.corrects : undefined,
    data,
  };
}

const hex = (uuid: string) => uuid.replaceAll('-', '');

/** One trace for all that a command caused, one span for each event of it: the same whenever it is told. */
const traceOf = (command: string, event: string) => `00-${hex(command)}-${hex(event.slice(0, 18))}-00`;
