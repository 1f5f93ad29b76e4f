import type { CivilDate, Decider, Fact, Instant } from '#pathway/decider';
import type { Given } from '#pathway/given';
import type { Clocks } from '#pathway/handover/deadlines';
import { restate } from '#pathway/handover/restate';
import { decide } from '#pathway/handover/rules';
import { evolve, type HandoverState, initial } from '#pathway/handover/state';
import type { Purpose, Reference } from '#pathway/reference';

export { type HandoverState, type HandoverStatus, isOpen, responsible, status } from '#pathway/handover/state';

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

// Refusals

const refusals = {
  NO_HANDOVER: 'There is no such handover.',
  NOT_THE_RECEIVER: 'Only the service that this person was handed to can do that.',
  NOT_THE_SENDER: 'Only the service that handed this person over can do that.',
  NOT_BY_HAND: 'Throughcare records this by itself when the referral or the treatment is recorded.',
  BEFORE_REQUEST: 'That is before the handover was requested. Check the date.',
  NOT_OPEN: 'This handover has ended: it was declined or withdrawn, or treatment has started.',
  ALREADY_ACCEPTED: 'This handover is accepted already. Ask the sender to withdraw or reassign it.',
  NOT_ACCEPTED: 'Accept the handover before you offer or record an appointment.',
  ANSWER_AWAITED: 'You have asked something that the sender has not answered yet.',
  NOTHING_ASKED: 'There is no question to answer.',
  WORDS_NEEDED: 'Say it in words: this cannot be left empty.',
  APPOINTMENT_IN_PAST: 'The appointment is earlier than its offer. Check the date and time.',
  UNKNOWN_RECEIVER: 'There is no service with that code in the directory.',
  CANNOT_RECEIVE: 'That service does not take this kind of handover. Choose one that does.',
  RECEIVER_NOT_OPEN: 'That service was not open on that day. Choose one that was.',
  SAME_RECEIVER: 'The handover is with that service already. Choose another, or leave it.',
  NOT_YET_DUE: 'This level has not fallen due yet.',
} as const;
export type HandoverRefusal = keyof typeof refusals;

/** A decision on a handover is also given what its deadlines depend on. */
export interface GivenHandover extends Given, Clocks {}

export const handover: Decider<
  'handover',
  HandoverCommand,
  HandoverFact,
  HandoverState,
  GivenHandover,
  HandoverRefusal
> = {
  stage: 'handover',
  initial,
  evolve,
  decide,
  restate,
  refusals,
  personal: ['question', 'answer', 'reason'],
};

/** The sender, and the receiver until it declines or the handover is withdrawn from it. */
export function runBy(state: HandoverState, _reference: Reference): readonly string[] {
  if (state.status === 'not requested') return [];
  const left = state.status === 'declined' || state.status === 'withdrawn';
  return left ? [state.sender] : [state.sender, state.receiver];
}
