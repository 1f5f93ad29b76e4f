import type { Said } from '#casework/case/step-words';
import { owedWords } from '#casework/handover/handover-words';
import { factInWords } from '#casework/pages/fact-words';
import { type Wording } from '#casework/pages/wording';
import { dueMoment, moment } from '#pathway/spoken';
import type { Instant } from '#pathway/decider';
import type { Deadline, HandoverEscalated, Level } from '#pathway/handover';

/** A level that was climbed, when it fell due and when that was recorded; what it says where the reader may know. */
export interface Climbed {
  readonly occurredAt: Instant;
  readonly recordedAt: Instant;
  readonly fact?: HandoverEscalated;
}

/** Somebody told that a deadline was missed. */
export interface Rung {
  readonly told: string;
  readonly at: Instant;
  /** Where it differs from when it fell due, to the minute. */
  readonly recordedAt?: Instant;
}

/** What it comes to that a deadline was missed. */
const missed: Readonly<Record<Deadline, string>> = {
  acknowledge: 'Handover not acknowledged in time',
  decide: 'Handover neither accepted nor declined in time',
  appointment: 'No first appointment in time',
  start: 'Structured treatment not started in time',
};

const toldAt: Readonly<Record<Level, (told: string) => string>> = {
  1: (receiver) => `The lead of ${receiver}`,
  2: (sender) => `${sender}, which sent it`,
  3: (owner) => `${owner}, which does not learn who it is about`,
};

/** The levels of one missed deadline are one entry; where the deadline is not for the reader, those of one handover. */
export const ladderOf = (instance: string, fact: HandoverEscalated | undefined): string =>
  fact ? [instance, fact.receiver, fact.deadline, fact.due].join() : instance;

const whoAt = ({ fact }: Climbed, wording: Wording): string => {
  if (!fact) return 'Somebody was told';
  return fact.told === null ? 'Nobody is named to be told' : toldAt[fact.level](wording.organisation(fact.told));
};

const owed = ({ receiver, deadline, due }: HandoverEscalated, wording: Wording): Said => ({
  label: 'What was owed',
  value: `${wording.organisation(receiver)} was to ${owedWords[deadline]} by ${dueMoment(due)}`,
});

/** A missed deadline in words: what it comes to, what was owed by when, and who was told when. */
export function missedDeadline(climbed: readonly Climbed[], wording: Wording) {
  const fact = climbed[0]?.fact;
  return {
    title: fact ? missed[fact.deadline] : factInWords('HandoverEscalated'),
    says: fact ? [owed(fact, wording)] : [],
    rungs: climbed.map((one): Rung => ({
      told: whoAt(one, wording),
      at: one.occurredAt,
      ...(moment(one.recordedAt) !== moment(one.occurredAt) && { recordedAt: one.recordedAt }),
    })),
  };
}
