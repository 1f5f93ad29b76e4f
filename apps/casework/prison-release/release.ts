import { type Episode, standingIn } from '#casework/episodes';
import type { Stands } from '#casework/prison-release/scene';
import type { LoggedFact } from '#commands/log';
import { type Recorded, standing } from '#pathway/corrections';
import { departed, type PrisonReleaseState } from '#pathway/prison-release/state';
import type { PrisonReleaseFact } from '#pathway/prison-release';

/** What was recorded of a release, as corrected. */
export const standsIn = (recorded: readonly LoggedFact[]): readonly Stands[] =>
  standing(recorded as unknown as readonly Recorded<PrisonReleaseFact>[]).map(({ id, fact }) => ({ ...fact, id }));

/** The facts of a release that its reader may read whole, as corrected. */
export const factsIn = (episode: Pick<Episode, 'steps'>): readonly Stands[] =>
  standingIn(episode).map(({ id, fact }) => ({ ...(fact as PrisonReleaseFact), id }));

/** As the prison that runs it sees it; undefined for anybody else. */
export const stateIn = (episode: Episode | undefined): PrisonReleaseState | undefined =>
  episode?.state as PrisonReleaseState | undefined;

/** Whether it is still being prepared. */
export const isPrepared = (episode: Episode | undefined): boolean => {
  const state = stateIn(episode);
  return state?.planned !== undefined && !departed(state);
};

const has = ({ steps }: Episode, ...types: readonly PrisonReleaseFact['type'][]) =>
  steps.some(({ type }) => types.some((one) => one === type));

/** Whether the person has left by it and was not recalled; why they left, only who may read it can tell. */
export function isOut(episode: Episode): boolean {
  const left = factsIn(episode).findLast((fact) => fact.type === 'Released');
  return has(episode, 'Released') && !has(episode, 'Recalled') && (left === undefined || left.reason === 'released');
}

export const releasePage = (id: string): string => `/releases/${id}`;
