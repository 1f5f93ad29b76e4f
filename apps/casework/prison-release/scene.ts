import type { HandoverSummary } from '#casework/handover/handovers';
import { day } from '#pathway/spoken';
import type { Instant } from '#pathway/decider';
import { prisonRelease, type PrisonReleaseFact, type Released } from '#pathway/prison-release';
import { departed, type PrisonReleaseState } from '#pathway/prison-release/state';
import type { Reference } from '#pathway/reference';

/** A fact as it stands, with the id of the step that recorded it. */
export type Stands<Type extends PrisonReleaseFact['type'] = PrisonReleaseFact['type']> = Extract<
  PrisonReleaseFact,
  { type: Type }
> & { readonly id: string };

export const taskStatuses = {
  done: 'Done',
  'not started': 'Not started',
  'needs you': 'Needs you',
  'cannot start yet': 'Cannot start yet',
  'not needed': 'Not needed',
  optional: 'Optional',
  'not done': 'Not done',
} as const;
export type TaskStatus = keyof typeof taskStatuses;

/** How a task stands. */
export interface Standing {
  readonly status: TaskStatus;
  /** What was done and when, or why it is as it is. */
  readonly words: string;
  /** The page of what was done, where it is also put right. */
  readonly shows?: string;
  /** Its form can be opened. */
  readonly opens?: boolean;
  /** A handover that is to be withdrawn, and the service that waits for nobody by it. */
  readonly withdraws?: { readonly handover: string; readonly receiver: string };
}

/** A release as its prison sees it. */
export interface Preparing {
  readonly personId: string;
  /** As corrected, in recorded order. */
  readonly facts: readonly Stands[];
  /** Those that it opened, last first. */
  readonly handovers: readonly HandoverSummary[];
  readonly reference: Reference;
  readonly now: Instant;
}

/** A release with how it stands. */
export interface Scene extends Preparing {
  readonly state: PrisonReleaseState;
  readonly last: <Type extends PrisonReleaseFact['type']>(...types: readonly Type[]) => Stands<Type> | undefined;
}

export const stateOf = (facts: readonly PrisonReleaseFact[]): PrisonReleaseState =>
  facts.reduce(prisonRelease.evolve, prisonRelease.initial);

export const sceneOf = (preparing: Preparing): Scene => ({
  ...preparing,
  state: stateOf(preparing.facts),
  last: <Type extends PrisonReleaseFact['type']>(...types: readonly Type[]) =>
    preparing.facts.findLast((fact): fact is Stands<Type> => types.some((type) => type === fact.type)),
});

/** Before the day that it happened. */
export const leftWords: Readonly<Partial<Record<Released['reason'], string>>> = {
  released: 'Released on',
  transferred: 'Transferred on',
  deported: 'Deported on',
  died: 'Died on',
};

/** Why nobody comes out by this release any more, by how the person left the prison. */
const endings: Partial<Record<Released['reason'], string>> = {
  transferred: 'The person was transferred to another prison.',
  deported: 'The person was deported.',
  died: 'The person died.',
};

/** Why nothing more is prepared or owed by this release; undefined where the person leaves, or has left, to go free. */
export function whyOver(state: PrisonReleaseState): string | undefined {
  if (state.recalled !== undefined) return `The person was recalled on ${day(state.recalled)}.`;
  const left = departed(state);
  return left && endings[left.reason];
}
