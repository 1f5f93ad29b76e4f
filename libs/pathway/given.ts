import type { CivilDate, Instant } from '#pathway/decider';
import type { OrganisationKind, Reference } from '#pathway/reference';

/** The organisation that records a step. The journey's own steps are the policy's: organisation `throughcare`. */
export interface Recorder {
  readonly organisation: string;
  readonly kind: OrganisationKind | 'policy';
}

/** What every decision is given besides its command and state. */
export interface Given {
  /** The command handler's clock. */
  readonly now: Instant;
  /** When it happened in the world, never later than `now`. */
  readonly occurredAt: Instant;
  readonly by: Recorder;
  readonly reference: Reference;
  /** A fresh id that is the same at every retry of the same command. */
  readonly id: string;
}

/** A decision about a person is also given what it must know of that person. */
export interface GivenPerson extends Given {
  readonly person: { readonly dateOfBirth?: CivilDate; readonly residence?: string };
}
