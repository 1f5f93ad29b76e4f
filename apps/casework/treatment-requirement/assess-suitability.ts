import type { Job } from '#casework/forms/job';
import { whoItIs } from '#casework/forms/person-pages';
import { answerTo, asking } from '#casework/forms/question';
import { requirementIn } from '#casework/treatment-requirement/requirement-in';
import {
  AssessSuitability as First,
  AssessSuitabilityAgain,
} from '#casework/treatment-requirement/treatment-requirement.requests';

export const requirementKinds = {
  DRR: 'Drug rehabilitation requirement (DRR)',
  ATR: 'Alcohol treatment requirement (ATR)',
  MHTR: 'Mental health treatment requirement (MHTR)',
} as const;

const first = asking('assess suitability', First);
const again = asking('assess suitability', AssessSuitabilityAgain);

const suitable = {
  ask: 'Would the requirement suit this person?',
  missing: 'Select whether the requirement would suit',
} as const;
const isSuitable = first('suitable', suitable);
const isSuitableNow = again('suitable', suitable);

const whatFollows = (suits: unknown): readonly string[] =>
  suits === true
    ? ['The courts of your area see it, and record whether the person is willing and what they impose.']
    : ['No court can impose the requirement. If things change, assess it again on the case page.'];

export const assessSuitability: Job = {
  path: 'assess-suitability',
  title: 'Assess for a treatment requirement',
  kinds: ['probation'],
  stage: 'treatment-requirement',
  about: 'person',
  pages: [
    ...whoItIs,
    {
      path: 'suitability',
      title: 'The assessment',
      questions: [
        first('kind', {
          ask: 'For which requirement?',
          missing: 'Select the kind of requirement',
          options: requirementKinds,
        }),
        isSuitable,
      ],
    },
  ],
  sends: [{ do: 'assess suitability' }],
  done: 'Assessment recorded',
  next: ({ answers }) => whatFollows(answerTo(answers, isSuitable)),
};

/** The same requirement, looked at again before it is imposed. */
export const assessSuitabilityAgain: Job = {
  path: 'assess-suitability-again',
  title: 'Assess for the requirement again',
  kinds: ['probation'],
  stage: 'treatment-requirement',
  about: 'episode',
  offered: (episode) => {
    const requirement = requirementIn(episode);
    return requirement?.assessed !== undefined && requirement.imposed === undefined;
  },
  pages: [{ path: 'suitability', questions: [isSuitableNow] }],
  sends: [{ do: 'assess suitability' }],
  done: 'Assessment recorded',
  next: ({ answers }) => whatFollows(answerTo(answers, isSuitableNow)),
};
