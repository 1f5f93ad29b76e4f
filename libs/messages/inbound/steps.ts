import { civilDate } from '#pathway/calendar';
import type { CivilDate } from '#pathway/decider';
import type { HandoverCommand, HandoverState } from '#pathway/handover';
import type { PersonCommand } from '#pathway/person';
import type { PersonState } from '#pathway/person/state';
import type { PrisonReleaseCommand } from '#pathway/prison-release';
import { departed, type PrisonReleaseState } from '#pathway/prison-release/state';
import type { TreatmentRequirementCommand } from '#pathway/treatment-requirement';
import type { RequirementState } from '#pathway/treatment-requirement/state';
import type { TreatmentCommand, TreatmentState } from '#pathway/treatment';

/**
 * Where a step is recorded: under the id that Throughcare gave; under what the sender calls it; where it is the only one
 * of this person's, among those the sender runs, that it can be; at the latest of this person's; or as a new one.
 */
export type Place<State> =
  | { readonly id: string }
  | { readonly reference: string }
  | { readonly only: (state: State) => boolean }
  | { readonly latest: (state: State) => CivilDate | undefined }
  | 'new';

interface Stages {
  person: [PersonCommand, PersonState];
  'prison-release': [PrisonReleaseCommand, PrisonReleaseState];
  'treatment-requirement': [TreatmentRequirementCommand, RequirementState];
  treatment: [TreatmentCommand, TreatmentState];
  handover: [HandoverCommand, HandoverState];
}

/** The step that a message asks for: one message, one step. */
export type InboundStep = {
  [S in keyof Stages]: {
    readonly stage: S;
    readonly command: Exclude<Stages[S][0], { do: 'register person' }>;
    readonly at: Place<Stages[S][1]>;
  };
}[keyof Stages];

/** The person a message is about, once known. */
export interface About {
  readonly personId: string;
  readonly dateOfBirth: CivilDate;
}

export const named = <State>(given: string | undefined, otherwise: Place<State>): Place<State> =>
  given === undefined ? otherwise : { id: given };

export const plannedBy = (day: CivilDate) => (state: PrisonReleaseState) => {
  const [first] = state.asked;
  return first !== undefined && civilDate(first.at) <= day && !departed(state) && state.recalled === undefined;
};
export const lastLeft = ({ released, recalled }: PrisonReleaseState) =>
  released?.reason === 'released' && recalled === undefined ? released.date : undefined;
export const assessedFor = (asked: string) => (state: RequirementState) =>
  state.assessed?.kind === asked && !state.imposed && !state.ended;
export const imposedOf = (asked: string) => (state: RequirementState) =>
  state.assessed?.kind === asked && state.imposed !== undefined && !state.ended;
export const underWay = ({ started, ended }: TreatmentState) => started !== undefined && !ended;

/** A treatment by the id that Throughcare gave it, or by what the provider calls it. */
export const treatment = (
  { treatment: given, reference }: { treatment: string | undefined; reference: string | undefined },
  otherwise: Place<TreatmentState>,
): Place<TreatmentState> => named(given, reference === undefined ? otherwise : { reference });
