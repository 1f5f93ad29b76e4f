import { DisputeResult, RecordLaboratoryResult } from '#casework/arrest-test/arrest-test.requests';
import {
  afterTest,
  assessmentAfterPositive,
  imposing,
  resultAlone,
  sampleAndResult,
  sampleTaken,
  theAssessment,
} from '#casework/arrest-test/test-pages';
import type { Episode } from '#casework/episodes';
import type { Job } from '#casework/forms/job';
import { justNow } from '#casework/forms/prefilled';
import { answerTo, asking } from '#casework/forms/question';
import { type ArrestTestState, isPositive } from '#pathway/arrest-test/state';
import type { Reference } from '#pathway/reference';

const dispute = asking('dispute result', DisputeResult);
const laboratory = asking('record laboratory result', RecordLaboratoryResult);

/** The test as it stands, for the suite that runs it. */
const testIn = ({ state }: Episode) => state as ArrestTestState | undefined;

const within =
  (...statuses: readonly string[]) =>
  ({ status }: Episode): boolean =>
    statuses.some((one) => one === status);

/** None yet, or the one before was void and the regime of the test allows another. */
function mayBeSampled(episode: Episode, { regimes }: Reference): boolean {
  const test = testIn(episode);
  if (!test) return false;
  const allowed = regimes.find(({ code }) => code === test.requested?.regime)?.samplesPerDetention ?? 1;
  return test.sample === undefined || (test.overall === 'void' && test.samples < allowed);
}

export const recordAnotherSample: Job = {
  path: 'record-another-sample',
  title: 'Record another sample',
  kinds: ['police-custody'],
  stage: 'arrest-test',
  about: 'episode',
  offered: mayBeSampled,
  pages: [sampleAndResult, assessmentAfterPositive],
  sends: [{ do: 'record sample' }, { do: 'record result', when: sampleTaken }, imposing],
  done: 'Sample recorded',
  next: afterTest,
};

export const recordAResult: Job = {
  path: 'record-a-result',
  title: 'Record the result',
  kinds: ['police-custody'],
  stage: 'arrest-test',
  about: 'episode',
  offered: (episode) => testIn(episode)?.sample === 'taken' && testIn(episode)?.overall === undefined,
  pages: [resultAlone, assessmentAfterPositive],
  sends: [{ do: 'record result' }, imposing],
  done: 'Result recorded',
  next: afterTest,
};

/** Where it was not imposed with the result, or the result became positive by a correction. */
export const imposeARequiredAssessment: Job = {
  path: 'impose-a-required-assessment',
  title: 'Impose the required assessment',
  kinds: ['police-custody'],
  stage: 'arrest-test',
  about: 'episode',
  offered: (episode) => {
    const test = testIn(episode);
    return test !== undefined && isPositive(test) && test.assessment === undefined;
  },
  pages: [{ path: 'assessment', title: 'The required assessment', questions: theAssessment }],
  sends: [{ do: 'impose required assessment' }],
  done: 'Required assessment imposed',
  next: () => ['Give the person the written notice of it, while they are still in detention.'],
};

export const disputeAResult: Job = {
  path: 'dispute-a-result',
  title: 'Dispute the result',
  kinds: ['police-custody'],
  stage: 'arrest-test',
  about: 'episode',
  offered: within('positive'),
  pages: [
    {
      path: 'dispute',
      title: 'The dispute',
      intro: 'A person may dispute a positive result within an hour of it, and before a laboratory has answered.',
      questions: [
        dispute('reason', {
          ask: 'Why does the person dispute the result?',
          missing: 'Select why the person disputes the result',
          options: { medication: 'Medication they take', other: 'Another reason' },
        }),
        dispute('occurredAt', {
          ask: 'When did the person dispute it?',
          known: justNow,
          needed: true,
          missing: 'Enter when the person disputed it',
        }),
      ],
    },
  ],
  sends: [{ do: 'dispute result' }],
  done: 'Dispute recorded',
  next: () => [
    'Send the sample to the laboratory. The required assessment stands until it answers.',
    'Record its answer on the case page.',
  ],
};

const confirmed = laboratory('confirmed', {
  ask: 'Did the laboratory confirm the positive result?',
  missing: 'Select whether the laboratory confirmed the result',
});

export const recordALaboratoryResult: Job = {
  path: 'record-a-laboratory-result',
  title: 'Record the laboratory result',
  kinds: ['police-custody'],
  stage: 'arrest-test',
  about: 'episode',
  offered: within('positive', 'disputed'),
  pages: [
    {
      path: 'laboratory',
      title: 'The laboratory result',
      questions: [
        confirmed,
        laboratory('occurredAt', {
          ask: 'When did the laboratory answer?',
          known: justNow,
          needed: true,
          missing: 'Enter when the laboratory answered',
        }),
      ],
    },
  ],
  sends: [{ do: 'record laboratory result' }],
  done: 'Laboratory result recorded',
  next: ({ answers }) =>
    answerTo(answers, confirmed) === false
      ? [
          'The required assessment, if there was one, ceases: tell the person.',
          'The Liaison and Diversion service is told. A handover it has not accepted yet is withdrawn.',
        ]
      : [],
};
