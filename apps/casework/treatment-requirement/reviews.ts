import { Flag } from '#casework/fields/choices';
import type { Job } from '#casework/forms/job';
import { justNow } from '#casework/forms/prefilled';
import { answerTo, asking, type FormContext, type Known } from '#casework/forms/question';
import { day } from '#pathway/spoken';
import { isReviewed, requirementOf } from '#casework/treatment-requirement/requirement-in';
import { ReviewPapers } from '#casework/treatment-requirement/review-papers';
import { HoldReview, ScheduleReview } from '#casework/treatment-requirement/treatment-requirement.requests';
import { anotherJudge } from '#pathway/treatment-requirement/reviews';

/** Asked here, and sent as what it comes to. */
class NextReview {
  @Flag('whether the next review is fixed')
  fixed: boolean;
}

const holding = asking('hold review', HoldReview);
const scheduling = asking('schedule review', ScheduleReview);
const upcoming = asking('next review', NextReview);

const when = {
  ask: 'When is the next review?',
  hint: 'Of a drug rehabilitation requirement, at least a calendar month after the one before.',
  missing: 'Enter the date of the review',
} as const;

function whoSat(context: FormContext): Known | undefined {
  const judge = requirementOf(context)?.judge;
  const from = requirementOf(context)?.lastHeld === undefined ? 'what the court imposed' : 'the last review';
  return judge === undefined ? undefined : { value: judge, from };
}

const judge = holding('judge', {
  ask: 'Who sat?',
  hint: 'The judge or the magistrates.',
  missing: 'Enter who sat',
  known: whoSat,
});

/** Under intensive supervision the same judge is to sit each time. */
function somebodyElse(context: FormContext): boolean {
  const requirement = requirementOf(context);
  const typed = answerTo(context.answers, judge);
  return requirement?.imposed?.intensive !== undefined && anotherJudge(String(typed), requirement.judge);
}
const FLAGGED =
  'This is not the judge who sat before. Under intensive supervision the same judge is to review it each time, so the change is shown on the timeline.';

const fixed = upcoming('fixed', {
  ask: 'Is there a date for the next review?',
  missing: 'Select whether there is a date for the next review',
});

const nextOn = scheduling('date', { ...when, under: { question: fixed, is: 'yes' } });

function nextReview({ answers }: FormContext): string {
  const date = answerTo(answers, nextOn);
  return typeof date === 'string'
    ? `The next review is on ${day(date)}.`
    : 'The next review has no date yet. Schedule it on the case page.';
}

export const holdAReview: Job = {
  path: 'hold-a-review',
  title: 'Record a review',
  kinds: ['court'],
  stage: 'treatment-requirement',
  about: 'episode',
  offered: isReviewed,
  pages: [
    {
      path: 'review',
      title: 'The review',
      beside: ReviewPapers,
      questions: [
        holding('occurredAt', {
          ask: 'When was it held?',
          known: justNow,
          needed: true,
          missing: 'Enter when it was held',
        }),
        judge,
        holding('outcome', { ask: 'What was the outcome?', missing: 'Enter the outcome' }),
      ],
    },
    {
      path: 'next',
      title: 'The next review',
      intro: (context) => (somebodyElse(context) ? FLAGGED : undefined),
      questions: [fixed, nextOn],
    },
  ],
  sends: [{ do: 'hold review' }, { do: 'schedule review' }],
  done: 'Review recorded',
  next: (context) => [nextReview(context), ...(somebodyElse(context) ? [FLAGGED] : [])],
};

export const scheduleAReview: Job = {
  path: 'schedule-a-review',
  title: 'Schedule a review',
  kinds: ['court'],
  stage: 'treatment-requirement',
  about: 'episode',
  offered: isReviewed,
  pages: [{ path: 'date', questions: [scheduling('date', when)] }],
  sends: [{ do: 'schedule review' }],
  done: 'Review scheduled',
};
