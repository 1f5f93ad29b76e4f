import { nearestFirst } from '#casework/forms/directory-options';
import type { Job, Rule } from '#casework/forms/job';
import { answerTo, asking, type FormContext } from '#casework/forms/question';
import { courts, isReviewed, isRunning, requirementOf } from '#casework/treatment-requirement/requirement-in';
import {
  AmendRequirement,
  CompleteRequirement,
  RevokeRequirement,
} from '#casework/treatment-requirement/treatment-requirement.requests';
import { organisation } from '#pathway/reference';

const amendment = asking('amend requirement', AmendRequirement);
const revocation = asking('revoke requirement', RevokeRequirement);
const completion = asking('complete requirement', CompleteRequirement);

const months = amendment('months', { ask: 'New length of the requirement', suffix: 'months' });
const to = amendment('to', {
  ask: 'New provider',
  choose: nearestFirst('treatment-provider'),
  none: 'The provider stays',
});
const reviewCourt = amendment('reviewCourt', {
  ask: 'New court that reviews it',
  choose: courts,
  none: 'The court stays',
  when: ({ episode }) => episode !== undefined && isReviewed(episode),
});

/** `It lasts 12 months, is provided by Riverside and reviewed by Albion Crown Court.` */
function asItStands(context: FormContext): string | undefined {
  const imposed = requirementOf(context)?.imposed;
  if (!imposed) return undefined;
  const name = (code: string) => organisation(context.reference, code)?.name ?? code;
  const reviewed = imposed.reviewCourt === undefined ? '' : ` and reviewed by ${name(imposed.reviewCourt)}`;
  return `It lasts ${imposed.months} months, is provided by ${name(imposed.to)}${reviewed}. Answer only what changes.`;
}

const changesSomething: Rule = {
  about: months,
  words: 'Enter a new length, or select a new provider or court',
  broken: ({ answers }) => [months, to, reviewCourt].every((question) => answerTo(answers, question) === undefined),
};

export const amendARequirement: Job = {
  path: 'amend-a-requirement',
  title: 'Amend the requirement',
  kinds: ['court'],
  stage: 'treatment-requirement',
  about: 'episode',
  offered: isRunning,
  pages: [
    {
      path: 'changes',
      title: 'What changes',
      intro: asItStands,
      rules: [changesSomething],
      questions: [
        months,
        to,
        reviewCourt,
        amendment('reason', { ask: 'Why is it amended?', missing: 'Enter why it is amended' }),
      ],
    },
  ],
  sends: [{ do: 'amend requirement' }],
  done: 'Requirement amended',
};

export const revokeARequirement: Job = {
  path: 'revoke-a-requirement',
  title: 'Revoke the requirement',
  kinds: ['court'],
  stage: 'treatment-requirement',
  about: 'episode',
  offered: isRunning,
  pages: [
    {
      path: 'reason',
      questions: [revocation('reason', { ask: 'Why is it revoked?', missing: 'Enter why it is revoked' })],
    },
  ],
  sends: [{ do: 'revoke requirement' }],
  done: 'Requirement revoked',
};

export const completeARequirement: Job = {
  path: 'complete-a-requirement',
  title: 'Complete the requirement',
  kinds: ['probation'],
  stage: 'treatment-requirement',
  about: 'episode',
  offered: isRunning,
  pages: [
    {
      path: 'completed',
      title: 'The end of the requirement',
      questions: [completion('reason', { ask: 'What should be on record about it?' })],
    },
  ],
  sends: [{ do: 'complete requirement', when: () => true }],
  done: 'Requirement completed',
};
