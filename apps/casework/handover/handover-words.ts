import type { Deadline, HandoverStatus } from '#pathway/handover';
import type { IdentifierKind } from '#pathway/person';
import type { Purpose } from '#pathway/reference';
import type { Pile } from '#read-models/handover/piles';

/** How handovers are spoken of on pages. */

export const purposeWords: Readonly<Record<Purpose, string>> = {
  notification: 'Notification to Liaison and Diversion',
  'onward-referral': 'Referral to treatment',
  requirement: 'Treatment requirement of a sentence',
  release: 'Prison release',
  reconnect: 'Referral to RECONNECT',
};

export const statusWords: Readonly<Record<HandoverStatus, string>> = {
  'not requested': 'Not asked',
  requested: 'Sent, not opened yet',
  delivered: 'Opened',
  acknowledged: 'Acknowledged',
  'information requested': 'Question asked',
  'information provided': 'Question answered',
  accepted: 'Accepted',
  declined: 'Declined',
  'appointment offered': 'Appointment offered',
  attended: 'Appointment attended',
  missed: 'Appointment missed',
  'treatment started': 'Treatment started',
  withdrawn: 'Withdrawn',
};

export const deadlineWords: Readonly<Record<Deadline, string>> = {
  acknowledge: 'Acknowledge',
  decide: 'Accept or decline',
  appointment: 'First appointment',
  start: 'Structured treatment to start',
};

/** After a service that must do it: `Riverside Recovery must accept or decline it`. */
export const owedWords: Readonly<Record<Deadline, string>> = {
  acknowledge: 'acknowledge it',
  decide: 'accept or decline it',
  appointment: 'see the person for a first appointment',
  start: 'start structured treatment',
};

export const identifierNames: Readonly<Record<IdentifierKind, string>> = {
  pnc: 'PNC id',
  cro: 'CRO number',
  crn: 'CRN',
  prisonNumber: 'Prison number',
  nhsNumber: 'NHS number',
};

export type Box = 'received' | 'sent';

interface PileWords {
  readonly box: Box;
  /** What it is called in a list. */
  readonly name: string;
  /** After a number: one, and more. */
  readonly counted: readonly [one: string, more: string];
  /** Something is asked of the service that looks. */
  readonly asks: boolean;
}

/** In the order in which they are seen to. */
export const pileWords: Readonly<Record<Pile, PileWords>> = {
  acknowledge: {
    box: 'received',
    name: 'To acknowledge',
    counted: ['handover to acknowledge', 'handovers to acknowledge'],
    asks: true,
  },
  decide: {
    box: 'received',
    name: 'To accept or decline',
    counted: ['handover to accept or decline', 'handovers to accept or decline'],
    asks: true,
  },
  appointment: {
    box: 'received',
    name: 'Appointments to offer or record',
    counted: ['appointment to offer or record', 'appointments to offer or record'],
    asks: true,
  },
  start: {
    box: 'received',
    name: 'Treatment to start within 7 days',
    counted: ['treatment to start within 7 days', 'treatments to start within 7 days'],
    asks: true,
  },
  missed: {
    box: 'received',
    name: 'Deadline missed',
    counted: ['deadline that your service has missed', 'handovers with a deadline that your service has missed'],
    asks: false,
  },
  'in-hand': { box: 'received', name: 'In hand', counted: ['in hand', 'in hand'], asks: false },
  answer: {
    box: 'sent',
    name: 'Questions to answer',
    counted: ['question to answer', 'questions to answer'],
    asks: true,
  },
  reassign: {
    box: 'sent',
    name: 'Declined, to send elsewhere',
    counted: ['declined, to send elsewhere or withdraw', 'declined, to send elsewhere or withdraw'],
    asks: true,
  },
  late: {
    box: 'sent',
    name: 'Late at the other service',
    counted: ['handover late at another service', 'handovers late at other services'],
    asks: false,
  },
  waiting: {
    box: 'sent',
    name: 'Waiting for the other service',
    counted: ['waiting for another service', 'waiting for other services'],
    asks: false,
  },
  'taken-over': { box: 'sent', name: 'Accepted', counted: ['accepted', 'accepted'], asks: false },
};

export const pilesOf = (box: Box): readonly Pile[] => names.filter((pile) => pileWords[pile].box === box);
export const asking = (box?: Box): readonly Pile[] =>
  names.filter((pile) => pileWords[pile].asks && (box === undefined || pileWords[pile].box === box));

const names = Object.keys(pileWords) as readonly Pile[];

/** `1 handover needs something from you, 1 overdue`. */
export function needed({ all, overdue }: { readonly all: number; readonly overdue: number }): string {
  if (all === 0) return 'No handover needs anything from you';
  const needs = all === 1 ? '1 handover needs something from you' : `${all} handovers need something from you`;
  return overdue === 0 ? needs : `${needs}, ${overdue} overdue`;
}
