import type { Instant } from '#pathway/decider';
import type { FactsOf, PathwayFact, StageName } from '#pathway/stages';
import type { EntityManager } from 'typeorm';

/** A fact as the log tells it to a view: decrypted as far as its key still exists, typed once. */
export interface Told<F = PathwayFact> {
  readonly fact: F;
  /** The event's id. */
  readonly id: string;
  readonly stage: StageName;
  readonly instance: string;
  readonly revision: bigint;
  readonly position: bigint;
  /** The greatest `recordedAt` along the log up to here, so that it never runs backwards. */
  readonly recordedAt: Instant;
  readonly personId: string;
  /** The organisation and user that recorded it; `throughcare` for the journey's own steps. */
  readonly organisation: string;
  readonly user: string;
}

/** Silence must be said aloud: a stage ignored whole, or every one of its facts told or ignored. */
export type Listens = {
  readonly [Stage in StageName]: 'ignored' | { readonly [Type in FactsOf[Stage]['type']]: 'told' | 'ignored' };
};

/**
 * A read model. Its tables live in a schema of its own (`name`), made by a migration; a rebuild fills tables of the same
 * shape in another schema and swaps the two, so `apply` writes to `schema` and nowhere else.
 */
export interface View {
  readonly name: string;
  readonly tables: readonly string[];
  readonly listens: Listens;
  /** Applies a batch, in order. Its rows commit with the checkpoint, or not at all. */
  readonly apply: (batch: readonly Told[], db: EntityManager, schema: string) => Promise<void>;
}
