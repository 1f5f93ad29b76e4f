import type { Job } from '#casework/forms/job';
import { livesIn, nearestFirst, theOneNearby } from '#casework/forms/directory-options';
import { justNow } from '#casework/forms/prefilled';
import { asking, type FormContext, type Known } from '#casework/forms/question';
import {
  ArrangeMedication,
  RecordPreReleaseMeeting,
  RecordPrisonTest,
  ReferToCommunity,
  ReferToReconnect,
} from '#casework/prison-release/prison-release.requests';
import { isPrepared, releasePage, stateIn } from '#casework/prison-release/release';
import { civilDate } from '#pathway/calendar';
import { isInForce } from '#pathway/reference';

const community = asking('refer to community', ReferToCommunity);
const meeting = asking('record pre-release meeting', RecordPreReleaseMeeting);
const reconnect = asking('refer to reconnect', ReferToReconnect);
const medication = asking('arrange medication', ArrangeMedication);
const test = asking('record prison test', RecordPrisonTest);

const forPrison = { kinds: ['prison'], stage: 'prison-release', about: 'episode', backTo: releasePage } as const;

/** Where the person will live, as the release was planned. */
function residence(context: FormContext): string | undefined {
  const planned = stateIn(context.episode)?.planned?.residence;
  return planned === undefined || planned === 'not-known' ? livesIn(context) : planned;
}

/** What is recorded once the person has left must have happened before: that is not now. */
const thatDay = (context: FormContext): Known | undefined =>
  isPrepared(context.episode) ? justNow(context) : undefined;

export const referToCommunity: Job = {
  ...forPrison,
  path: 'refer-to-community',
  title: 'Refer to community treatment',
  offered: isPrepared,
  pages: [
    {
      path: 'provider',
      questions: [
        community('to', {
          ask: 'Which provider is to take the person on?',
          hint: 'It is told at once. Your prison stays responsible until it accepts.',
          choose: nearestFirst('treatment-provider', residence),
          known: theOneNearby('treatment-provider', residence),
        }),
      ],
    },
  ],
  sends: [{ do: 'refer to community' }],
  done: 'Referral made',
};

export const recordAMeeting: Job = {
  ...forPrison,
  path: 'record-a-pre-release-meeting',
  title: 'Record the pre-release meeting',
  offered: isPrepared,
  pages: [
    {
      path: 'meeting',
      title: 'The pre-release meeting',
      questions: [
        meeting('with', {
          ask: 'Who did the person meet?',
          hint: 'Name and service.',
          missing: 'Enter who the person met',
        }),
        meeting('mode', {
          ask: 'How was it held?',
          missing: 'Select how the meeting was held',
          options: { 'in-person': 'In person', video: 'By video', telephone: 'By telephone' },
        }),
        meeting('occurredAt', { ask: 'When was it?', known: thatDay, needed: true, missing: 'Enter when it was' }),
      ],
    },
  ],
  sends: [{ do: 'record pre-release meeting' }],
  done: 'Meeting recorded',
};

const kind = medication('kind', {
  ask: 'What will the person have until the community service takes over?',
  missing: 'Select what the person will have',
  options: { bridging: 'A bridging prescription', depot: 'Depot buprenorphine' },
});

export const arrangeMedication: Job = {
  ...forPrison,
  path: 'arrange-medication',
  title: 'Arrange medication after release',
  offered: isPrepared,
  pages: [
    {
      path: 'medication',
      title: 'Medication after release',
      questions: [
        medication('drug', { ask: 'Drug and dose', hint: 'For example, methadone 40 mg daily.' }),
        kind,
        medication('days', {
          ask: 'How many days does it last?',
          suffix: 'days',
          under: { question: kind, is: 'bridging' },
          needed: true,
          missing: 'Enter how many days it lasts',
        }),
        medication('nextDue', {
          ask: 'When is the next dose due?',
          under: { question: kind, is: 'depot' },
          needed: true,
          missing: 'Enter when the next dose is due',
        }),
        medication('lastDose', { ask: 'When was the last dose in prison?' }),
        medication('occurredAt', {
          ask: 'When was this arranged?',
          known: thatDay,
          needed: true,
          missing: 'Enter when this was arranged',
        }),
      ],
    },
  ],
  sends: [{ do: 'arrange medication' }],
  done: 'Medication recorded',
};

export const referToReconnect: Job = {
  ...forPrison,
  path: 'refer-to-reconnect',
  title: 'Refer to RECONNECT',
  offered: (episode) => stateIn(episode)?.planned !== undefined && stateIn(episode)?.recalled === undefined,
  pages: [
    {
      path: 'reconnect',
      questions: [
        reconnect('to', {
          ask: 'Which RECONNECT service is to support the person?',
          hint: 'It is told at once.',
          needed: true,
          missing: 'Select the RECONNECT service',
          choose: nearestFirst('reconnect', residence),
          known: theOneNearby('reconnect', residence),
        }),
      ],
    },
  ],
  sends: [{ do: 'refer to reconnect' }],
  done: 'RECONNECT referral made',
};

export const recordAPrisonTest: Job = {
  ...forPrison,
  path: 'record-a-prison-test',
  title: 'Record a drug test in prison',
  offered: isPrepared,
  pages: [
    {
      path: 'test',
      title: 'The drug test',
      questions: [
        test('kind', {
          ask: 'Which kind of test was it?',
          missing: 'Select the kind of test',
          options: { mandatory: 'Mandatory', voluntary: 'Voluntary' },
        }),
        test('occurredAt', { ask: 'When was it?', known: thatDay, needed: true, missing: 'Enter when it was' }),
        test('results', {
          ask: 'Results',
          none: 'Not tested',
          missing: 'Select the result of each substance that was tested for',
          choose: ({ reference, now, correcting }) =>
            reference.substances
              .filter((row) => row.group !== 'alcohol' && (correcting || isInForce(row, civilDate(now))))
              .map(({ code, title }) => ({ value: code, text: title })),
        }),
      ],
    },
  ],
  sends: [{ do: 'record prison test' }],
  done: 'Drug test recorded',
};
