import type { Job } from '#casework/forms/job';
import { asking } from '#casework/forms/question';
import { ChangeReleaseDate, RecordRecall, RecordRelease } from '#casework/prison-release/prison-release.requests';
import { isOut, isPrepared, releasePage, stateIn } from '#casework/prison-release/release';
import { civilDate } from '#pathway/calendar';

const change = asking('change release date', ChangeReleaseDate);
const release = asking('record release', RecordRelease);
const recall = asking('record recall', RecordRecall);

const forPrison = { kinds: ['prison'], stage: 'prison-release', about: 'episode', backTo: releasePage } as const;

export const changeReleaseDate: Job = {
  ...forPrison,
  path: 'change-release-date',
  title: 'Change the release date',
  offered: isPrepared,
  pages: [
    {
      path: 'date',
      title: 'Change the release date',
      intro: 'The dates by which the community service has to act move with it.',
      questions: [
        change('expected', {
          ask: 'When is the release expected now?',
          hint: 'Leave it empty if it is not known any more.',
          known: ({ episode }) => {
            const value = stateIn(episode)?.expected;
            return value === undefined ? undefined : { value, from: 'the plan as it stands' };
          },
        }),
        change('reason', { ask: 'Why does it change?', missing: 'Enter why the date changes' }),
      ],
    },
  ],
  sends: [{ do: 'change release date' }],
  done: 'Release date changed',
};

export const recordTheRelease: Job = {
  ...forPrison,
  path: 'record-the-release',
  title: 'Record the release',
  offered: isPrepared,
  pages: [
    {
      path: 'release',
      title: 'The release',
      questions: [
        release('date', {
          ask: 'When did the person leave?',
          hint: 'The day of the death, where the person died.',
          known: ({ now }) => ({ value: civilDate(now), from: 'the clock' }),
          missing: 'Enter when the person left',
        }),
        release('reason', {
          ask: 'Why did the person leave?',
          missing: 'Select why the person left',
          options: {
            released: {
              text: 'Released',
              hint: 'The community service now has 21 days to start structured treatment.',
            },
            transferred: {
              text: 'Transferred to another prison',
              hint: 'This release is over. The other prison plans its own.',
            },
            court: { text: 'To court', hint: 'The release goes on being prepared.' },
            hospital: { text: 'To hospital', hint: 'The release goes on being prepared.' },
            'temporary-absence': { text: 'Temporary absence', hint: 'The release goes on being prepared.' },
            deported: { text: 'Deported', hint: 'This release is over.' },
            died: { text: 'Died', hint: 'This release is over.' },
          },
        }),
      ],
    },
  ],
  sends: [{ do: 'record release' }],
  done: 'Release recorded',
};

/** By the prison or by probation, so it leads on to what happens next, and not to the prison's list. */
export const recordARecall: Job = {
  path: 'record-a-recall',
  title: 'Record a recall',
  kinds: ['prison', 'probation'],
  stage: 'prison-release',
  about: 'episode',
  offered: isOut,
  pages: [
    {
      path: 'recall',
      questions: [
        recall('date', { ask: 'When was the person recalled?', missing: 'Enter when the person was recalled' }),
      ],
    },
  ],
  sends: [{ do: 'record recall' }],
  done: 'Recall recorded',
  next: () => [
    'Nothing that services still owed because of this release is owed any more.',
    'The prison plans the next release from the beginning.',
  ],
};
