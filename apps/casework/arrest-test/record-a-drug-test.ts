import {
  ImposeRequiredAssessment,
  RecordResult,
  RecordSample,
  RequestTest,
} from '#casework/arrest-test/arrest-test.requests';
import type { Journey } from '#casework/forms/journey';
import { whoItIs } from '#casework/forms/person-pages';
import { ageOf, justNow } from '#casework/forms/prefilled';
import { answerTo, asking, type FormContext, type Option } from '#casework/forms/question';
import { overall } from '#pathway/arrest-test/state';
import type { Results } from '#pathway/arrest-test';
import { civilDate } from '#pathway/calendar';
import { inForce, organisation, type TestingRegime } from '#pathway/reference';

const test = asking('request test', RequestTest);
const sampling = asking('record sample', RecordSample);
const result = asking('record result', RecordResult);
const assessment = asking('impose required assessment', ImposeRequiredAssessment);

const regime = ({ reference, now }: FormContext): TestingRegime | undefined =>
  inForce(reference.regimes, civilDate(now));

const offences = ({ reference, now }: FormContext): readonly Option[] =>
  reference.triggerOffences
    .filter((offence) => inForce([offence], civilDate(now)))
    .map(({ code, title }) => ({ value: code, text: `${title} (${code})` }));

const substances = (context: FormContext): readonly Option[] =>
  (regime(context)?.substances ?? []).map((value) => ({
    value,
    text: `${value[0]?.toUpperCase() ?? ''}${value.slice(1)}`,
  }));

const youngerThan = (limit: (rules: TestingRegime) => number) => (context: FormContext) => {
  const rules = regime(context);
  const age = ageOf(context);
  return rules !== undefined && age !== undefined && age < limit(rules);
};

const detention = test('detention', {
  ask: 'Why is the person in custody?',
  missing: 'Select why the person is in custody',
  options: {
    arrested: 'Arrested',
    charged: 'Charged',
    voluntary: { text: 'Attending voluntarily', hint: 'A voluntary attendee cannot be tested.' },
  },
});
const ground = test('ground', {
  ask: 'On what ground is the test?',
  missing: 'Select the ground of the test',
  options: { trigger: 'A trigger offence', inspector: "An inspector's authority", 'not-stated': 'Not stated' },
});
const sample = sampling('sample', {
  ask: 'What came of the sample?',
  options: { taken: 'Taken', refused: 'Refused', 'not-taken': 'Not taken, for another reason' },
});
const results = result('results', {
  ask: 'Results',
  missing: 'Select the result for each substance',
  under: { question: sample, is: 'taken' },
  choose: substances,
});

const isPositive = ({ answers }: FormContext): boolean => {
  const found = answerTo(answers, results) as Results | undefined;
  return found !== undefined && overall(found) === 'positive';
};

/** Drug testing on arrest, from finding the person to the required assessment. */
export const recordADrugTest: Journey = {
  path: 'record-a-drug-test',
  title: 'Record a drug test',
  kinds: ['police-custody'],
  stage: 'arrest-test',
  about: 'person',
  pages: [
    ...whoItIs,
    {
      path: 'detention',
      title: 'The detention',
      questions: [
        test('custodyRecord', { ask: 'Custody record number', hint: 'For example, 05/BD/000123/26.' }),
        detention,
        ground,
        test('offence', {
          ask: 'Which offence?',
          under: { question: ground, is: 'trigger' },
          needed: true,
          choose: offences,
        }),
        test('authority.name', { ask: "Inspector's name", under: { question: ground, is: 'inspector' }, needed: true }),
        test('authority.grounds', {
          ask: 'Grounds for the authority',
          under: { question: ground, is: 'inspector' },
          needed: true,
        }),
        test('appropriateAdult', {
          ask: 'Is an appropriate adult present?',
          hint: 'Nobody of this age is tested without one.',
          when: youngerThan(({ appropriateAdultUnder }) => appropriateAdultUnder),
          needed: true,
        }),
      ],
    },
    {
      path: 'sample',
      title: 'The sample and its result',
      questions: [
        sample,
        sampling('occurredAt', { ask: 'When was that?', known: justNow, needed: true, missing: 'Enter when that was' }),
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
        result('occurredAt', {
          ask: 'When was the result known?',
          under: { question: sample, is: 'taken' },
          known: justNow,
          needed: true,
          missing: 'Enter when the result was known',
        }),
      ],
    },
    {
      path: 'assessment',
      title: 'The required assessment',
      intro: 'The result is positive: the Liaison and Diversion service is told as soon as you send this.',
      when: (context) => isPositive(context) && !youngerThan(({ assessmentAge }) => assessmentAge)(context),
      questions: [
        assessment('initial', { ask: 'When is the initial assessment?' }),
        assessment('place', {
          ask: 'Where is it?',
          known: ({ reference, caller }) => {
            const liaison = organisation(reference, organisation(reference, caller.organisation)?.liaison ?? '');
            return liaison && { value: liaison.name, from: 'the directory' };
          },
        }),
      ],
    },
  ],
  sends: [
    { do: 'request test' },
    { do: 'record sample' },
    { do: 'record result', when: ({ answers }) => answerTo(answers, sample) === 'taken' },
    { do: 'impose required assessment' },
  ],
  done: 'Drug test recorded',
  next: (context) =>
    isPositive(context)
      ? [
          'Give the person the written notice of the required assessment, if you imposed one.',
          'The person may dispute the result within an hour of it. Record a dispute on the case page.',
        ]
      : [],
};
