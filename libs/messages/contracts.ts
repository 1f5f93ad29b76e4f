import { deadlines, appointmentModes } from '#pathway/handover';
import type { CloudEvent } from '#messages/cloud-event';
import { envelopeSchema, SOURCE } from '#messages/cloud-event';
import { type DataOf, date, flag, id, instant, maybe, oneOf, organisation, part, type Schema } from '#messages/fields';
import { releaseReasons } from '#pathway/prison-release';
import type { Purpose } from '#pathway/reference';

type Fields = Parameters<typeof part>[0];

/** What a message of one type and version says. A change that a reader could trip over is a new version. */
interface Contract<F extends Fields = Fields> {
  readonly summary: string;
  /** Where it is published on a broker. */
  readonly topic: Topic;
  /** Without it the message cannot be traced to a person. */
  readonly subject: boolean;
  readonly fields: F;
}

export const topics = {
  'throughcare.handover.v1': 'What became of handovers, in order per person.',
  'throughcare.episode.v1': 'What changes in an episode for those it was handed to, in order per person.',
  'throughcare.partnership.v1': 'What partnerships answer for. It names nobody.',
} as const;
export type Topic = keyof typeof topics;

const purposes: readonly [Purpose, ...Purpose[]] = [
  'notification',
  'onward-referral',
  'requirement',
  'release',
  'reconnect',
];
const purpose = oneOf(purposes);
const late = {
  purpose,
  deadline: oneOf(deadlines),
  due: instant,
};
const ofHandover = { handover: id, purpose, sender: organisation, receiver: organisation };

const onHandover = <F extends Fields>(summary: string, fields: F): Contract<F> => ({
  summary,
  topic: 'throughcare.handover.v1',
  subject: true,
  fields,
});
const onEpisode = <F extends Fields>(summary: string, fields: F): Contract<F> => ({
  summary,
  topic: 'throughcare.episode.v1',
  subject: true,
  fields,
});

/** Every message that leaves Throughcare. The words of a step are asked for over the API, by those who may read them. */
export const contracts = {
  'throughcare.handover.requested.v1': onHandover('One service asked another to take over.', {
    ...ofHandover,
    openedBy: part({
      stage: oneOf<string>(['arrest-test', 'liaison-referral', 'treatment-requirement', 'prison-release']),
      episode: id,
    }),
  }),
  'throughcare.handover.delivered.v1': onHandover('The receiver has it.', ofHandover),
  'throughcare.handover.acknowledged.v1': onHandover('The receiver has seen it.', ofHandover),
  'throughcare.handover.information-requested.v1': onHandover('The receiver asked the sender something.', ofHandover),
  'throughcare.handover.information-provided.v1': onHandover('The sender answered.', ofHandover),
  'throughcare.handover.accepted.v1': onHandover('The receiver took over responsibility.', ofHandover),
  'throughcare.handover.declined.v1': onHandover('The receiver declined.', ofHandover),
  'throughcare.handover.appointment-offered.v1': onHandover('The receiver offered an appointment.', {
    ...ofHandover,
    when: instant,
    mode: oneOf(appointmentModes),
  }),
  'throughcare.handover.appointment-attended.v1': onHandover('The person attended.', ofHandover),
  'throughcare.handover.appointment-missed.v1': onHandover('The person missed it.', ofHandover),
  'throughcare.handover.treatment-started.v1': onHandover('Treatment that takes it up started.', {
    ...ofHandover,
    structured: flag(true),
  }),
  'throughcare.handover.withdrawn.v1': onHandover('The sender withdrew it.', ofHandover),
  'throughcare.handover.reassigned.v1': onHandover(
    'The sender asked another service instead. Only the new receiver and the sender may read it from now on.',
    { handover: id, purpose, sender: organisation },
  ),
  'throughcare.handover.escalated.v1': onHandover('What was owed by a deadline was not done.', {
    handover: id,
    ...late,
    level: oneOf([1, 2]),
  }),
  'throughcare.partnership.handover-late.v1': {
    summary: 'A handover of somebody who lives in the area has been late for two working days. It names nobody.',
    topic: 'throughcare.partnership.v1',
    subject: false,
    fields: { ...late, sender: organisation, receiver: organisation },
  },
  'throughcare.arrest-test.result-corrected.v1': onEpisode('The result of a test was corrected.', { episode: id }),
  'throughcare.arrest-test.laboratory-result.v1': onEpisode('The laboratory answered on a disputed test.', {
    episode: id,
  }),
  'throughcare.arrest-test.assessment-imposed.v1': onEpisode('An assessment is required of the person.', {
    episode: id,
    initial: instant,
  }),
  'throughcare.requirement.review-scheduled.v1': onEpisode('The court fixed a review.', { episode: id, date }),
  'throughcare.requirement.amended.v1': onEpisode('The court amended the requirement.', { episode: id }),
  'throughcare.requirement.revoked.v1': onEpisode('The court revoked the requirement.', { episode: id }),
  'throughcare.requirement.completed.v1': onEpisode('The requirement was completed.', { episode: id }),
  'throughcare.release.date-changed.v1': onEpisode('The expected release date moved, or is not known any more.', {
    episode: id,
    expected: maybe(date),
  }),
  'throughcare.release.medication-arranged.v1': onEpisode('Medication was arranged to last until it is taken over.', {
    episode: id,
  }),
  'throughcare.release.released.v1': onEpisode('The person left the prison. Only `released` is into the community.', {
    episode: id,
    date,
    reason: oneOf(releaseReasons),
  }),
  'throughcare.release.recalled.v1': onEpisode('The person was recalled to prison.', { episode: id, date }),
} as const;

export type MessageType = keyof typeof contracts;
export type MessageData<Type extends MessageType> = DataOf<(typeof contracts)[Type]['fields']>;

export const messageTypes = Object.keys(contracts) as MessageType[];

export const contractOf = (type: MessageType): Contract => contracts[type];

/** The schema of a whole message. */
export const schemaOf = (type: MessageType): Schema => {
  const { fields, subject } = contractOf(type);
  return envelopeSchema(type, part(fields).schema, subject);
};

export function exampleOf(type: MessageType): CloudEvent {
  const { fields, subject } = contractOf(type);
  return {
    specversion: '1.0',
    id: '1b5b1a52-3f0e-5d0b-9a55-0d5b6b1b7c12',
    source: SOURCE,
    type,
    time: '2026-03-02T21:40:00Z',
    datacontenttype: 'application/json',
    ...(subject && { subject: '2c5b1a52-3f0e-5d0b-9a55-0d5b6b1b7c13' }),
    traceparent: '00-0a5b1a523f0e5d0b9a550d5b6b1b7c11-1b5b1a523f0e5d0b-00',
    recordedtime: '2026-03-02T21:41:10Z',
    data: part(fields).example,
  };
}
