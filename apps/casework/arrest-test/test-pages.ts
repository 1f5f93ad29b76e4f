import { ImposeRequiredAssessment, RecordResult, RecordSample } from '#casework/arrest-test/arrest-test.requests';
import type { FormPage, Rule, Sends } from '#casework/forms/job';
import { ageOf, justNow } from '#casework/forms/prefilled';
import { answerTo, type Asked, asking, type FormContext, type Option, type Question } from '#casework/forms/question';
import type { Results } from '#pathway/arrest-test';
import { overall } from '#pathway/arrest-test/state';
import { civilDate } from '#pathway/calendar';
import { inForce, liaisonOf, organisation, type TestingRegime } from '#pathway/reference';

const sampling = asking('record sample', RecordSample);
const result = asking('record result', RecordResult);
const assessment = asking('impose required assessment', ImposeRequiredAssessment);

const regime = ({ reference, now }: FormContext): TestingRegime | undefined =>
  inForce(reference.regimes, civilDate(now));

/** What samples are tested for. */
export const tested = (context: FormContext): readonly Option[] =>
  (regime(context)?.substances ?? []).map((value) => ({
    value,
    text: `${value[0]?.toUpperCase() ?? ''}${value.slice(1)}`,
  }));

export const youngerThan = (limit: (rules: TestingRegime) => number) => (context: FormContext) => {
  const rules = regime(context);
  const age = ageOf(context);
  return rules !== undefined && age !== undefined && age < limit(rules);
};

const sample = sampling('sample', {
  ask: 'What came of the sample?',
  options: { taken: 'Taken', refused: 'Refused', 'not-taken': 'Not taken, for another reason' },
});
const found = { ask: 'Results', missing: 'Select the result for each substance', choose: tested } as const;
const foundAt = {
  ask: 'When was the result known?',
  known: justNow,
  needed: true,
  missing: 'Enter when the result was known',
} as const;
const results = result('results', { ...found, under: { question: sample, is: 'taken' } });

export const sampleTaken = ({ answers }: FormContext): boolean => answerTo(answers, sample) === 'taken';

export const isPositive = ({ answers }: FormContext): boolean => {
  const found = answerTo(answers, results) as Results | undefined;
  return found !== undefined && overall(found) === 'positive';
};

/** Said where it is asked: a substance that was forgotten is not found out at the end. */
const ofEach = (about: Question): Rule => ({
  about,
  words: 'Select the result for each substance, also where it is not stated',
  broken: (context) => {
    const given = answerTo(context.answers, about) as Results | undefined;
    return given !== undefined && tested(context).some(({ value }) => !(value in given));
  },
});

export const sampleAndResult: FormPage = {
  path: 'sample',
  title: 'The sample and its result',
  questions: [
    sample,
    sampling('occurredAt', {
      ask: 'When was the sample taken, or not taken?',
      known: justNow,
      needed: true,
      missing: 'Enter when the sample was taken, or not taken',
    }),
    sampling('warned', {
      ask: 'Was the person warned that refusing may be an offence?',
      under: { question: sample, is: 'refused' },
      needed: true,
    }),
    sampling('reason', {
      ask: 'Why was it not taken?',
      under: { question: sample, is: 'not-taken' },
      needed: true,
    }),
    results,
    result('occurredAt', { ...foundAt, under: { question: sample, is: 'taken' } }),
  ],
  rules: [ofEach(results)],
};

const resultsAlone = result('results', found);

/** Where the sample was recorded before its result was known. */
export const resultAlone: FormPage = {
  path: 'result',
  title: 'The result of the sample',
  questions: [resultsAlone, result('occurredAt', foundAt)],
  rules: [ofEach(resultsAlone)],
};

const appointment = (asked: Pick<Asked, 'under'> = {}) => [
  assessment('initial', { ...asked, ask: 'When is the initial assessment?' }),
  assessment('place', {
    ...asked,
    ask: 'Where is the initial assessment?',
    known: ({ reference, caller, now }) => {
      const liaison = organisation(reference, liaisonOf(reference, caller.organisation, civilDate(now)) ?? '');
      return liaison && { value: liaison.name, from: 'the service that works with your suite' };
    },
  }),
];

export const theAssessment = [
  ...appointment(),
  assessment('detained', {
    ask: 'Was the person still in detention when it was imposed?',
    hint: 'It can be imposed only before release from detention.',
    needed: true,
  }),
];

const mayBeImposed = (context: FormContext): boolean =>
  isPositive(context) && !youngerThan(({ assessmentAge }) => assessmentAge)(context);

/** A positive result does not wait for an appointment. */
const imposed = assessment('detained', {
  ask: 'Is the required assessment imposed now, before release from detention?',
  hint: 'If you have no appointment yet, you can impose it later from the case page, before release.',
  needed: true,
  missing: 'Select whether the required assessment is imposed now',
});
const isImposed = (context: FormContext): boolean =>
  mayBeImposed(context) && answerTo(context.answers, imposed) === true;

export const imposing: Sends = { do: 'impose required assessment', when: isImposed };

/** After a positive result of somebody old enough. */
export const assessmentAfterPositive: FormPage = {
  path: 'assessment',
  title: 'The required assessment',
  intro: 'The result is positive: the Liaison and Diversion service is told as soon as you send this.',
  when: mayBeImposed,
  questions: [imposed, ...appointment({ under: { question: imposed, is: 'yes' } })],
};

/** What whoever recorded a test does next. */
export const afterTest = (context: FormContext): readonly string[] =>
  isPositive(context)
    ? [
        ...(isImposed(context)
          ? ['Give the person the written notice of the required assessment, while they are still in detention.']
          : []),
        ...(mayBeImposed(context) && !isImposed(context)
          ? ['No required assessment is imposed yet. Impose it from the case page, while they are still in detention.']
          : []),
        'The person may dispute the result within an hour of it. Record a dispute on the case page.',
      ]
    : ['Liaison and Diversion is not told of this. If the person needs help, refer them from the case page.'];
