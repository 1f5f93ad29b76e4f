import type { CivilDate, Fact, Instant } from '#pathway/decider';
import type { Purpose } from '#pathway/reference';

export const deadlines = ['acknowledge', 'decide', 'appointment', 'start'] as const;
export type Deadline = (typeof deadlines)[number];
export const levels = [1, 2, 3] as const;
export type Level = (typeof levels)[number];
export const appointmentModes = ['in-person', 'video', 'telephone'] as const;
export type AppointmentMode = (typeof appointmentModes)[number];

// Facts

/** One service asked another to take over, for a purpose. */
export type HandoverRequested = Fact<
  'HandoverRequested',
  {
    personId: string;
    purpose: Purpose;
    sender: string;
    receiver: string;
    /** The step that opened it: its stage, instance and event. */
    openedBy: { stage: string; instance: string; event: string };
    /** The local authority whose deadlines and partnership apply: where the person lives. */
    area: string;
    /** The sentence date, for a requirement. */
    sentenced?: CivilDate;
    /** A supervising probation unit that is kept informed. */
    copiedTo?: readonly string[];
  }
>;
/** The receiver's system confirmed receipt, or one of its users opened the handover. */
export type HandoverDelivered = Fact<'HandoverDelivered', { confirmedBy: 'system' | 'user' }>;
/** The receiver said that it has seen the handover. */
export type HandoverAcknowledged = Fact<'HandoverAcknowledged'>;
/** The receiver asked the sender something. */
export type HandoverInformationRequested = Fact<'HandoverInformationRequested', { question: string }>;
/** The sender answered. */
export type HandoverInformationProvided = Fact<'HandoverInformationProvided', { answer: string }>;
/** The receiver took over responsibility. */
export type HandoverAccepted = Fact<'HandoverAccepted'>;
/** The receiver declined. */
export type HandoverDeclined = Fact<'HandoverDeclined', { reason: string }>;
/** The receiver offered an appointment. */
export type HandoverAppointmentOffered = Fact<'HandoverAppointmentOffered', { when: Instant; mode: AppointmentMode }>;
/** The person attended an appointment. */
export type HandoverAppointmentAttended = Fact<'HandoverAppointmentAttended'>;
/** The person missed an appointment. */
export type HandoverAppointmentMissed = Fact<'HandoverAppointmentMissed'>;
/** The receiver started treatment that names this handover. */
export type HandoverTreatmentStarted = Fact<'HandoverTreatmentStarted', { treatment: string; structured: boolean }>;
/** The sender, or a policy, withdrew the handover. */
export type HandoverWithdrawn = Fact<'HandoverWithdrawn', { reason: string }>;
/** The sender asked another service instead. */
export type HandoverReassigned = Fact<'HandoverReassigned', { to: string; reason: string }>;
/** A deadline passed and what was owed was not done: the ladder climbed a level. `occurredAt` is when it fell due. */
export type HandoverEscalated = Fact<
  'HandoverEscalated',
  {
    receiver: string;
    deadline: Deadline;
    /** The deadline that was missed. */
    due: Instant;
    level: Level;
    /** Who is told: the receiver's lead, the sender, or the partnership's responsible owner; null where nobody is named. */
    told: string | null;
  }
>;

export type HandoverFact =
  | HandoverRequested
  | HandoverDelivered
  | HandoverAcknowledged
  | HandoverInformationRequested
  | HandoverInformationProvided
  | HandoverAccepted
  | HandoverDeclined
  | HandoverAppointmentOffered
  | HandoverAppointmentAttended
  | HandoverAppointmentMissed
  | HandoverTreatmentStarted
  | HandoverWithdrawn
  | HandoverReassigned
  | HandoverEscalated;

// Commands

export type HandoverCommand =
  | {
      /** The journey's. */
      do: 'request handover';
      personId: string;
      purpose: Purpose;
      sender: string;
      receiver: string;
      openedBy: { stage: string; instance: string; event: string };
      area: string;
      sentenced?: CivilDate;
      copiedTo?: readonly string[];
    }
  | { do: 'confirm delivery'; by: 'system' | 'user' }
  | { do: 'acknowledge' }
  | { do: 'request information'; question: string }
  | { do: 'provide information'; answer: string }
  | { do: 'accept' }
  | { do: 'decline'; reason: string }
  | { do: 'offer appointment'; when: Instant; mode: AppointmentMode }
  | { do: 'record appointment'; attended: boolean }
  | {
      /** The journey's: treatment that names this handover started. */
      do: 'take up';
      treatment: string;
      structured: boolean;
    }
  | { do: 'withdraw'; reason: string }
  | { do: 'reassign'; to: string; reason: string }
  | {
      /** The worker's, when a level falls due. */
      do: 'escalate';
      deadline: Deadline;
      due: Instant;
      level: Level;
    };
