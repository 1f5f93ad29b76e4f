import type { Episode } from '#casework/episodes';
import type { Job } from '#casework/forms/job';
import { whoItIs } from '#casework/forms/person-pages';
import { justNow } from '#casework/forms/prefilled';
import { asking } from '#casework/forms/question';
import {
  EndTreatment,
  RecordContact,
  RecordFirstContact,
  ReviewProgress,
} from '#casework/treatment/treatment.requests';
import type { TreatmentStatus } from '#pathway/treatment';

const contact = asking('record contact', RecordContact);
const firstContact = asking('record contact', RecordFirstContact);
const review = asking('review progress', ReviewProgress);
const end = asking('end treatment', EndTreatment);

const within =
  (...statuses: readonly TreatmentStatus[]) =>
  ({ status }: Episode): boolean =>
    statuses.some((one) => one === status);

const going = within('in treatment', 'in structured treatment');

const seenAt = {
  ask: 'When were you in contact?',
  known: justNow,
  needed: true,
  missing: 'Enter when you were in contact',
} as const;

/** Engagement of somebody who is not in treatment, so kept apart from a start. */
export const recordAFirstContact: Job = {
  path: 'record-a-first-contact',
  title: 'Record a contact before treatment',
  kinds: ['treatment-provider'],
  stage: 'treatment',
  about: 'person',
  pages: [...whoItIs, { path: 'contact', questions: [firstContact('occurredAt', seenAt)] }],
  sends: [{ do: 'record contact' }],
  done: 'Contact recorded',
};

export const recordAContact: Job = {
  path: 'record-a-contact',
  title: 'Record a contact',
  kinds: ['treatment-provider'],
  stage: 'treatment',
  about: 'episode',
  offered: within('contact', 'in treatment', 'in structured treatment'),
  pages: [{ path: 'contact', questions: [contact('occurredAt', seenAt)] }],
  sends: [{ do: 'record contact' }],
  done: 'Contact recorded',
};

export const reviewProgress: Job = {
  path: 'review-progress',
  title: 'Review progress',
  kinds: ['treatment-provider'],
  stage: 'treatment',
  about: 'episode',
  offered: going,
  pages: [
    {
      path: 'review',
      title: 'The review',
      questions: [
        review('occurredAt', {
          ask: 'When was the review?',
          known: justNow,
          needed: true,
          missing: 'Enter when the review was',
        }),
        review('summary', { ask: 'What came of it?' }),
      ],
    },
  ],
  sends: [{ do: 'review progress' }],
  done: 'Review recorded',
};

export const endTreatment: Job = {
  path: 'end-treatment',
  title: 'End treatment',
  kinds: ['treatment-provider'],
  stage: 'treatment',
  about: 'episode',
  offered: going,
  pages: [
    {
      path: 'end',
      title: 'The end of treatment',
      questions: [
        end('date', { ask: 'When did treatment end?', missing: 'Enter when treatment ended' }),
        end('reason', {
          ask: 'Why did it end?',
          missing: 'Select why it ended',
          options: {
            completed: 'Treatment was completed',
            'transferred-custody': 'The person moves on to treatment in custody',
            'transferred-community': 'The person moves on to another provider in the community',
            'dropped-out': 'The person dropped out',
            declined: 'The person declined further treatment',
            'retained-in-custody': 'The person is kept in custody',
            died: 'The person died',
          },
        }),
      ],
    },
  ],
  sends: [{ do: 'end treatment' }],
  done: 'Treatment ended',
};
