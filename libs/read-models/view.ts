import type { RecordedEvent } from '#event-store/event-store';
import { uncorrected } from '#pathway/corrections';
import type { Told } from '#pathway/told';
import type { FactsOf, StageName } from '#pathway/stages';
import type { Memory } from '#read-models/memory';
import type { Statement } from '#read-models/statements';
import type { EntityManager } from 'typeorm';

/** Silence must be said aloud: a stage ignored whole, or every one of its facts told or ignored. */
export type Listens = {
  readonly [Stage in StageName]: 'ignored' | { readonly [Type in FactsOf[Stage]['type']]: 'told' | 'ignored' };
};

/** Where a view writes, and what it remembers of that. */
export interface Into {
  readonly db: EntityManager;
  readonly schema: string;
  readonly memory: Memory;
}

/**
 * A read model. Its tables live in a schema of its own (`name`), made by a migration; a rebuild fills tables of the same
 * shape in another schema and swaps the two, so `apply` writes `into` that and nowhere else.
 */
export interface View {
  readonly name: string;
  readonly tables: readonly string[];
  readonly listens: Listens;
  /** It keeps personal fields and so must be told them. Where left out, facts may come with every one as `[erased]`. */
  readonly personal?: true;
  /**
   * What it holds of one person rests on facts recorded of that person alone, so that other people's may come earlier or
   * later: it may be shared out by person. Merging makes two people's facts one's: who resolves that in the rows may not.
   */
  readonly perPerson?: true;
  /**
   * Applies a batch, in order: reads what it must and does not remember, and answers with what is then to be written. All
   * of it commits with the checkpoint, or nothing.
   */
  readonly apply: (batch: readonly Told[], into: Into) => Promise<readonly Statement[]> | readonly Statement[];
}

/** An event that cannot be told: it will not open, or nobody knows its shape. The reason is a code. */
export interface Untellable {
  readonly untellable: string;
}

/**
 * Opens stored events, one answer for each, in order: what it holds, or why it cannot be told. It rejects only where the
 * keys cannot be reached, and is then asked again.
 */
export type Tell = (
  events: readonly RecordedEvent[],
  wanted: { readonly personal: boolean },
) => Promise<readonly (Told | Untellable)[]>;

/** The episodes and handovers of a batch that rows may stand of already: nothing does of one whose first fact is among them. */
export function begunBefore(batch: readonly Told[]): string[] {
  const begun = new Set(batch.flatMap(({ instance, revision }) => (revision === 0n ? [instance] : [])));
  return [...new Set(batch.map(({ instance }) => instance))].filter((instance) => !begun.has(instance));
}

/** Whether the view wants facts of this type; a correction is listened to as what it corrects. Undefined: no such fact. */
export function listensTo(view: View, stage: StageName, type: string): boolean | undefined {
  const stageListens = view.listens[stage];
  if (stageListens === 'ignored') return false;
  const answers: Readonly<Record<string, 'told' | 'ignored' | undefined>> = stageListens;
  const answer = answers[uncorrected(type)];
  return answer && answer === 'told';
}
