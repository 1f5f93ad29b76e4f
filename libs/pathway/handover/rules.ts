import { civilDate } from '#pathway/calendar';
import type { CivilDate, Decision, Instant, Refusal } from '#pathway/decider';
import { refuse } from '#pathway/decider';
import type { Given } from '#pathway/given';
import type { GivenHandover, HandoverCommand, HandoverFact, HandoverRefusal, Level } from '#pathway/handover';
import { fallsAt, isRaised, isStillOwed } from '#pathway/handover/deadlines';
import { awaitsAnswer, type HandoverState, isOpen, type Requested } from '#pathway/handover/state';
import {
  isOfKind,
  ofKind,
  organisation,
  type OrganisationKind,
  partnershipOf,
  type Purpose,
  type Reference,
} from '#pathway/reference';

type Code = HandoverRefusal;
type Do = HandoverCommand['do'];
type Step<D extends Do> = Extract<HandoverCommand, { do: D }>;
type Decided = Decision<HandoverFact, Code>;

// Who may

type Party = 'receiver' | 'sender' | 'policy';

const parties: { readonly [D in Do]: readonly Party[] } = {
  'request handover': ['policy'],
  'confirm delivery': ['receiver'],
  acknowledge: ['receiver'],
  'request information': ['receiver'],
  'provide information': ['sender'],
  accept: ['receiver', 'policy'],
  decline: ['receiver'],
  'offer appointment': ['receiver'],
  'record appointment': ['receiver'],
  'take up': ['policy'],
  withdraw: ['sender', 'policy'],
  reassign: ['sender', 'policy'],
  escalate: ['policy'],
};

const wrongParty: Readonly<Record<Party, Code>> = {
  receiver: 'NOT_THE_RECEIVER',
  sender: 'NOT_THE_SENDER',
  policy: 'NOT_BY_HAND',
};

function mayNot(step: Do, state: HandoverState, { by, occurredAt }: Given): Refusal<Code> | undefined {
  const allowed = parties[step];
  if (by.kind === 'policy' && allowed.includes('policy')) return undefined;
  const [first = 'policy'] = allowed;
  if (first === 'policy') return refuse('NOT_BY_HAND');
  if (state.status === 'not requested') return refuse('NO_HANDOVER');
  if (by.organisation !== state[first]) return refuse(wrongParty[first]);
  return civilDate(occurredAt) < civilDate(state.requestedAt) ? refuse('BEFORE_REQUEST', 'occurredAt') : undefined;
}

// Decide

/** The kind of service that each purpose hands people to. */
export const receives: Readonly<Record<Purpose, OrganisationKind>> = {
  notification: 'liaison-diversion',
  'onward-referral': 'treatment-provider',
  requirement: 'treatment-provider',
  release: 'treatment-provider',
  reconnect: 'reconnect',
};

const isPolicy = ({ by }: Given) => by.kind === 'policy';

/** Whoever chooses a service chooses one that is open; where the journey asks, the step that it follows has chosen. */
function cannotReceive(given: Given, purpose: Purpose, code: string, field: string): Refusal<Code> | undefined {
  const { reference, occurredAt } = given;
  const found = organisation(reference, code);
  if (!found) return refuse('UNKNOWN_RECEIVER', field);
  if (found.kind !== receives[purpose]) return refuse('CANNOT_RECEIVE', field);
  if (isPolicy(given) || isOfKind(reference, code, found.kind, civilDate(occurredAt))) return undefined;
  return refuse('RECEIVER_NOT_OPEN', field);
}

/** What a policy records follows from a step that may have happened, as it was told, before the request. */
const notBefore = ({ requestedAt }: Requested, occurredAt: Instant) =>
  occurredAt < requestedAt ? requestedAt : occurredAt;

/** It is still to be decided whether the receiver takes over. */
const undecided = (state: Requested): Refusal<Code> | undefined => {
  if (!isOpen(state)) return refuse('NOT_OPEN');
  return state.acceptedAt === undefined ? undefined : refuse('ALREADY_ACCEPTED');
};

const underway = (state: Requested): Refusal<Code> | undefined => {
  if (!isOpen(state)) return refuse('NOT_OPEN');
  return state.acceptedAt === undefined ? refuse('NOT_ACCEPTED') : undefined;
};

const wordless = (words: string, field: string): Refusal<Code> | undefined =>
  words.trim() === '' ? refuse('WORDS_NEEDED', field) : undefined;

/** A declined handover is back with its sender, who may ask elsewhere or let it go. */
const withSender = (state: Requested) => isOpen(state) || state.status === 'declined';

function toldOf(
  level: Level,
  { receiver, sender, area }: Requested,
  { reference, on }: { reference: Reference; on: CivilDate },
): string | null {
  if (level === 1) return receiver;
  if (level === 2) return sender;
  const partnership = partnershipOf(reference, area, on)?.code;
  const lead = ofKind(reference, 'partnership-lead', on).find((candidate) => candidate.partnership === partnership);
  return partnership === undefined ? null : (lead?.code ?? null);
}

type Rule<D extends Do> = (step: Step<D>, state: Requested, given: GivenHandover) => Decided;

const rules: { readonly [D in Exclude<Do, 'request handover'>]: Rule<D> } = {
  'confirm delivery': ({ by }, { status }, { occurredAt }) =>
    status === 'requested' ? [{ type: 'HandoverDelivered', occurredAt, confirmedBy: by }] : [],
  acknowledge: (_, state, { occurredAt }) => {
    if (state.acknowledgedAt !== undefined) return [];
    return isOpen(state) ? [{ type: 'HandoverAcknowledged', occurredAt }] : refuse('NOT_OPEN');
  },
  'request information': ({ question }, state, { occurredAt }) => {
    const no = undecided(state) ?? wordless(question, 'question');
    if (no) return no;
    if (awaitsAnswer(state)) return refuse('ANSWER_AWAITED');
    return [{ type: 'HandoverInformationRequested', occurredAt, question }];
  },
  'provide information': ({ answer }, state, { occurredAt }) => {
    if (!isOpen(state)) return refuse('NOT_OPEN');
    if (!awaitsAnswer(state)) return refuse('NOTHING_ASKED');
    return wordless(answer, 'answer') ?? [{ type: 'HandoverInformationProvided', occurredAt, answer }];
  },
  accept: (_, state, given) => {
    if (state.acceptedAt !== undefined && state.status !== 'withdrawn') return [];
    if (!isOpen(state)) return isPolicy(given) ? [] : refuse('NOT_OPEN');
    const occurredAt = isPolicy(given) ? notBefore(state, given.occurredAt) : given.occurredAt;
    return [{ type: 'HandoverAccepted', occurredAt }];
  },
  decline: ({ reason }, state, { occurredAt }) =>
    undecided(state) ?? wordless(reason, 'reason') ?? [{ type: 'HandoverDeclined', occurredAt, reason }],
  'offer appointment': ({ when, mode }, state, { occurredAt }) => {
    const no = underway(state);
    if (no) return no;
    if (when < occurredAt) return refuse('APPOINTMENT_IN_PAST', 'when');
    const offered = state.offers.some((offer) => offer.when === when && offer.mode === mode);
    return offered ? [] : [{ type: 'HandoverAppointmentOffered', occurredAt, when, mode }];
  },
  'record appointment': ({ attended }, state, { occurredAt }) => {
    const no = underway(state);
    if (no) return no;
    const recorded = state.appointments.some((past) => past.at === occurredAt && past.attended === attended);
    if (recorded) return [];
    return [{ type: attended ? 'HandoverAppointmentAttended' : 'HandoverAppointmentMissed', occurredAt }];
  },
  'take up': ({ treatment, structured }, state, given) => {
    if (!isOpen(state)) return [];
    const occurredAt = notBefore(state, given.occurredAt);
    const started = { type: 'HandoverTreatmentStarted', occurredAt, treatment, structured } as const;
    return state.acceptedAt === undefined ? [{ type: 'HandoverAccepted', occurredAt }, started] : [started];
  },
  withdraw: ({ reason }, state, given) => {
    const settled = !isOpen(state) || state.acceptedAt !== undefined;
    if (isPolicy(given) && settled) return [];
    if (!withSender(state)) return refuse('NOT_OPEN');
    return wordless(reason, 'reason') ?? [{ type: 'HandoverWithdrawn', occurredAt: given.occurredAt, reason }];
  },
  reassign: ({ to, reason }, state, given) => {
    if (isPolicy(given) && (!withSender(state) || to === state.receiver)) return [];
    if (!withSender(state)) return refuse('NOT_OPEN');
    if (to === state.receiver) return refuse('SAME_RECEIVER', 'to');
    const no = cannotReceive(given, state.purpose, to, 'to') ?? wordless(reason, 'reason');
    return no ?? [{ type: 'HandoverReassigned', occurredAt: given.occurredAt, to, reason }];
  },
  escalate: ({ deadline, due, level }, state, given) => {
    if (isRaised(state, { deadline, due, level }) || !isStillOwed(state, given, { deadline, due })) return [];
    const occurredAt = fallsAt(due, level, given.reference);
    if (given.now < occurredAt) return refuse('NOT_YET_DUE');
    const told = toldOf(level, state, { reference: given.reference, on: civilDate(occurredAt) });
    return [{ type: 'HandoverEscalated', occurredAt, receiver: state.receiver, deadline, due, level, told }];
  },
};

function request(step: Step<'request handover'>, state: HandoverState, given: GivenHandover): Decided {
  if (state.status !== 'not requested') return [];
  const { do: _do, ...fields } = step;
  const no = cannotReceive(given, step.purpose, step.receiver, 'receiver');
  return no ?? [{ type: 'HandoverRequested', occurredAt: given.occurredAt, ...fields }];
}

/** What a command comes to: for a policy, a step that is out of place by now is nothing, not a refusal. */
export function decide(command: HandoverCommand, state: HandoverState, given: GivenHandover): Decided {
  const no = mayNot(command.do, state, given);
  if (no) return no;
  if (command.do === 'request handover') return request(command, state, given);
  if (state.status === 'not requested') return refuse('NO_HANDOVER');
  return (rules[command.do] as Rule<Do>)(command, state, given);
}
