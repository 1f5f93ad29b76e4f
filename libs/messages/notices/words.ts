import type { Kind, Notice } from '#messages/notices/notice';
import type { Deadline } from '#pathway/handover';
import { organisation, type Purpose, type Reference } from '#pathway/reference';
import { dueMoment } from '#pathway/spoken';

export interface Words {
  readonly subject: string;
  /** Paragraphs with an empty line between them. */
  readonly body: string;
}

export interface Saying {
  readonly reference: Reference;
  /** Where people reach the pages, without a slash at its end. */
  readonly publicUrl: string;
}

const purposes: Readonly<Record<Purpose, string>> = {
  notification: 'a notification to Liaison and Diversion',
  'onward-referral': 'a referral to treatment',
  requirement: 'a treatment requirement',
  release: 'a release from prison',
  reconnect: 'a referral to RECONNECT',
};

const owed: Readonly<Record<Deadline, string>> = {
  acknowledge: 'acknowledge it',
  decide: 'accept or decline it',
  appointment: 'see the person for a first appointment',
  start: 'start treatment',
};

const says: Readonly<Record<Kind, (sender: string, receiver: string) => string>> = {
  handover: (sender, receiver) => `${sender} has handed somebody over to ${receiver}`,
  question: (_sender, receiver) => `${receiver} has a question before it decides`,
  answer: (sender) => `${sender} has answered a question`,
  accepted: (_sender, receiver) => `${receiver} has accepted a handover`,
  declined: (_sender, receiver) => `${receiver} has declined a handover`,
  late: (_sender, receiver) => `${receiver} is late with a handover`,
};

const headline = ({ kind, sender, receiver }: Notice, { reference }: Saying): string => {
  const name = (code: string) => organisation(reference, code)?.name ?? code;
  return says[kind](name(sender), name(receiver));
};

function deadlineOf({ kind, deadline, due }: Notice, { reference }: Saying, receiver: string): string {
  if (deadline === undefined || due === undefined) return '';
  const who = organisation(reference, receiver)?.name ?? receiver;
  return kind === 'late'
    ? ` It was to ${owed[deadline]} by ${dueMoment(due)}.`
    : ` ${who} is to ${owed[deadline]} by ${dueMoment(due)}.`;
}

function paragraph(notice: Notice, saying: Saying): string {
  const about = `It is ${purposes[notice.purpose]}.${deadlineOf(notice, saying, notice.receiver)}`;
  const at = notice.handover === undefined ? '' : `/handovers/${notice.handover}`;
  return `${headline(notice, saying)}. ${about}\nSign in to see it: ${saying.publicUrl}${at}`;
}

/** The e-mail that tells these notices: one, or everything of a day. */
export function wordsOf(notices: readonly Notice[], saying: Saying): Words {
  const [first] = notices;
  const subject =
    first && notices.length === 1 ? headline(first, saying) : `${notices.length} things to know about handovers`;
  return {
    subject,
    body: [
      ...notices.map((notice) => paragraph(notice, saying)),
      `This e-mail names nobody on purpose. Choose what you are told, and when: ${saying.publicUrl}/account`,
    ].join('\n\n'),
  };
}
