import { Flag } from '#casework/fields/choices';
import { nearestFirst, theOneNearby } from '#casework/forms/directory-options';
import type { Job, Rule } from '#casework/forms/job';
import { answerTo, asking, type FormContext, type Known } from '#casework/forms/question';
import { recordedBefore } from '#casework/forms/recorded-before';
import { day } from '#pathway/spoken';
import { courts, requirementIn, requirementOf } from '#casework/treatment-requirement/requirement-in';
import {
  ImposeRequirement,
  RecordWillingness,
  ScheduleReview,
} from '#casework/treatment-requirement/treatment-requirement.requests';
import { inForce, organisation } from '#pathway/reference';

/** Asked here, and sent as what it comes to. */
class UnderWhat {
  @Flag('whether the order is under intensive supervision')
  intensive: boolean;

  @Flag('whether the first review is fixed')
  reviewFixed: boolean;
}

const willingness = asking('record willingness', RecordWillingness);
const imposing = asking('impose requirement', ImposeRequirement);
const review = asking('schedule review', ScheduleReview);
const under = asking('under what', UnderWhat);

const willing = willingness('willing', {
  ask: 'Is the person willing to comply with the requirement?',
  known: (context) => {
    const value = requirementOf(context)?.willing;
    return value === undefined ? undefined : { value, from: 'what the court recorded before' };
  },
  hint: 'No requirement can be imposed on somebody who is not.',
  missing: 'Select whether the person is willing',
});
const months = imposing('months', { ask: 'How long is the requirement?', suffix: 'months' });
const sentenced = imposing('sentenced', { ask: 'When was the sentence?', missing: 'Enter the date of sentence' });

const isWilling = ({ answers }: FormContext): boolean => answerTo(answers, willing) === true;
const saysNow = (context: FormContext): boolean =>
  answerTo(context.answers, willing) !== requirementOf(context)?.willing;

const isDrr = (context: FormContext): boolean => requirementOf(context)?.assessed?.kind === 'DRR';
const sitsIntensively = ({ reference, caller }: FormContext): boolean =>
  organisation(reference, caller.organisation)?.intensiveSupervision === true;

const intensive = under('intensive', {
  ask: 'Is the order under intensive supervision?',
  when: sitsIntensively,
  needed: true,
});
const isIntensive = (context: FormContext): boolean =>
  sitsIntensively(context) && answerTo(context.answers, intensive) === true;

/** A drug rehabilitation requirement this long needs a court that reviews it. */
function needsReviewCourt(context: FormContext): boolean {
  const on = answerTo(context.answers, sentenced);
  const long = Number(answerTo(context.answers, months));
  const rules = typeof on === 'string' ? inForce(context.reference.requirementRules, on) : undefined;
  return isDrr(context) && rules !== undefined && long > rules.reviewCourtAboveMonths;
}

const reviewCourt = imposing('reviewCourt', {
  ask: 'Which court reviews it?',
  choose: courts,
  none: 'No court reviews it',
  known: ({ caller }) => ({ value: caller.organisation, from: 'the court you work at' }),
});

const namesReviewCourt: Rule = {
  about: reviewCourt,
  words: 'Select the court that reviews it: a requirement this long needs one',
  broken: (context) => needsReviewCourt(context) && answerTo(context.answers, reviewCourt) === undefined,
};

/** The provider to whom L&D has referred the person, otherwise the one that serves where they live. */
async function provider(context: FormContext): Promise<Known | undefined> {
  const referred = await recordedBefore(['OnwardReferralMade'], ({ to }) => to)(context);
  return referred ?? theOneNearby('treatment-provider')(context);
}

const fixed = under('reviewFixed', {
  ask: 'Is there a date for the first review?',
  missing: 'Select whether there is a date for the first review',
});

const firstOn = review('date', {
  ask: 'When is the first review?',
  missing: 'Enter the date of the review',
  under: { question: fixed, is: 'yes' },
});

function firstReview(context: FormContext): readonly string[] {
  const date = answerTo(context.answers, firstOn);
  if (typeof date === 'string') return [`The first review is on ${day(date)}.`];
  return isDrr(context) || isIntensive(context)
    ? ['The first review has no date yet. Schedule it on the case page.']
    : [];
}

/** What a court does when it passes sentence: what the person says, what is imposed, and when it is first reviewed. */
export const requirementImposed: Job = {
  path: 'requirement-imposed',
  title: 'Impose the requirement',
  kinds: ['court'],
  stage: 'treatment-requirement',
  about: 'episode',
  offered: (episode) => {
    const requirement = requirementIn(episode);
    return requirement?.assessed?.suitable === true && requirement.imposed === undefined;
  },
  pages: [
    { path: 'willing', questions: [willing] },
    {
      path: 'order',
      title: 'The sentence',
      when: isWilling,
      questions: [
        imposing('order', {
          ask: 'What kind of order is it?',
          missing: 'Select the kind of order',
          options: { community: 'A community order', suspended: 'A suspended sentence order' },
        }),
        imposing('orderMonths', { ask: 'How long is the order?', suffix: 'months' }),
        months,
        imposing('convicted', { ask: 'When was the conviction?', missing: 'Enter the date of conviction' }),
        sentenced,
      ],
    },
    {
      path: 'provider',
      title: 'Who provides it',
      when: isWilling,
      questions: [
        imposing('to', {
          ask: 'Which provider?',
          missing: 'Select the provider',
          choose: nearestFirst('treatment-provider'),
          known: provider,
        }),
        intensive,
        imposing('intensive.judge', {
          ask: 'Which judge?',
          hint: 'The same judge reviews it each time.',
          under: { question: intensive, is: 'yes' },
          needed: true,
        }),
      ],
    },
    {
      path: 'review',
      title: 'Reviews',
      rules: [namesReviewCourt],
      when: (context) => isWilling(context) && (isDrr(context) || isIntensive(context)),
      questions: [reviewCourt, fixed, firstOn],
    },
  ],
  sends: [{ do: 'record willingness', when: saysNow }, { do: 'impose requirement' }, { do: 'schedule review' }],
  done: ({ events }) =>
    events.some(({ type }) => type === 'RequirementImposed') ? 'Requirement imposed' : 'Unwillingness recorded',
  next: (context) =>
    isWilling(context)
      ? ['Probation supervises it and sees what you recorded.', ...firstReview(context)]
      : ['Nothing is imposed. If the person changes their mind, record it on the case page.'],
};
