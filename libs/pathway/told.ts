import type { Instant } from '#pathway/decider';
import type { PathwayFact, StageName } from '#pathway/stages';

/** A fact as the log tells it: decrypted as far as its key still exists, typed once. */
export interface Told<F = PathwayFact> {
  readonly fact: F;
  /** The event's id. */
  readonly id: string;
  readonly stage: StageName;
  readonly instance: string;
  readonly revision: bigint;
  readonly position: bigint;
  /** When it was recorded; a reader that follows the log carries the maximum, so that it never runs backwards. */
  readonly recordedAt: Instant;
  readonly personId: string;
  /** The organisation and user that recorded it; `throughcare` for the journey's own steps. */
  readonly organisation: string;
  readonly user: string;
}
