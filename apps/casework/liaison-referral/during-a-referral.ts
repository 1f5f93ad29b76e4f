import { OneOf } from '#casework/fields/choices';
import type { Episode } from '#casework/episodes';
import { nearestFirst, theOneNearby } from '#casework/forms/directory-options';
import type { Job } from '#casework/forms/job';
import { justNow } from '#casework/forms/prefilled';
import { answerTo, asking, type FormContext } from '#casework/forms/question';
import { consents, consentWords, referralIn } from '#casework/liaison-referral/consents';
import { CloseReferral, RecordConsent, ReferOnward } from '#casework/liaison-referral/liaison-referral.requests';

/** On what health information is shared where no consent to it stands: asked here, and sent as what it comes to. */
class SharedOn {
  @OneOf(['consent', 'safeguarding'], 'why health information may be shared')
  ground: 'consent' | 'safeguarding';
}

const onward = asking('refer onward', ReferOnward);
const sharing = asking('share', SharedOn);
const consent = asking('record consent', RecordConsent);
const closing = asking('close referral', CloseReferral);

const isOpenNow = ({ state, status }: Episode): boolean =>
  state !== undefined && status !== undefined && status !== 'closed';

const ground = sharing('ground', {
  ask: 'Why may health information be shared?',
  options: {
    consent: 'The person agrees to it now',
    safeguarding: { text: 'Safeguarding overrides it', hint: 'You must say why.' },
  },
});
const isAgreed = ({ answers }: FormContext): boolean => answerTo(answers, ground) === 'consent';
const isUnshared = (context: FormContext): boolean => !consents(context, 'share-health');

export const referOnward: Job = {
  path: 'refer-onward',
  title: 'Refer onward to treatment',
  kinds: ['liaison-diversion'],
  stage: 'liaison-referral',
  about: 'episode',
  offered: isOpenNow,
  pages: [
    {
      path: 'sharing',
      title: 'Consent to share',
      intro: 'The person has not agreed to health information being shared.',
      when: isUnshared,
      questions: [
        ground,
        onward('override', {
          ask: 'Why does safeguarding override it?',
          missing: 'Enter why safeguarding overrides it',
          under: { question: ground, is: 'safeguarding' },
          needed: true,
        }),
      ],
    },
    {
      path: 'provider',
      title: 'The referral',
      questions: [
        onward('to', {
          ask: 'Which provider?',
          missing: 'Select the provider',
          choose: nearestFirst('treatment-provider'),
          known: theOneNearby('treatment-provider'),
        }),
        onward('service', {
          ask: 'What do you ask of it?',
          hint: 'For example, opiate substitution.',
          missing: 'Enter what you ask of it',
        }),
      ],
    },
  ],
  sends: [
    {
      do: 'record consent',
      when: (context) => isUnshared(context) && isAgreed(context),
      with: () => ({ scope: 'share-health', answer: 'given' }),
    },
    { do: 'refer onward' },
  ],
  done: 'Referred onward',
};

export const recordConsent: Job = {
  path: 'record-consent',
  title: 'Record consent',
  kinds: ['liaison-diversion'],
  stage: 'liaison-referral',
  about: 'episode',
  offered: (episode) => referralIn(episode)?.opened !== undefined && episode.status !== undefined,
  pages: [
    {
      path: 'consent',
      title: 'The consent',
      questions: [
        consent('scope', {
          ask: 'What is it about?',
          missing: 'Select what it is about',
          options: {
            assess: 'Being assessed',
            'share-health': 'Health information being shared with a treatment provider',
            'share-justice': 'The police and the courts seeing this referral and treatment',
          },
        }),
        consent('answer', {
          ask: 'Does the person agree?',
          missing: 'Select whether the person agrees',
          options: consentWords,
        }),
        consent('occurredAt', {
          ask: 'When did the person say so?',
          known: justNow,
          needed: true,
          missing: 'Enter when the person said so',
        }),
      ],
    },
  ],
  sends: [{ do: 'record consent' }],
  done: 'Consent recorded',
};

export const closeAReferral: Job = {
  path: 'close-a-referral',
  title: 'Close the referral',
  kinds: ['liaison-diversion'],
  stage: 'liaison-referral',
  about: 'episode',
  offered: isOpenNow,
  pages: [
    {
      path: 'outcome',
      questions: [
        closing('outcome', {
          ask: 'Why is it closed?',
          missing: 'Select why it is closed',
          options: {
            completed: 'All that was wanted is done',
            declined: { text: 'The person declined', hint: 'The offer may be made again on this referral.' },
            uncontactable: 'The person could not be reached',
            'out-of-area': 'The person lives out of your area',
            custody: 'The person is in custody',
            died: 'The person died',
          },
        }),
      ],
    },
  ],
  sends: [{ do: 'close referral' }],
  done: 'Referral closed',
};
