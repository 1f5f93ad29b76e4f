import { asking, type FormContext, type Known, type Option, type Question } from '#casework/forms/question';
import { justNow } from '#casework/forms/prefilled';
import {
  Decline,
  OfferAppointment,
  ProvideInformation,
  Reassign,
  RecordAppointment,
  RequestInformation,
  Withdraw,
} from '#casework/handover/handover.requests';
import { type HandoverCommand, type HandoverState, isOpen } from '#pathway/handover';
import { receives } from '#pathway/handover/rules';
import { ofKind } from '#pathway/reference';
import { civilDate } from '#pathway/calendar';
import { awaitsAnswer, type Requested } from '#pathway/handover/state';

/** Something that the receiver or the sender of a handover may do with it. */
export interface Act {
  readonly do: HandoverCommand['do'];
  /** The last part of its address. */
  readonly path: string;
  readonly by: 'receiver' | 'sender';
  /** What its button or link says. */
  readonly text: string;
  /** Whether it makes sense as the handover stands; whether it is allowed is decided when it is done. */
  readonly offered: (state: Requested) => boolean;
  /** None: one click does it. */
  readonly questions: readonly Question[];
  /** What to know before. */
  readonly intro?: string;
  /** Of one that one click does: what it comes to. */
  readonly means?: string;
  /** Said once it is done. */
  readonly did: string;
  /** The handover is not theirs to see any more. */
  readonly leaves?: true;
  /** The sender's: once the receiver has accepted, for where it cannot go on. */
  readonly takesBack?: true;
}

const undecided = (state: Requested) => isOpen(state) && state.acceptedAt === undefined;
const underway = (state: Requested) => isOpen(state) && state.acceptedAt !== undefined;
export const withSender = (state: Requested) => isOpen(state) || state.status === 'declined';

const stateIn = ({ episode }: FormContext) => episode?.state as HandoverState | undefined;

/** The appointment that was offered, once its time has come. */
function offered(context: FormContext): Known {
  const state = stateIn(context);
  const past = state && 'offers' in state ? state.offers.filter(({ when }) => when <= context.now) : [];
  const last = past.at(-1);
  return last ? { value: last.when, from: 'the appointment that was offered' } : justNow(context);
}

/** Every other service that takes handovers for this purpose; those that serve the person's area first. */
function instead(context: FormContext): readonly Option[] {
  const state = stateIn(context);
  if (!state || state.status === 'not requested') return [];
  const { purpose, receiver, area } = state;
  const serves = ({ authorities }: { authorities: readonly string[] }) => Number(authorities.includes(area));
  return ofKind(context.reference, receives[purpose], civilDate(context.now))
    .filter(({ code }) => code !== receiver)
    .toSorted((one, other) => serves(other) - serves(one) || one.name.localeCompare(other.name, 'en-GB'))
    .map(({ code, name }) => ({ value: code, text: name }));
}

const declining = asking('decline', Decline);
const requesting = asking('request information', RequestInformation);
const providing = asking('provide information', ProvideInformation);
const offering = asking('offer appointment', OfferAppointment);
const recording = asking('record appointment', RecordAppointment);
const withdrawing = asking('withdraw', Withdraw);
const reassigning = asking('reassign', Reassign);

/** In the order in which they are offered. */
export const acts: readonly Act[] = [
  {
    do: 'acknowledge',
    path: 'acknowledge',
    by: 'receiver',
    text: 'Acknowledge',
    offered: (state) => isOpen(state) && state.acknowledgedAt === undefined,
    questions: [],
    means: 'If you acknowledge it, the service that sent it knows that you have seen it.',
    did: 'Acknowledged. The service that sent it knows that you have seen it.',
  },
  {
    do: 'accept',
    path: 'accept',
    by: 'receiver',
    text: 'Accept',
    offered: undecided,
    questions: [],
    means: 'If you accept it, your service is responsible for the person from now on.',
    did: 'Accepted. Your service is now responsible for this person.',
  },
  {
    do: 'decline',
    path: 'decline',
    by: 'receiver',
    text: 'Decline',
    offered: undecided,
    questions: [declining('reason', { ask: 'Why do you decline it?', missing: 'Enter why you decline it' })],
    intro:
      'The service that sent it stays responsible and decides what to do next. You will not see this person any more.',
    did: 'Declined. The handover is back with the service that sent it.',
    leaves: true,
  },
  {
    do: 'request information',
    path: 'ask',
    by: 'receiver',
    text: 'Ask for information',
    offered: (state) => undecided(state) && !awaitsAnswer(state),
    questions: [requesting('question', { ask: 'What do you need to know?', missing: 'Enter what you need to know' })],
    intro: 'The time to accept or decline stands still until the service that sent it has answered.',
    did: 'Your question is with the service that sent the handover.',
  },
  {
    do: 'provide information',
    path: 'answer',
    by: 'sender',
    text: 'Answer the question',
    offered: (state) => isOpen(state) && awaitsAnswer(state),
    questions: [providing('answer', { ask: 'What is the answer?' })],
    did: 'Your answer is with the service that asked. Its time to accept or decline runs again.',
  },
  {
    do: 'offer appointment',
    path: 'offer-appointment',
    by: 'receiver',
    text: 'Offer an appointment',
    offered: underway,
    questions: [
      offering('when', { ask: 'When is the appointment?' }),
      offering('mode', {
        ask: 'How is it held?',
        missing: 'Select how it is held',
        options: { 'in-person': 'In person', video: 'By video', telephone: 'By telephone' },
      }),
    ],
    did: 'Appointment offered. Once it is over, record whether the person attended.',
  },
  {
    do: 'record appointment',
    path: 'record-appointment',
    by: 'receiver',
    text: 'Record whether they attended',
    offered: underway,
    questions: [
      recording('attended', { ask: 'Did the person attend?', missing: 'Select whether the person attended' }),
      recording('occurredAt', {
        ask: 'When was the appointment?',
        known: offered,
        needed: true,
        missing: 'Enter when the appointment was',
      }),
    ],
    did: 'Appointment recorded.',
  },
  {
    do: 'reassign',
    path: 'reassign',
    by: 'sender',
    text: 'Send to another service',
    offered: withSender,
    takesBack: true,
    questions: [
      reassigning('to', { ask: 'Which service?', missing: 'Select the service', choose: instead }),
      reassigning('reason', { ask: 'Why?', missing: 'Enter why' }),
    ],
    intro:
      'The new service is asked today, and its time to acknowledge and decide runs from today. The one before does not see the person any more.',
    did: 'Sent to another service. Until it accepts, your service stays responsible.',
  },
  {
    do: 'withdraw',
    path: 'withdraw',
    by: 'sender',
    text: 'Withdraw',
    offered: withSender,
    takesBack: true,
    questions: [withdrawing('reason', { ask: 'Why do you withdraw it?', missing: 'Enter why you withdraw it' })],
    intro: 'The other service owes nothing any more, and does not see the person any more.',
    did: 'Withdrawn. The other service owes nothing any more.',
  },
];

export const actAt = (path: string): Act | undefined => acts.find((act) => act.path === path);
