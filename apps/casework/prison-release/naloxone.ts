import { OneOf } from '#casework/fields/choices';
import type { Job, Sends } from '#casework/forms/job';
import { justNow } from '#casework/forms/prefilled';
import { answerTo, asking } from '#casework/forms/question';
import { DeclineNaloxone, SupplyNaloxone } from '#casework/prison-release/prison-release.requests';
import { isOut, isPrepared, releasePage } from '#casework/prison-release/release';

const supplied = asking('supply naloxone', SupplyNaloxone);
const declined = asking('decline naloxone', DeclineNaloxone);

/** Supplied or declined: two steps, and one question. */
class OfferNaloxone {
  @OneOf(['supplied', 'declined'], 'what came of the offer')
  outcome: 'supplied' | 'declined';
}
const offer = asking('offer naloxone', OfferNaloxone);
const outcome = offer('outcome', {
  ask: 'Was take-home naloxone supplied?',
  missing: 'Select whether naloxone was supplied or declined',
  options: { supplied: 'Yes, supplied', declined: 'No, the person declined it' },
});
const cameTo =
  (wanted: string): Sends['when'] =>
  ({ answers }) =>
    answerTo(answers, outcome) === wanted;

const naloxone: Pick<Job, 'pages' | 'sends' | 'done'> = {
  pages: [
    {
      path: 'naloxone',
      title: 'Take-home naloxone',
      questions: [
        outcome,
        supplied('occurredAt', {
          ask: 'When was it supplied?',
          under: { question: outcome, is: 'supplied' },
          known: justNow,
          needed: true,
          missing: 'Enter when it was supplied',
        }),
        declined('occurredAt', {
          ask: 'When was it declined?',
          under: { question: outcome, is: 'declined' },
          known: justNow,
          needed: true,
          missing: 'Enter when it was declined',
        }),
      ],
    },
  ],
  sends: [
    { do: 'supply naloxone', when: cameTo('supplied') },
    { do: 'decline naloxone', when: cameTo('declined') },
  ],
  done: 'Naloxone recorded',
};

export const offerNaloxone: Job = {
  ...naloxone,
  path: 'offer-naloxone',
  title: 'Record take-home naloxone',
  kinds: ['prison'],
  stage: 'prison-release',
  about: 'episode',
  backTo: releasePage,
  offered: isPrepared,
};

export const offerNaloxoneAfterRelease: Job = {
  ...naloxone,
  path: 'offer-naloxone-in-approved-premises',
  title: 'Record naloxone in approved premises',
  kinds: ['probation'],
  stage: 'prison-release',
  about: 'episode',
  offered: isOut,
};
