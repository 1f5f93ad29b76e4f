import { RequestTest } from '#casework/arrest-test/arrest-test.requests';
import {
  afterTest,
  assessmentAfterPositive,
  imposing,
  sampleAndResult,
  sampleTaken,
  youngerThan,
} from '#casework/arrest-test/test-pages';
import type { Job } from '#casework/forms/job';
import { whoItIs } from '#casework/forms/person-pages';
import { asking, type FormContext, type Option } from '#casework/forms/question';
import { civilDate } from '#pathway/calendar';
import { isInForce } from '#pathway/reference';

const test = asking('request test', RequestTest);

const offences = ({ reference, now, correcting }: FormContext): readonly Option[] =>
  reference.triggerOffences
    .filter((offence) => correcting || isInForce(offence, civilDate(now)))
    .map(({ code, title, specifiedOnly }) => ({
      value: code,
      text: `${title} (${code})${specifiedOnly ? ', only for a specified Class A drug' : ''}`,
    }));

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

/** What the age of the person rules out, before anything is answered. */
function atThisAge(context: FormContext): string | undefined {
  if (youngerThan(({ chargeAge }) => chargeAge)(context)) return 'Somebody of this age is never tested.';
  return youngerThan(({ arrestAge }) => arrestAge)(context)
    ? 'Somebody of this age is tested only once they are charged.'
    : undefined;
}

/** Drug testing on arrest, from finding the person to the required assessment. */
export const recordADrugTest: Job = {
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
      intro: atThisAge,
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
    sampleAndResult,
    assessmentAfterPositive,
  ],
  sends: [
    { do: 'request test', at: 'record sample' },
    { do: 'record sample' },
    { do: 'record result', when: sampleTaken },
    imposing,
  ],
  done: 'Drug test recorded',
  next: afterTest,
};
