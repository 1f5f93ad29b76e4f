import type { Job, Sends } from '#casework/forms/job';
import { justNow } from '#casework/forms/prefilled';
import { answerTo, asking, type FormContext } from '#casework/forms/question';
import { recordedBefore } from '#casework/forms/recorded-before';
import { agrees, consentTo, isOpen } from '#casework/liaison-referral/consents';
import { BesideLastTest, needOfTest } from '#casework/liaison-referral/last-test';
import { Assess, Screen } from '#casework/liaison-referral/liaison-referral.requests';
import { substancesNow, substanceWords } from '#casework/treatment/substance-words';
import { consentScopes } from '#pathway/liaison-referral';

const screening = asking('screen', Screen);
const assessing = asking('assess', Assess);

const fullAssessment = screening('fullAssessment', {
  ask: 'Is a full assessment wanted?',
  hint: 'If the person agrees to it, you record it here as well.',
  missing: 'Select whether a full assessment is wanted',
});
const toAssess = agrees('assess', 'Does the person agree to be assessed?');
const toShareHealth = agrees(
  'share-health',
  'Does the person agree to health information being shared?',
  'With a treatment provider, so that they can be referred there.',
);
const toShareJustice = agrees(
  'share-justice',
  'Does the person agree to the police and the courts seeing this?',
  'Otherwise they see neither this referral nor treatment.',
);

const isAssessed = ({ answers }: FormContext): boolean =>
  answerTo(answers, fullAssessment) === true && answerTo(answers, toAssess) === 'given';

const records = consentScopes.map((scope): Sends => ({
  do: 'record consent',
  answers: consentTo(scope),
  at: 'screen',
  with: () => ({ scope }),
}));

/** What comes next, going by what the person agreed to. */
function next({ answers }: FormContext): readonly string[] {
  const shared = answerTo(answers, toShareHealth) === 'given';
  return [
    shared
      ? 'If treatment would help, refer the person onward from the case page.'
      : 'Health information is not to be shared: the person cannot be referred onward unless safeguarding overrides that.',
    ...(answerTo(answers, toAssess) === 'given'
      ? []
      : ['The person may be asked again: record a new answer on the case page.']),
  ];
}

/** What L&D does with somebody who was referred, in one conversation. */
export const screenAndAssess: Job = {
  path: 'screen-and-assess',
  title: 'Screen and assess',
  kinds: ['liaison-diversion'],
  stage: 'liaison-referral',
  about: 'episode',
  offered: isOpen,
  pages: [
    {
      path: 'screening',
      title: 'The screening',
      questions: [
        screening('occurredAt', {
          ask: 'When did you see the person?',
          known: justNow,
          needed: true,
          missing: 'Enter when you saw the person',
        }),
        screening('needs', {
          ask: 'What does the person need help with?',
          hint: 'Select all that apply.',
          missing: 'Select what the person needs help with',
          none: 'None of these',
          known: needOfTest,
          options: {
            substance: 'Drugs',
            alcohol: 'Alcohol',
            'mental-health': 'Mental health',
            'physical-health': 'Physical health',
            'learning-disability-or-neurodiversity': 'A learning disability or neurodiversity',
            housing: 'Housing',
            employment: 'Employment',
            money: 'Money',
            family: 'Family',
            safeguarding: 'Safeguarding',
          },
        }),
        screening('risk', {
          ask: 'How high is the risk?',
          hint: 'Of harm to the person or by them.',
          missing: 'Select how high the risk is',
          options: { low: 'Low', medium: 'Medium', high: 'High' },
        }),
        screening('urgent', { ask: 'Is it urgent?', needed: true }),
        fullAssessment,
      ],
    },
    {
      path: 'consent',
      title: 'What the person agrees to',
      intro: 'Each may be withdrawn later, and then no longer holds.',
      questions: [toAssess, toShareHealth, toShareJustice],
    },
    {
      path: 'assessment',
      title: 'The assessment',
      beside: BesideLastTest,
      when: isAssessed,
      questions: [
        assessing('substances', {
          ask: 'Which substances does the person use?',
          hint: 'Select all that apply.',
          missing: 'Select the substances',
          none: 'None',
          options: substanceWords,
          choose: substancesNow,
          known: recordedBefore(['Assessed', 'TreatmentStarted', 'ReleasePlanned'], ({ substances }) =>
            substances.length > 0 ? substances : undefined,
          ),
        }),
        assessing('summary', { ask: 'What did the assessment find?', missing: 'Enter what the assessment found' }),
      ],
    },
  ],
  sends: [{ do: 'screen' }, ...records, { do: 'assess', at: 'screen' }],
  done: ({ events }) =>
    events.some(({ type }) => type === 'Assessed') ? 'Screening and assessment recorded' : 'Screening recorded',
  next,
};
