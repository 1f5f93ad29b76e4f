import type { Job, Rule } from '#casework/forms/job';
import { justNow } from '#casework/forms/prefilled';
import { answerTo, asking, type FormContext, type Option } from '#casework/forms/question';
import { tested } from '#casework/arrest-test/test-pages';
import { isReviewed, isRunning, requirementIn, requirementOf } from '#casework/treatment-requirement/requirement-in';
import {
  ImposeSanction,
  RecordNonCompliance,
  RecordRequirementTest,
} from '#casework/treatment-requirement/treatment-requirement.requests';
import { civilDate } from '#pathway/calendar';
import { inForce } from '#pathway/reference';
import { warnedWithin } from '#pathway/treatment-requirement/compliance';

const test = asking('record requirement test', RecordRequirementTest);
const failing = asking('record non-compliance', RecordNonCompliance);
const sanction = asking('impose sanction', ImposeSanction);

/** Of an alcohol treatment requirement alcohol, otherwise what is tested for on arrest. */
const substances = (context: FormContext): readonly Option[] =>
  requirementOf(context)?.assessed?.kind === 'ATR' ? [{ value: 'alcohol', text: 'Alcohol' }] : tested(context);

export const recordARequirementTest: Job = {
  path: 'record-a-requirement-test',
  title: 'Record a test under the requirement',
  kinds: ['probation', 'treatment-provider'],
  stage: 'treatment-requirement',
  about: 'episode',
  offered: isReviewed,
  pages: [
    {
      path: 'test',
      title: 'The test',
      questions: [
        test('occurredAt', { ask: 'When was it?', known: justNow, needed: true, missing: 'Enter when it was' }),
        test('results', { ask: 'Results', missing: 'Select the result for each substance', choose: substances }),
      ],
    },
  ],
  sends: [{ do: 'record requirement test' }],
  done: 'Test recorded',
  next: () => ['The court has it before it at the next review.'],
};

const failed = failing('occurredAt', {
  ask: 'When did the person fail to comply?',
  known: justNow,
  needed: true,
  missing: 'Enter when the person failed to comply',
});
const declined = failing('declinedTreatmentReasonably', {
  ask: 'Is it about a treatment that the person reasonably declined?',
  hint: 'That is not a failure to comply.',
  missing: 'Select yes if it is about a treatment that the person reasonably declined',
  needed: true,
  // What is on record is a failure.
  when: ({ correcting }) => correcting === undefined,
});

const isAFailure: Rule = {
  about: declined,
  words: 'Declining a treatment reasonably is not a failure to comply, so there is nothing to record',
  broken: ({ answers }) => answerTo(answers, declined) === true,
};

/** Whether a warning lies so short a time back that only breach is left. */
function mustBeBreach(context: FormContext): boolean {
  // The warning on record may be the one that is put right: the pathway tells.
  if (context.correcting) return false;
  const at = answerTo(context.answers, failed);
  if (typeof at !== 'string') return false;
  const rules = inForce(context.reference.requirementRules, civilDate(at));
  const warnings = requirementOf(context)?.warnings ?? [];
  return rules !== undefined && warnedWithin(rules.breachWithinMonthsOfWarning, warnings, civilDate(at));
}

const responses = { warning: 'A warning', breach: 'Breach proceedings' } as const;

const response = failing('response', {
  ask: 'What do you do about it?',
  missing: 'Select a warning or breach proceedings',
  options: responses,
  choose: (context) =>
    (['warning', 'breach'] as const)
      .filter((value) => value === 'breach' || !mustBeBreach(context))
      .map((value) => ({ value, text: responses[value] })),
});

/** What a warning leads to next time. */
function afterAWarning({ reference, now }: FormContext): readonly string[] {
  const rules = inForce(reference.requirementRules, civilDate(now));
  return rules ? [`Another failure within ${rules.breachWithinMonthsOfWarning} months must be breach.`] : [];
}

export const recordAFailureToComply: Job = {
  path: 'record-a-failure-to-comply',
  title: 'Record a failure to comply',
  kinds: ['probation'],
  stage: 'treatment-requirement',
  about: 'episode',
  offered: isRunning,
  pages: [
    {
      path: 'failure',
      title: 'The failure to comply',
      rules: [isAFailure],
      questions: [failed, declined, failing('reason', { ask: 'What happened?' })],
    },
    {
      path: 'response',
      title: 'What follows',
      intro: (context) =>
        mustBeBreach(context)
          ? 'The person was warned within the 12 months before, so this failure must be breach.'
          : 'A warning comes first as a rule; breach may follow a first failure.',
      questions: [response],
    },
  ],
  sends: [{ do: 'record non-compliance' }],
  done: ({ events }) =>
    events.some(({ type }) => type === 'BreachStarted') ? 'Breach proceedings started' : 'Warning recorded',
  next: (context) => [
    'The court sees it on the case page.',
    ...(answerTo(context.answers, response) === 'warning' ? afterAWarning(context) : []),
  ],
};

/** What is left of the custody that an intensive supervision court may impose. */
function limits(context: FormContext): string | undefined {
  const rules = inForce(context.reference.requirementRules, civilDate(context.now));
  const imposed = requirementOf(context)?.custodySanctions ?? 0;
  return (
    rules &&
    `Custody is at most ${rules.sanctionCustodyDays} days each time, and at most ${rules.sanctionCustodyTimes} times. It was imposed ${imposed} times so far.`
  );
}

export const imposeASanction: Job = {
  path: 'impose-a-sanction',
  title: 'Impose a sanction',
  kinds: ['court'],
  stage: 'treatment-requirement',
  about: 'episode',
  offered: (episode) => isRunning(episode) && requirementIn(episode)?.imposed?.intensive !== undefined,
  pages: [
    {
      path: 'sanction',
      title: 'The sanction',
      intro: limits,
      questions: [
        sanction('kind', {
          ask: 'What kind of sanction?',
          missing: 'Select the kind of sanction',
          options: { custody: 'Custody', other: 'Another sanction' },
        }),
        sanction('days', { ask: 'For how long?', suffix: 'days' }),
      ],
    },
  ],
  sends: [{ do: 'impose sanction' }],
  done: 'Sanction imposed',
};
