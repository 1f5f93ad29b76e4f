import type { Case } from '#casework/case/cases';
import type { LastLook } from '#casework/case/last-looks';
import { mayRecord } from '#casework/case/may-record';
import { commandOf, type Said, StepWords } from '#casework/case/step-words';
import { factInWords, moment } from '#casework/pages/wording';
import type { FollowedStep } from '#casework/person/timelines';
import { isCorrectable } from '#casework/records';
import type { LoggedFact } from '#commands/log';
import { isCorrection } from '#pathway/corrections';
import type { Instant } from '#pathway/decider';
import type { StageFact } from '#pathway/stages';
import { Injectable } from '@nestjs/common';

/** What a correction changed. */
interface Change {
  readonly label: string;
  readonly before: string;
  readonly after: string;
}

export interface ShownCorrection {
  readonly at: Instant;
  readonly organisation: string;
  readonly user: string;
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
  constructor(private readonly words: StepWords) {}

  /** By when they happened, as they were followed. */
  of(onlooker: Onlooker): readonly TimelineItem[] {
    const { followed } = onlooker;
    const corrections = Map.groupBy(followed, ({ entry }) => entry.corrects);
    return followed
      .filter(({ entry }) => entry.corrects === null)
      .map((step) => {
        const made = (corrections.get(step.entry.eventId) ?? []).toSorted((one, other) =>
          one.entry.position < other.entry.position ? -1 : 1,
        );
        return this.#item(step, made, onlooker);
      });
  }

  #item(step: FollowedStep, made: readonly FollowedStep[], onlooker: Onlooker): TimelineItem {
    const { entry, stands } = step;
    const { eventId: id, stage, type, occurredAt, recordedAt, organisation } = entry;
    const fact = stands && factIn(stands);
    return {
      ...{ id, organisation, occurredAt, title: factInWords(fact?.type ?? type), readable: fact !== undefined },
      ...(moment(recordedAt) !== moment(occurredAt) && { recordedAt }),
      says: fact ? this.words.says(stage, fact) : [],
      corrections: this.#corrections(step, made),
      isNew: [step, ...made].some((one) => isNew(one, onlooker)),
      ...(mayCorrect(step, onlooker) && { correct: `/people/${onlooker.seen.personId}/correct/${id}` }),
    };
  }

  #corrections({ entry, recorded }: FollowedStep, made: readonly FollowedStep[]): readonly ShownCorrection[] {
    let before = recorded && this.#reading(entry.stage, factIn(recorded));
    return made.map((correction) => {
      const { recordedAt: at, organisation, user } = correction.entry;
      if (!correction.recorded || !before) return { at, organisation, user, changes: [] };
      const after = this.#reading(entry.stage, factIn(correction.recorded));
      const changes = changesBetween(before, after);
      before = after;
      const { fact } = correction.recorded;
      return { at, organisation, user, changes, ...(isCorrection(fact) && { why: fact.why }) };
    });
  }

  /** All that a correction may change, with what came of it and when it happened. */
  #reading(stage: FollowedStep['entry']['stage'], fact: StageFact): readonly Said[] {
    return [
      { label: 'What happened', value: factInWords(fact.type) },
      { label: 'When it happened', value: moment(fact.occurredAt) },
      ...this.words.says(stage, fact),
    ];
  }
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
