import { idOf, Log } from '#test/metrics/log';

/** Where an episode of the invented world happens, in days and hours from its start. */
const moment = (day: number, hour = 9): string =>
  new Date(Date.UTC(2026, 0, 5 + day, hour)).toISOString().replace('.000Z', 'Z');

interface Step {
  readonly day: number;
  readonly tell: (log: Log) => void;
}

const residences = ['E08000012', 'E08000003', 'E06000023', 'E10000016', 'W06000015'];
const ethnicities = 'ABCDEFGHJKLMNPRSZ';

/** One person's way from arrest to treatment and back from prison; `turn` makes it differ from the next person's. */
function way(turn: number): readonly Step[] {
  const who = `person ${turn}`;
  const day = (turn * 7) % 300;
  const at = (offset: number, hour = 9): string => moment(day + offset, hour + (turn % 5));
  const started = turn % 3 === 0 ? 12 : 30;
  const step = (
    offset: number,
    stage: Parameters<Log['tell']>[0],
    on: string,
    type: string,
    fields: object = {},
  ): Step => ({
    day: day + offset,
    tell: (log) =>
      log.tell(
        stage,
        { on: `${on} ${turn}`, of: who, event: `${type} ${on} ${turn}` },
        { type, occurredAt: at(offset), ...fields },
      ),
  });
  const requested = (on: string, purpose: string, opener: string, receiver: string) => ({
    personId: idOf(who),
    purpose,
    sender: 'ld-quayside',
    receiver,
    area: 'E08000012',
    openedBy: { stage: 'liaison-referral', instance: idOf(`${opener} ${turn}`), event: idOf(on) },
  });
  return [
    {
      day,
      tell: (log) =>
        log.person(who, at(0), {
          birthMonth: `${1950 + (turn % 58)}-0${1 + (turn % 9)}`,
          sex: turn % 4 === 0 ? 'female' : 'male',
          ethnicity: ethnicities[turn % ethnicities.length],
          residence: residences[turn % residences.length],
        }),
    },
    step(0, 'arrest-test', 'test', 'ArrestTestRequested', {
      personId: idOf(who),
      suite: 'custody-brunswick',
      ground: 'trigger',
    }),
    step(0, 'arrest-test', 'test', 'SampleTaken'),
    step(0, 'arrest-test', 'test', 'ArrestTestResultRecorded', {
      results: { cocaine: turn % 2 ? 'positive' : 'negative', opiates: 'positive' },
    }),
    step(0, 'handover', 'notification', 'HandoverRequested', requested('n', 'notification', 'test', 'ld-quayside')),
    step(1, 'handover', 'notification', 'HandoverAcknowledged'),
    step(1, 'handover', 'notification', 'HandoverAccepted'),
    step(1, 'liaison-referral', 'referral', 'LiaisonReferralOpened', {
      personId: idOf(who),
      point: 'police-custody',
      referrer: 'custody-brunswick',
      service: 'ld-quayside',
    }),
    step(1, 'liaison-referral', 'referral', 'Screened', {
      needs: ['substance', 'housing'],
      risk: 'low',
      urgent: false,
      fullAssessment: true,
    }),
    step(2, 'liaison-referral', 'referral', 'ConsentRecorded', { scope: 'assess', answer: 'given' }),
    step(2, 'liaison-referral', 'referral', 'Assessed', { substances: ['crack', 'opiate'], summary: '[erased]' }),
    step(2, 'liaison-referral', 'referral', 'OnwardReferralMade', {
      to: 'provider-riverside',
      service: 'structured treatment',
    }),
    step(
      2,
      'handover',
      'onward',
      'HandoverRequested',
      requested('o', 'onward-referral', 'referral', 'provider-riverside'),
    ),
    step(3, 'handover', 'onward', 'HandoverDelivered', { confirmedBy: 'system' }),
    step(5, 'handover', 'onward', 'HandoverAcknowledged'),
    step(6, 'handover', 'onward', 'HandoverAccepted'),
    step(started, 'treatment', 'treatment', 'TreatmentStarted', {
      personId: idOf(who),
      provider: 'provider-riverside',
      triaged: '2026-01-05',
      setting: 'community',
      interventions: ['psychosocial'],
      substances: ['opiate'],
      handover: idOf(`onward ${turn}`),
    }),
    step(started, 'handover', 'onward', 'HandoverTreatmentStarted', {
      treatment: idOf(`treatment ${turn}`),
      structured: true,
    }),
    step(started + 20, 'treatment', 'treatment', 'ContactRecorded', {
      personId: idOf(who),
      provider: 'provider-riverside',
    }),
    step(40, 'prison-release', 'release', 'ReleasePlanned', {
      personId: idOf(who),
      prison: 'prison-brookvale',
      inTreatment: true,
      substances: ['opiate'],
      residence: 'E08000012',
    }),
    step(41, 'prison-release', 'release', 'CommunityReferralMade', { to: 'provider-riverside' }),
    step(60, 'prison-release', 'release', 'Released', { date: at(60).slice(0, 10), reason: 'released' }),
    ...(turn % 2
      ? [step(100, 'treatment', 'treatment', 'TreatmentEnded', { date: at(100).slice(0, 10), reason: 'dropped-out' })]
      : []),
    ...(turn % 5 === 0
      ? [step(110, 'person', `person ${turn}`.replace(` ${turn}`, ''), 'ResidenceChanged', { residence: 'E10000016' })]
      : []),
  ];
}

/** The log of so many people, everybody's steps in among the others' as the days go. */
export function world(people: number): Log {
  const log = new Log();
  const steps = Array.from({ length: people }, (_, turn) => way(turn)).flat();
  steps.sort((one, other) => one.day - other.day);
  for (const { tell } of steps) tell(log);
  return log;
}
