import type { Caller } from '#access/caller';
import type { ArrestTestCommand } from '#pathway/arrest-test';
import type { Correct } from '#pathway/corrections';
import type { Instant } from '#pathway/decider';
import type { HandoverCommand } from '#pathway/handover';
import type { LiaisonReferralCommand } from '#pathway/liaison-referral';
import type { PersonCommand } from '#pathway/person';
import type { PrisonReleaseCommand } from '#pathway/prison-release';
import type { StageName } from '#pathway/stages';
import type { TreatmentRequirementCommand } from '#pathway/treatment-requirement';
import type { TreatmentCommand } from '#pathway/treatment';
import { Command } from '@nestjs/cqrs';

/** What a caller sends along with a command. */
export interface Envelope {
  readonly caller: Caller;
  /** The `Idempotency-Key`, in the caller's own scope. The same key with the same content answers as it first did. */
  readonly key: string;
  /** When it happened, if earlier than now. */
  readonly occurredAt?: Instant;
  /** From `If-Match`: the revision the caller has read. */
  readonly ifMatch?: bigint;
  /** Further steps of the same episode, recorded in this order with the first: all of them or none. */
  readonly then?: readonly FollowingStep[];
}

/** A command of the same stage, and when it happened, if earlier than now. */
export interface FollowingStep {
  readonly command: { readonly do: string };
  readonly occurredAt?: Instant;
}

export interface Answer {
  readonly stage: StageName;
  /** The instance of the stage that was acted on, or opened. */
  readonly id: string;
  readonly revision: bigint;
  /** Wait for this position to read one's own write. */
  readonly position: bigint;
  readonly events: readonly { readonly id: string; readonly type: string }[];
}

/** What a caller may type; identifiers in any accepted form. */
export type RegisterPerson = Omit<Extract<PersonCommand, { do: 'register person' }>, 'personId' | 'nearMatches'>;
type Stepped<C extends { do: string }> = C | Correct<C>;

// One class a stage, each dispatched to that stage's handler. `instance` is left out where the command opens one.

export class PersonStep extends Command<Answer> {
  constructor(
    readonly instance: string | undefined,
    readonly command: Exclude<PersonCommand, { do: 'register person' }> | RegisterPerson | Correct<PersonCommand>,
    readonly envelope: Envelope,
  ) {
    super();
  }
}
export class ArrestTestStep extends Command<Answer> {
  constructor(
    readonly instance: string | undefined,
    readonly command: Stepped<ArrestTestCommand>,
    readonly envelope: Envelope,
  ) {
    super();
  }
}
export class LiaisonReferralStep extends Command<Answer> {
  constructor(
    readonly instance: string | undefined,
    readonly command: Stepped<LiaisonReferralCommand>,
    readonly envelope: Envelope,
  ) {
    super();
  }
}
export class TreatmentRequirementStep extends Command<Answer> {
  constructor(
    readonly instance: string | undefined,
    readonly command: Stepped<TreatmentRequirementCommand>,
    readonly envelope: Envelope,
  ) {
    super();
  }
}
export class PrisonReleaseStep extends Command<Answer> {
  constructor(
    readonly instance: string | undefined,
    readonly command: Stepped<PrisonReleaseCommand>,
    readonly envelope: Envelope,
  ) {
    super();
  }
}
export class TreatmentStep extends Command<Answer> {
  constructor(
    readonly instance: string | undefined,
    readonly command: Stepped<TreatmentCommand>,
    readonly envelope: Envelope,
  ) {
    super();
  }
}
export class HandoverStep extends Command<Answer> {
  constructor(
    readonly instance: string | undefined,
    readonly command: Stepped<HandoverCommand>,
    readonly envelope: Envelope,
  ) {
    super();
  }
}
