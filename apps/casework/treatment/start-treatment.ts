import { Words } from '#casework/fields/text';
import type { Job } from '#casework/forms/job';
import { whoItIs } from '#casework/forms/person-pages';
import { justNow } from '#casework/forms/prefilled';
import { answerTo, asking, type FormContext } from '#casework/forms/question';
import { recordedBefore } from '#casework/forms/recorded-before';
import { day } from '#pathway/spoken';
import { substancesNow, substanceWords } from '#casework/treatment/substance-words';
import { StartTreatment } from '#casework/treatment/treatment.requests';
import { civilDate } from '#pathway/calendar';
import { organisation, type Purpose } from '#pathway/reference';

/** Which handover it takes up, or that it takes up none: asked here, and sent with the start. */
class TakeUp {
  @Words(40, 'which handover this takes up')
  handover: string;
}
const NO_HANDOVER = 'none';

const takingUp = asking('take up', TakeUp);
const start = asking('start treatment', StartTreatment);

const purposes: Readonly<Record<Purpose, string>> = {
  notification: 'A positive test',
  'onward-referral': 'A referral',
  requirement: 'A treatment requirement',
  release: 'A release from prison',
  reconnect: 'A RECONNECT referral',
};

const handover = takingUp('handover', {
  ask: 'Which handover does this take up?',
  hint: 'Taking one up also accepts it, and whoever sent it sees that treatment has started.',
  missing: 'Select the handover, or that it takes up none',
  choose: ({ handedOver, reference }) => [
    ...handedOver.map(({ id, purpose, sender, requestedAt }) => ({
      value: id,
      text: `${purposes[purpose]}, from ${organisation(reference, sender)?.name ?? sender}`,
      hint: `Sent on ${day(requestedAt)}`,
    })),
    { value: NO_HANDOVER, text: 'None of these' },
  ],
  known: ({ handedOver: [only, ...others] }) =>
    only && others.length === 0 ? { value: only.id, from: 'the one handover that is open' } : undefined,
});

const takenUp = ({ answers }: FormContext): string | undefined => {
  const chosen = answerTo(answers, handover);
  return typeof chosen === 'string' && chosen !== NO_HANDOVER ? chosen : undefined;
};

/** Declined, withdrawn or taken up since it was chosen. */
const isClosed = (context: FormContext): boolean => {
  const chosen = takenUp(context);
  return chosen !== undefined && !context.handedOver.some(({ id }) => id === chosen);
};
const CLOSED = 'The handover that was chosen here has since been declined, withdrawn or taken up. Choose again.';

/** Treatment of somebody handed over, or of somebody whom nobody referred. */
export const startTreatment: Job = {
  path: 'start-treatment',
  title: 'Start treatment',
  kinds: ['treatment-provider'],
  stage: 'treatment',
  about: 'person',
  pages: [
    ...whoItIs,
    {
      path: 'handover',
      intro: (context) => (isClosed(context) ? CLOSED : undefined),
      questions: [handover],
      when: (context) => context.handedOver.length > 0 || isClosed(context),
    },
    {
      path: 'start',
      title: 'The start of treatment',
      questions: [
        start('triaged', {
          ask: 'When was the person triaged?',
          hint: 'Not later than the start, and not earlier than the handover it takes up.',
          known: recordedBefore(['HandoverAppointmentAttended'], ({ occurredAt }) => civilDate(occurredAt)),
        }),
        start('occurredAt', {
          ask: 'When did treatment start?',
          hint: 'When the first intervention was given.',
          known: justNow,
          needed: true,
          missing: 'Enter when treatment started',
        }),
        start('interventions', {
          ask: 'What is given?',
          hint: 'Treatment is structured where it is pharmacological or psychosocial. Select all that apply.',
          missing: 'Select what is given',
          options: {
            pharmacological: { text: 'Pharmacological', hint: 'For example, methadone or buprenorphine.' },
            psychosocial: { text: 'Psychosocial', hint: 'For example, key work or group work.' },
            'recovery-support': { text: 'Recovery support', hint: 'For example, peer support or help with housing.' },
          },
        }),
        start('setting', {
          ask: 'Where is it given?',
          needed: true,
          missing: 'Select where it is given',
          options: {
            community: 'In the community',
            'primary-care': 'In primary care',
            inpatient: 'As an inpatient',
            residential: 'In residential rehabilitation',
            'recovery-house': 'In a recovery house',
          },
        }),
        start('substances', {
          ask: 'Which substances is it for?',
          hint: 'Select all that apply.',
          missing: 'Select the substances',
          options: substanceWords,
          choose: substancesNow,
          known: recordedBefore(['Assessed', 'ReleasePlanned', 'TreatmentStarted'], ({ substances }) =>
            substances.length > 0 ? substances : undefined,
          ),
        }),
      ],
    },
  ],
  sends: [
    {
      do: 'start treatment',
      with: (context) => {
        const named = takenUp(context);
        return named === undefined ? {} : { handover: named };
      },
    },
  ],
  done: 'Treatment started',
  next: (context) =>
    takenUp(context) === undefined
      ? []
      : ['The handover is accepted and taken up: you are responsible for the person from now on.'],
};
