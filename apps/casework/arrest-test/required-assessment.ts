import { RecordAssessment } from '#casework/arrest-test/arrest-test.requests';
import type { Episode } from '#casework/episodes';
import type { FormPage, Job } from '#casework/forms/job';
import { justNow } from '#casework/forms/prefilled';
import { answerTo, asking, type FormContext, type Known } from '#casework/forms/question';
import { recordedBefore } from '#casework/forms/recorded-before';
import { type ArrestTestFact, arrestTest } from '#pathway/arrest-test';
import { whyNotAssessed } from '#pathway/arrest-test/assessment';
import { fold, type Recorded } from '#pathway/corrections';

const assessment = asking('record assessment', RecordAssessment);
const each = ['initial', 'follow-up'] as const;

const isReadable = ({ content }: Episode['steps'][number]): boolean => content !== undefined;

/** Which is to be recorded next, going by the steps that this service may read: the offence never is among them. */
function due({ steps }: Episode): (typeof each)[number] | undefined {
  const readable = steps.filter(isReadable).map(({ id, type, occurredAt, content }) => ({
    id,
    fact: { type, occurredAt, ...content },
  }));
  const test = fold(arrestTest, readable as unknown as readonly Recorded<ArrestTestFact>[]);
  return each.find((which) => whyNotAssessed(which, test) === undefined);
}

/** A provider sees that an assessment was imposed, and not what has come of it. */
const isUnread = ({ steps }: Episode): boolean =>
  steps.some((step) => step.type === 'RequiredAssessmentImposed' && !isReadable(step));

/** The appointment, once its time has come. */
async function appointed(context: FormContext): Promise<Known> {
  const initial = recordedBefore(['RequiredAssessmentImposed'], (imposed) =>
    imposed.initial <= context.now ? imposed.initial : undefined,
  );
  return (await initial(context)) ?? justNow(context);
}

const which = assessment('which', {
  ask: 'Which assessment was it?',
  options: { initial: 'The initial assessment', 'follow-up': 'The follow-up assessment' },
});
const attended = assessment('attended', {
  ask: 'Did the person attend, and stay for it?',
  missing: 'Select whether the person attended and stayed',
});
const followUpNeeded = {
  ask: 'Is a follow-up assessment needed?',
  missing: 'Select whether a follow-up assessment is needed',
  under: { question: attended, is: 'yes' },
} as const;
const outcome = assessment('outcome', { ask: 'What came of it?' });
const when = (known: (context: FormContext) => Known | Promise<Known>) =>
  assessment('occurredAt', { ask: 'When was it?', known, needed: true, missing: 'Enter when it was' });

const pages: readonly FormPage[] = [
  {
    path: 'initial',
    title: 'The initial assessment',
    when: ({ episode }) => episode !== undefined && due(episode) === 'initial',
    questions: [when(appointed), attended, assessment('followUpNeeded', { ...followUpNeeded, needed: true }), outcome],
  },
  {
    path: 'follow-up',
    title: 'The follow-up assessment',
    when: ({ episode }) => episode !== undefined && due(episode) === 'follow-up',
    questions: [when(justNow), attended, outcome],
  },
  {
    path: 'assessment',
    title: 'The required assessment',
    when: ({ episode }) => episode !== undefined && isUnread(episode),
    questions: [
      which,
      when(justNow),
      attended,
      assessment('followUpNeeded', { ...followUpNeeded, hint: 'Only after the initial assessment.' }),
      outcome,
    ],
  },
];

/** What the service that was notified, or a provider handed the person, records of a required assessment. */
export const recordARequiredAssessment: Job = {
  path: 'record-a-required-assessment',
  title: 'Record the required assessment',
  kinds: ['liaison-diversion', 'treatment-provider'],
  stage: 'arrest-test',
  about: 'episode',
  offered: (episode) => due(episode) !== undefined || isUnread(episode),
  pages,
  sends: [{ do: 'record assessment', with: ({ episode }) => ({ which: episode && due(episode) }) }],
  done: 'Required assessment recorded',
  next: ({ answers }) =>
    answerTo(answers, attended) === false ? ['The custody suite sees that the assessment was missed.'] : [],
};
