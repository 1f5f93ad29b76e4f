import type { Case } from '#casework/case/cases';
import type { LastLook } from '#casework/case/last-looks';
import { mayRecord } from '#casework/case/may-record';
import { commandOf, type Said, StepWords } from '#casework/case/step-words';
import { type Called, Staff } from '#casework/account/staff';
import { ladderOf, type Rung } from '#casework/handover/ladder';
import { factInWords, readInWords } from '#casework/pages/fact-words';
import { moment } from '#pathway/spoken';
import type { FollowedStep } from '#casework/person/timelines';
import { isCorrectable } from '#casework/records';
import type { LoggedFact } from '#commands/log';
import { isCorrection } from '#pathway/corrections';
import type { Instant } from '#pathway/decider';
import type { HandoverEscalated } from '#pathway/handover';
import type { StageFact, StageName } from '#pathway/stages';
import { Injectable } from '@nestjs/common';

/** What a correction changed. */
interface Change {
  readonly label: string;
  readonly before: string;
  readonly after: string;
}

export interface ShownCorrection {
  readonly at: Instant;
  /** Who made it, by name and service. */
  readonly by: string;
  /** Left out where the caller may not read it. */
  readonly why?: string;
  readonly changes: readonly Change[];
}

/** A step as the timeline shows it: a correction stands with what it corrects. */
export interface TimelineItem {
  readonly id: string;
  readonly title: string;
  readonly occurredAt: Instant;
  /** Where it differs from when it happened, to the minute. */
  readonly recordedAt?: Instant;
  readonly organisation: string;
  readonly readable: boolean;
  readonly says: readonly Said[];
  /** Of a missed deadline: who was told, one after the other. */
  readonly rungs: readonly Rung[];
  /** In the order in which they were made. */
  readonly corrections: readonly ShownCorrection[];
  readonly isNew: boolean;
  /** Where this caller corrects it. */
  readonly correct?: string;
}

type Onlooker = Case & { readonly lastLook: LastLook | undefined };

export const factIn = ({ fact }: LoggedFact): StageFact => (isCorrection(fact) ? fact.fact : fact);

/** What a step said before, and says now, where these differ. */
export function changesBetween(before: readonly Said[], after: readonly Said[]): readonly Change[] {
  const labels = new Set([...before, ...after].map(({ label }) => label));
  const at = (said: readonly Said[], wanted: string) =>
    said.find(({ label }) => label === wanted)?.value ?? 'Not given';
  return [...labels]
    .map((label) => ({ label, before: at(before, label), after: at(after, label) }))
    .filter((change) => change.before !== change.after);
}

/** Somebody's steps in words. */
@Injectable()
export class TimelineItems {
  constructor(
    private readonly words: StepWords,
    private readonly staff: Staff,
  ) {}

  /** By when they happened, as they were followed. */
  async of(onlooker: Onlooker): Promise<readonly TimelineItem[]> {
    const { followed } = onlooker;
    const called = await this.staff.called(followed.flatMap(namedIn));
    const corrections = Map.groupBy(followed, ({ entry }) => entry.corrects);
    const shown = followed.filter(({ entry }) => entry.corrects === null);
    return [...Map.groupBy(shown, entryOf).values()].flatMap(([step, ...further]) => {
      if (!step) return [];
      const made = (corrections.get(step.entry.eventId) ?? []).toSorted((one, other) =>
        one.entry.position < other.entry.position ? -1 : 1,
      );
      return this.#item({ step, further, made, called }, onlooker);
    });
  }

  #item({ step, further, made, called }: Entry, onlooker: Onlooker): TimelineItem {
    const { entry, stands } = step;
    const { eventId: id, occurredAt, recordedAt, organisation } = entry;
    return {
      ...{ id, organisation, occurredAt, readable: stands !== undefined },
      ...(moment(recordedAt) !== moment(occurredAt) && { recordedAt }),
      ...this.#told(step, further, called),
      corrections: this.#corrections(step, made, called),
      isNew: [step, ...further, ...made].some((one) => isNew(one, onlooker)),
      ...(mayCorrect(step, onlooker) && { correct: `/people/${onlooker.seen.personId}/correct/${id}` }),
    };
  }

  #told(step: FollowedStep, further: readonly FollowedStep[], called: Called) {
    const { entry, stands } = step;
    if (entry.type !== 'HandoverEscalated') {
      const fact = stands && factIn(stands);
      const says = fact ? this.#says(entry.stage, fact, called) : [];
      return { title: fact ? readInWords(fact) : factInWords(entry.type), says, rungs: [] };
    }
    return this.words.missed([step, ...further].map((one) => ({ ...one.entry, fact: levelIn(one) })));
  }

  #corrections({ entry, recorded }: FollowedStep, made: readonly FollowedStep[], called: Called) {
    let before = recorded && this.#reading(entry.stage, factIn(recorded), called);
    return made.map((correction): ShownCorrection => {
      const { recordedAt: at, organisation, user } = correction.entry;
      const by = called(user, organisation);
      if (!correction.recorded || !before) return { at, by, changes: [] };
      const after = this.#reading(entry.stage, factIn(correction.recorded), called);
      const changes = changesBetween(before, after);
      before = after;
      const { fact } = correction.recorded;
      return { at, by, changes, ...(isCorrection(fact) && { why: fact.why }) };
    });
  }

  /** All that a correction may change, with what came of it and when it happened. */
  #reading(stage: StageName, fact: StageFact, called: Called): readonly Said[] {
    return [
      { label: 'What happened', value: readInWords(fact) },
      { label: 'When it happened', value: moment(fact.occurredAt) },
      ...this.#says(stage, fact, called),
    ];
  }

  /** Who is let in is told by name. */
  #says(stage: StageName, fact: StageFact, called: Called): readonly Said[] {
    const user = 'user' in fact ? fact.user : undefined;
    return this.words.says(stage, fact).map((one) => (one.value === user ? { ...one, value: called(user) } : one));
  }
}

/** A step, or the levels of one missed deadline, with what corrects it. */
interface Entry {
  readonly step: FollowedStep;
  readonly further: readonly FollowedStep[];
  readonly made: readonly FollowedStep[];
  readonly called: Called;
}

const levelIn = ({ stands }: FollowedStep): HandoverEscalated | undefined => {
  const fact = stands && factIn(stands);
  return fact?.type === 'HandoverEscalated' ? fact : undefined;
};

/** What is one entry of the timeline. */
const entryOf = (step: FollowedStep): string =>
  step.entry.type === 'HandoverEscalated' ? ladderOf(step.entry.instance, levelIn(step)) : step.entry.eventId;

/** The users whose names a step needs. */
function namedIn({ entry, recorded, stands }: FollowedStep): readonly string[] {
  const facts = [recorded, stands].flatMap((logged) => (logged ? [factIn(logged)] : []));
  const letIn = facts.flatMap((fact) => ('user' in fact ? [fact.user] : []));
  return entry.corrects === null ? letIn : [entry.user, ...letIn];
}

const isNew = ({ entry }: FollowedStep, { caller, lastLook }: Onlooker): boolean =>
  lastLook !== undefined && entry.position > lastLook.position && entry.user !== caller.user;

/** What another service did with a handover is not for this one to correct. */
export function mayCorrect({ entry, stands }: FollowedStep, { caller, partiesTo, dated }: Case): boolean {
  const { stage, instance, organisation } = entry;
  if (dated || !stands || (stage === 'handover' && organisation !== caller.organisation)) return false;
  const command = commandOf(stage, factIn(stands))?.do;
  if (command === undefined || !isCorrectable(stage, command)) return false;
  return mayRecord(caller, stage, command, partiesTo(instance));
}
