import {
  type About,
  assessedFor,
  imposedOf,
  type InboundStep,
  lastLeft,
  named,
  plannedBy,
  treatment,
  underWay,
} from '#messages/inbound/steps';
import {
  type DataOf,
  date,
  flag,
  id,
  instant,
  maybe,
  oneOf,
  organisation,
  part,
  several,
  whole,
  words,
} from '#messages/fields';
import { appointmentModes } from '#pathway/handover';
import { releaseReasons } from '#pathway/prison-release';
import type { OrganisationKind } from '#pathway/reference';
import { requirementKinds } from '#pathway/treatment-requirement';
import { dischargeReasons, interventions, settings, substances } from '#pathway/treatment';

type Fields = Parameters<typeof part>[0];
type Sender = 'prison' | 'court' | 'probation' | 'treatment-provider';

/** Where each kind of service publishes what it tells, on a broker. */
export const inboundTopics: Readonly<Record<Sender, string>> = {
  prison: 'throughcare.inbound.prison.v1',
  court: 'throughcare.inbound.court.v1',
  probation: 'throughcare.inbound.probation.v1',
  'treatment-provider': 'throughcare.inbound.provider.v1',
};
export const senders = Object.keys(inboundTopics) as [Sender, ...Sender[]];

const from = <F extends Fields>(
  sender: Sender,
  summary: string,
  fields: F,
  step: (data: DataOf<F>, about: About) => InboundStep,
) => ({ sender, summary, fields, step });

const kind = oneOf(requirementKinds);
const reference = words(100, 'EP-20417');

/** Every message that Throughcare takes. It says what happened, to somebody known here, and never more than that. */
export const inboundContracts = {
  'throughcare.inbound.prison.person-received.v1': from(
    'prison',
    'The prison received the person. A recall ends what was owed after the latest release; otherwise it is only known who met them.',
    { reason: oneOf(['admitted', 'returned', 'transferred', 'recalled']), date, release: maybe(id) },
    ({ reason, date: day, release }, { personId, dateOfBirth }) =>
      reason === 'recalled'
        ? {
            stage: 'prison-release',
            command: { do: 'record recall', date: day },
            at: named(release, { latest: lastLeft }),
          }
        : {
            stage: 'person',
            command: { do: 'recognise person', dateOfBirth, identifiers: {}, nearMatches: [] },
            at: { id: personId },
          },
  ),
  'throughcare.inbound.prison.person-released.v1': from(
    'prison',
    'The person left the prison. Only `released` is into the community.',
    { date, reason: oneOf(releaseReasons), release: maybe(id) },
    ({ release, ...left }) => ({
      stage: 'prison-release',
      command: { do: 'record release', ...left },
      at: named(release, { only: plannedBy(left.date) }),
    }),
  ),
  'throughcare.inbound.probation.suitability-assessed.v1': from(
    'probation',
    'Probation assessed whether a treatment requirement would suit.',
    { kind, suitable: flag(true), requirement: maybe(id) },
    ({ requirement, ...assessment }, { personId }) => ({
      stage: 'treatment-requirement',
      command: { do: 'assess suitability', personId, ...assessment },
      at: named(requirement, 'new'),
    }),
  ),
  'throughcare.inbound.probation.requirement-completed.v1': from(
    'probation',
    'The person completed the requirement.',
    { kind, requirement: maybe(id) },
    ({ kind: asked, requirement }) => ({
      stage: 'treatment-requirement',
      command: { do: 'complete requirement' },
      at: named(requirement, { only: imposedOf(asked) }),
    }),
  ),
  'throughcare.inbound.court.willingness-recorded.v1': from(
    'court',
    'The person told the court whether they were willing to comply.',
    { kind, willing: flag(true), requirement: maybe(id) },
    ({ kind: asked, willing, requirement }) => ({
      stage: 'treatment-requirement',
      command: { do: 'record willingness', willing },
      at: named(requirement, { only: assessedFor(asked) }),
    }),
  ),
  'throughcare.inbound.court.requirement-imposed.v1': from(
    'court',
    'The court passed a sentence with a treatment requirement, of which the person had been assessed and was willing.',
    {
      kind,
      order: oneOf(['community', 'suspended']),
      orderMonths: whole(1, 36, 24),
      months: whole(1, 36, 6),
      convicted: date,
      sentenced: date,
      provider: organisation,
      reviewCourt: maybe(organisation),
      /** Under an intensive supervision court: who sits. */
      intensiveJudge: maybe(words(200, 'HHJ A Example')),
      requirement: maybe(id),
    },
    ({ kind: asked, provider: to, intensiveJudge: judge, requirement, ...imposed }) => ({
      stage: 'treatment-requirement',
      command: { do: 'impose requirement', ...imposed, to, ...(judge !== undefined && { intensive: { judge } }) },
      at: named(requirement, { only: assessedFor(asked) }),
    }),
  ),
  'throughcare.inbound.provider.treatment-started.v1': from(
    'treatment-provider',
    'Treatment started, at the time of the message. Later messages call it by the same reference.',
    {
      reference,
      triaged: date,
      interventions: several(oneOf(interventions)),
      substances: several(oneOf(substances)),
      setting: maybe(oneOf(settings)),
      handover: maybe(id),
    },
    ({ reference: called, ...started }, { personId }) => ({
      stage: 'treatment',
      command: { do: 'start treatment', personId, ...started },
      at: { reference: called },
    }),
  ),
  'throughcare.inbound.provider.contact.v1': from(
    'treatment-provider',
    'The provider was in touch with the person, in treatment or before it.',
    { treatment: maybe(id), reference: maybe(reference) },
    (data, { personId }) => ({
      stage: 'treatment',
      command: { do: 'record contact', personId },
      at: treatment(data, 'new'),
    }),
  ),
  'throughcare.inbound.provider.treatment-ended.v1': from(
    'treatment-provider',
    'Treatment ended: that of the reference, or the only one under way with the provider.',
    { date, reason: oneOf(dischargeReasons), treatment: maybe(id), reference: maybe(reference) },
    ({ date: day, reason, ...which }) => ({
      stage: 'treatment',
      command: { do: 'end treatment', date: day, reason },
      at: treatment(which, { only: underWay }),
    }),
  ),
  'throughcare.inbound.provider.appointment-offered.v1': from(
    'treatment-provider',
    'The provider offered an appointment under a handover that it accepted.',
    { handover: id, when: instant, mode: oneOf(appointmentModes) },
    ({ handover, ...offer }) => ({
      stage: 'handover',
      command: { do: 'offer appointment', ...offer },
      at: { id: handover },
    }),
  ),
  'throughcare.inbound.provider.appointment-attended.v1': from(
    'treatment-provider',
    'The person attended, at the time of the message.',
    { handover: id },
    ({ handover }) => ({
      stage: 'handover',
      command: { do: 'record appointment', attended: true },
      at: { id: handover },
    }),
  ),
  'throughcare.inbound.provider.appointment-missed.v1': from(
    'treatment-provider',
    'The person missed an appointment, at the time of the message.',
    { handover: id },
    ({ handover }) => ({
      stage: 'handover',
      command: { do: 'record appointment', attended: false },
      at: { id: handover },
    }),
  ),
} as const;

export type InboundType = keyof typeof inboundContracts;
export const inboundTypes = Object.keys(inboundContracts) as InboundType[];

interface InboundContract {
  readonly sender: Sender & OrganisationKind;
  readonly summary: string;
  readonly fields: Fields;
  readonly step: (data: never, about: About) => InboundStep;
}
export const inboundContractOf = (type: InboundType): InboundContract => inboundContracts[type];
export const isInboundType = (type: unknown): type is InboundType =>
  typeof type === 'string' && Object.hasOwn(inboundContracts, type);
