import type { Episode } from '#casework/episodes';
import { offeredOf } from '#casework/forms/directory-options';
import type { FormContext, Option } from '#casework/forms/question';
import type { RequirementState } from '#pathway/treatment-requirement/state';

/** The requirement as it stands, for the services that impose, supervise or deliver it. */
export const requirementIn = ({ state, status }: Episode): RequirementState | undefined =>
  status === undefined ? undefined : (state as RequirementState | undefined);

export const requirementOf = ({ episode }: FormContext): RequirementState | undefined =>
  episode && requirementIn(episode);

/** Imposed, and not ended. */
export function isRunning(episode: Episode): boolean {
  const requirement = requirementIn(episode);
  return requirement?.imposed !== undefined && requirement.ended === undefined;
}

/** Reviewed by the court, and tested: a drug rehabilitation requirement, or any under an intensive supervision court. */
export function isReviewed(episode: Episode): boolean {
  const requirement = requirementIn(episode);
  const either = requirement?.assessed?.kind === 'DRR' || requirement?.imposed?.intensive !== undefined;
  return isRunning(episode) && either;
}

/** Every court by its name. */
export const courts = (context: FormContext): readonly Option[] =>
  offeredOf(context, 'court').map(({ code, name }) => ({ value: code, text: name }));
