import type { CivilDate, Instant } from '#pathway/decider';
import type { Deadline, HandoverFact, Level } from '#pathway/handover';
import type { Purpose } from '#pathway/reference';

export type HandoverStatus =
  | 'not requested'
  | 'requested'
  | 'delivered'
  | 'acknowledged'
  | 'information requested'
  | 'information provided'
  | 'accepted'
  | 'declined'
  | 'appointment offered'
  | 'attended'
  | 'missed'
  | 'treatment started'
  | 'withdrawn';

export interface Question {
  readonly question: string;
  readonly askedAt: Instant;
  readonly answeredAt?: Instant;
}

/** What one service was asked, and what came of it. */
export interface Request {
  readonly receiver: string;
  readonly requestedAt: Instant;
  readonly deliveredAt?: Instant;
  /** Said, or understood from asking, accepting, declining or starting treatment. */
  readonly acknowledgedAt?: Instant;
  readonly questions: readonly Question[];
  readonly acceptedAt?: Instant;
  readonly declinedAt?: Instant;
  readonly offers: readonly { readonly when: Instant; readonly mode: string; readonly offeredAt: Instant }[];
  readonly appointments: readonly { readonly at: Instant; readonly attended: boolean }[];
  readonly treatment?: { readonly id: string; readonly structured: boolean; readonly startedAt: Instant };
  /** Withdrawn from it, or given to another service. */
  readonly endedAt?: Instant;
}

export interface Escalation {
  readonly receiver: string;
  readonly deadline: Deadline;
  readonly due: Instant;
  readonly level: Level;
}

export interface NotRequested {
  readonly status: 'not requested';
}

/** The handover as it stands; the fields of `Request` are those of the current receiver. */
export interface Requested extends Request {
  readonly status: Exclude<HandoverStatus, 'not requested'>;
  readonly personId: string;
  readonly purpose: Purpose;
  readonly sender: string;
  readonly openedBy: { readonly stage: string; readonly instance: string; readonly event: string };
  readonly area: string;
  readonly sentenced?: CivilDate;
  readonly copiedTo: readonly string[];
  readonly firstRequestedAt: Instant;
  /** What every receiver was asked, in order; the last is the current one. */
  readonly requests: readonly Request[];
  readonly escalations: readonly Escalation[];
}

export type HandoverState = NotRequested | Requested;

export const initial: HandoverState = { status: 'not requested' };

const ended: ReadonlySet<HandoverStatus> = new Set(['not requested', 'declined', 'withdrawn', 'treatment started']);

/** Somebody still owes something, or may: it is not declined, withdrawn or taken up in treatment. */
export const isOpen = (state: HandoverState): boolean => !ended.has(state.status);

/** A treatment may name it: it is open, or was taken up by this very treatment. */
export const mayBeNamed = (state: HandoverState, treatment: string): boolean =>
  isOpen(state) || (state.status !== 'not requested' && state.treatment?.id === treatment);

export const status = (state: HandoverState): HandoverStatus => state.status;

/** The service responsible for the person: the sender until the receiver accepts; undefined before there is a handover. */
export function responsible(state: HandoverState): string | undefined {
  if (state.status === 'not requested') return undefined;
  const tookOver = state.acceptedAt !== undefined && state.status !== 'withdrawn';
  return tookOver ? state.receiver : state.sender;
}

/** An answer is awaited: the decision does not fall due meanwhile. */
export const awaitsAnswer = (state: HandoverState): boolean => state.status === 'information requested';

const asked = (receiver: string, requestedAt: Instant): Request => ({
  receiver,
  requestedAt,
  deliveredAt: undefined,
  acknowledgedAt: undefined,
  questions: [],
  acceptedAt: undefined,
  declinedAt: undefined,
  offers: [],
  appointments: [],
  treatment: undefined,
  endedAt: undefined,
});

function changed(state: Requested, change: Partial<Request>, to = state.status): Requested {
  const current = state.requests.at(-1) ?? asked(state.receiver, state.requestedAt);
  return { ...state, ...change, status: to, requests: [...state.requests.slice(0, -1), { ...current, ...change }] };
}

const acknowledged = (state: Requested, at: Instant) => ({ acknowledgedAt: state.acknowledgedAt ?? at });

const answered = (questions: readonly Question[], answeredAt: Instant): readonly Question[] =>
  questions.map((question, index) => (index === questions.length - 1 ? { ...question, answeredAt } : question));

type Steps = {
  readonly [F in HandoverFact as Exclude<F['type'], 'HandoverRequested'>]: (state: Requested, fact: F) => Requested;
};

const steps: Steps = {
  HandoverDelivered: (state, { occurredAt }) => changed(state, { deliveredAt: occurredAt }, 'delivered'),
  HandoverAcknowledged: (state, { occurredAt }) => changed(state, acknowledged(state, occurredAt), 'acknowledged'),
  HandoverInformationRequested: (state, { question, occurredAt }) =>
    changed(
      state,
      { ...acknowledged(state, occurredAt), questions: [...state.questions, { question, askedAt: occurredAt }] },
      'information requested',
    ),
  HandoverInformationProvided: (state, { occurredAt }) =>
    changed(state, { questions: answered(state.questions, occurredAt) }, 'information provided'),
  HandoverAccepted: (state, { occurredAt }) =>
    changed(state, { ...acknowledged(state, occurredAt), acceptedAt: occurredAt }, 'accepted'),
  HandoverDeclined: (state, { occurredAt }) =>
    changed(state, { ...acknowledged(state, occurredAt), declinedAt: occurredAt }, 'declined'),
  HandoverAppointmentOffered: (state, { when, mode, occurredAt }) =>
    changed(state, { offers: [...state.offers, { when, mode, offeredAt: occurredAt }] }, 'appointment offered'),
  HandoverAppointmentAttended: (state, { occurredAt }) =>
    changed(state, { appointments: [...state.appointments, { at: occurredAt, attended: true }] }, 'attended'),
  HandoverAppointmentMissed: (state, { occurredAt }) =>
    changed(state, { appointments: [...state.appointments, { at: occurredAt, attended: false }] }, 'missed'),
  HandoverTreatmentStarted: (state, { treatment, structured, occurredAt }) =>
    changed(state, { treatment: { id: treatment, structured, startedAt: occurredAt } }, 'treatment started'),
  HandoverWithdrawn: (state, { occurredAt }) => changed(state, { endedAt: occurredAt }, 'withdrawn'),
  HandoverReassigned: (state, { to, occurredAt }) => {
    const { requests } = changed(state, { endedAt: occurredAt });
    const request = asked(to, occurredAt);
    return { ...state, ...request, status: 'requested', requests: [...requests, request] };
  },
  HandoverEscalated: (state, { receiver, deadline, due, level }) => ({
    ...state,
    escalations: [...state.escalations, { receiver, deadline, due, level }],
  }),
};

export function evolve(state: HandoverState, fact: HandoverFact): HandoverState {
  if (fact.type === 'HandoverRequested') {
    const { type: _type, occurredAt, receiver, copiedTo = [], ...rest } = fact;
    const request = asked(receiver, occurredAt);
    return {
      ...rest,
      ...request,
      status: 'requested',
      copiedTo,
      firstRequestedAt: occurredAt,
      requests: [request],
      escalations: [],
    };
  }
  return state.status === 'not requested'
    ? state
    : (steps[fact.type] as (s: Requested, f: unknown) => Requested)(state, fact);
}
