import { addWorkingDays, type BankHolidays, civilDate, isWorkingDay, londonInstant } from '#pathway/calendar';
import type { Instant } from '#pathway/decider';
import type { Deadline, HandoverFact, Level } from '#pathway/handover';
import { due } from '#pathway/handover/deadlines';
import type { Requested } from '#pathway/handover/state';
import type { Purpose, Reference } from '#pathway/reference';
import type { Told } from '#pathway/told';

/** What people are told of by e-mail. */
export const kinds = ['handover', 'question', 'answer', 'accepted', 'declined', 'late'] as const;
export type Kind = (typeof kinds)[number];

/**
 * All that an e-mail may say: words from closed lists, codes of the directory, an id of ours and a moment. There is no
 * field for anything that somebody typed, nor for whom it is about.
 */
export interface Notice {
  readonly kind: Kind;
  readonly purpose: Purpose;
  readonly sender: string;
  readonly receiver: string;
  /** Left out where it is told to somebody who sees no people. */
  readonly handover?: string;
  readonly deadline?: Deadline;
  readonly due?: Instant;
  readonly level?: Level;
}

/** A notice, and the organisations whose people are told. */
export interface Telling {
  readonly notice: Notice;
  readonly to: readonly string[];
  /** Only those who answer for the organisation. */
  readonly leadsAlone: boolean;
}

type Tells<Fact> = (
  fact: Fact,
  handover: Requested,
  reference: Reference,
) => Omit<Notice, 'purpose' | 'sender' | 'receiver' | 'handover'> & {
  readonly to: readonly string[];
  readonly leadsAlone?: boolean;
};

const nextOwed = (handover: Requested, reference: Reference, deadline: Deadline) => {
  const { at } = due(handover, { reference })[deadline];
  return at === null ? {} : { deadline, due: at };
};

const handed: Tells<HandoverFact> = (_fact, handover, reference) => ({
  kind: 'handover',
  to: [handover.receiver],
  ...nextOwed(handover, reference, 'acknowledge'),
});

const tells: { readonly [F in HandoverFact as F['type']]?: Tells<F> } = {
  HandoverRequested: handed,
  HandoverReassigned: handed,
  HandoverInformationRequested: (_fact, { sender }) => ({ kind: 'question', to: [sender] }),
  HandoverInformationProvided: (_fact, handover, reference) => ({
    kind: 'answer',
    to: [handover.receiver],
    ...nextOwed(handover, reference, 'decide'),
  }),
  HandoverAccepted: (_fact, { sender, copiedTo }) => ({ kind: 'accepted', to: [sender, ...copiedTo] }),
  HandoverDeclined: (_fact, { sender, copiedTo }) => ({ kind: 'declined', to: [sender, ...copiedTo] }),
  HandoverEscalated: ({ told, deadline, due: missed, level }) => ({
    kind: 'late',
    to: told === null ? [] : [told],
    leadsAlone: level === 1,
    ...{ deadline, due: missed, level },
  }),
};

/** Whether anybody is ever told of a fact of this type by e-mail. A correction is not: what it corrects was. */
export const isNotable = (type: string): boolean => Object.hasOwn(tells, type);

/** What a fact of a handover, as it stood with it, is told by, and to whom; undefined where it is told to nobody. */
export function tellingOf({ fact, instance }: Told, handover: Requested, reference: Reference): Telling | undefined {
  const tell = (tells as Readonly<Record<string, Tells<unknown> | undefined>>)[fact.type];
  if (!tell) return undefined;
  const { to, leadsAlone = false, ...says } = tell(fact, handover, reference);
  if (to.length === 0) return undefined;
  const { purpose, sender, receiver } = handover;
  const notice = { ...says, purpose, sender, receiver, ...(says.level !== 3 && { handover: instance }) };
  return { notice, to: [...new Set(to)], leadsAlone };
}

const DIGEST_AT = '08:00';

/** The next 08:00 in London of a working day. */
export function nextDigest(now: Instant, bankHolidays: BankHolidays): Instant {
  const today = civilDate(now);
  const morning = londonInstant(today, DIGEST_AT);
  if (isWorkingDay(today, bankHolidays) && Date.parse(now) < Date.parse(morning)) return morning;
  return londonInstant(addWorkingDays(today, 1, bankHolidays), DIGEST_AT);
}
