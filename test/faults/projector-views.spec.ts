import type { Json } from '#pathway/decider';
import type { StageName } from '#pathway/stages';
import { accessView } from '#read-models/access';
import { analyticsView } from '#read-models/analytics/view';
import { readModels } from '#read-models/data-source';
import { dutyView } from '#read-models/duty';
import { handoverView } from '#read-models/handover';
import { peopleView } from '#read-models/people';
import { rebuild } from '#read-models/rebuild';
import { releaseView } from '#read-models/release';
import { timelineView } from '#read-models/timeline';
import type { View } from '#read-models/view';
import { idOf, plainly, ScriptedLog } from '#test/faults/projector-log';
import { toTheEnd } from '#test/faults/projector-run';
import { createTestDatabase, type TestDatabase } from '#test/support/database';
import { reference } from '#test/support/reference';
import fc from 'fast-check';
import type { DataSource } from 'typeorm';

const views: readonly View[] = [
  timelineView,
  peopleView,
  accessView(reference),
  handoverView(reference),
  releaseView,
  dutyView(reference),
  analyticsView(reference),
];

type Fields = Readonly<Record<string, Json | undefined>>;
interface Step {
  readonly who: number;
  readonly which: number;
  readonly does: keyof typeof steps;
  readonly late: number;
}
interface Saying {
  readonly stage: StageName;
  readonly instance: string;
  readonly type: string;
  readonly fields?: Fields;
}

const person = (who: number) => idOf(`person ${who % 3}`);
const of = (stage: StageName, { who, which }: Pick<Step, 'who' | 'which'>) =>
  idOf(`${stage} ${which % 2} of ${who % 3}`);
const corrected = (type: string, instance: string, fields: Fields) => ({
  type: `${type}Corrected`,
  fields: { corrects: instance, why: 'Typed wrongly.', fact: { type, occurredAt: '2026-02-01T09:00:00Z', ...fields } },
});

const onPerson =
  (type: string, fields: (step: Step) => Fields = () => ({})) =>
  (step: Step): Saying => ({ stage: 'person', instance: person(step.who), type, fields: fields(step) });
const onHandover =
  (type: string, fields: Fields = {}) =>
  (step: Step): Saying => ({ stage: 'handover', instance: of('handover', step), type, fields });
const onRelease =
  (type: string, fields: Fields = {}) =>
  (step: Step): Saying => ({ stage: 'prison-release', instance: of('prison-release', step), type, fields });

const onTest =
  (type: string, fields: Fields = {}) =>
  (step: Step): Saying => ({ stage: 'arrest-test', instance: of('arrest-test', step), type, fields });

const treatmentFields = (step: Step): Fields => ({
  personId: person(step.who),
  provider: 'provider-riverside',
  triaged: '2026-01-01',
  interventions: step.which % 2 ? ['recovery-support'] : ['psychosocial'],
  substances: [],
  setting: 'community',
});

const steps = {
  name: onPerson('PersonDetailsChanged', ({ which }) => ({ name: `Name ${which}`, reason: 'married' })),
  move: onPerson('ResidenceChanged', ({ which }) => ({ residence: `E0800001${which}`, address: 'a street' })),
  identifier: onPerson('IdentifiersAdded', ({ which, who }) => ({
    identifiers: { crn: `X10000${which}` },
    nearMatches: [person(who + 1)],
  })),
  restrict: onPerson('PersonRestricted', () => ({ reason: 'at risk' })),
  grant: onPerson('AccessGranted', ({ which }) => ({ user: `user ${which}`, reason: 'looks after them' })),
  merge: onPerson('PersonMerged', ({ who }) => ({ into: person(who + 1), reason: 'the same' })),
  unmerge: onPerson('PersonUnmerged', ({ who }) => ({ from: person(who + 1), reason: 'not the same' })),
  erase: onPerson('PersonErased', () => ({ reason: 'asked for' })),
  correctName: (step: Step) => ({
    stage: 'person' as const,
    instance: person(step.who),
    ...corrected('PersonRegistered', idOf(`person-${person(step.who)}@0`), registration(step.who, 'Another name')),
  }),
  consent: (step: Step) => ({
    stage: 'liaison-referral' as const,
    instance: of('liaison-referral', step),
    type: 'ConsentRecorded',
    fields: { scope: 'share-justice', answer: step.which % 2 ? 'given' : 'withdrawn' },
  }),
  correctConsent: (step: Step) => ({
    stage: 'liaison-referral' as const,
    instance: of('liaison-referral', step),
    ...corrected('ConsentRecorded', idOf(`liaison-referral-${of('liaison-referral', step)}@1`), {
      scope: 'share-justice',
      answer: 'refused',
    }),
  }),
  deliver: onHandover('HandoverDelivered', { confirmedBy: 'user' }),
  acknowledge: onHandover('HandoverAcknowledged'),
  ask: onHandover('HandoverInformationRequested', { question: 'Which?' }),
  answer: onHandover('HandoverInformationProvided', { answer: 'That one.' }),
  accept: onHandover('HandoverAccepted'),
  decline: onHandover('HandoverDeclined', { reason: 'full' }),
  withdraw: onHandover('HandoverWithdrawn', { reason: 'moved' }),
  reassign: onHandover('HandoverReassigned', { to: 'provider-northgate', reason: 'moved' }),
  escalate: onHandover('HandoverEscalated', {
    receiver: 'provider-riverside',
    deadline: 'acknowledge',
    due: '2026-01-07T17:00:00Z',
    level: 2,
    told: null,
  }),
  expect: onRelease('ReleaseDateChanged', { expected: '2026-03-01', explanation: 'remission' }),
  release: onRelease('Released', { date: '2026-02-20', reason: 'released' }),
  recall: onRelease('Recalled', { date: '2026-02-25' }),
  sample: onTest('SampleTaken'),
  result: onTest('ArrestTestResultRecorded', { results: { opiates: 'positive' } }),
  impose: onTest('RequiredAssessmentImposed', { initial: '2026-01-07T14:00:00Z' }),
  attend: onTest('AssessmentAttended', { which: 'initial' }),
  miss: onTest('AssessmentMissed', { which: 'initial', explanation: 'none' }),
  start: (step: Step) => ({
    stage: 'treatment' as const,
    instance: of('treatment', step),
    type: 'TreatmentStarted',
    fields: treatmentFields(step),
  }),
  correctStart: (step: Step) => ({
    stage: 'treatment' as const,
    instance: of('treatment', step),
    ...corrected('TreatmentStarted', idOf(`treatment-${of('treatment', step)}@0`), {
      ...treatmentFields(step),
      interventions: ['pharmacological'],
    }),
  }),
} satisfies Record<string, (step: Step) => Saying>;

const registration = (who: number, name: string): Fields => ({
  personId: person(who),
  name,
  dateOfBirth: '1991-04-02',
  birthMonth: '1991-04',
  sex: 'male',
  ethnicity: 'A',
  residence: 'E08000012',
  identifiers: { pnc: `2024/900000${who % 3}Z` },
  nearMatches: [],
});

/** What opens a stream, where this is its first step. */
function opening({ stage }: Saying, step: Step): Omit<Saying, 'stage' | 'instance'> {
  const personId = person(step.who);
  switch (stage) {
    case 'person':
      return { type: 'PersonRegistered', fields: registration(step.who, 'Sam Oakes') };
    case 'liaison-referral':
      return {
        type: 'LiaisonReferralOpened',
        fields: { personId, point: 'probation', referrer: 'probation-liverpool', service: 'ld-quayside' },
      };
    case 'arrest-test':
      return {
        type: 'ArrestTestRequested',
        fields: { personId, suite: 'custody-brunswick', regime: 'any', ground: 'trigger' },
      };
    case 'prison-release':
      return {
        type: 'ReleasePlanned',
        fields: { personId, prison: 'prison-brookvale', inTreatment: true, substances: [], residence: 'E08000012' },
      };
    case 'handover':
      return {
        type: 'HandoverRequested',
        fields: {
          personId,
          purpose: step.which % 2 ? 'release' : 'onward-referral',
          sender: 'ld-quayside',
          receiver: 'provider-riverside',
          openedBy: {
            stage: step.which % 2 ? 'prison-release' : 'liaison-referral',
            instance: of(step.which % 2 ? 'prison-release' : 'liaison-referral', step),
            event: idOf('the event'),
          },
          area: 'E08000012',
        },
      };
    default:
      return { type: 'TreatmentStarted', fields: treatmentFields(step) };
  }
}

let database: TestDatabase;
let dataSource: DataSource;

beforeAll(async () => {
  database = await createTestDatabase();
  dataSource = await readModels({ url: database.url });
});

afterAll(async () => {
  await dataSource.destroy();
  await database.drop();
});

async function emptied(): Promise<void> {
  for (const table of ['checkpoint', 'lease', 'parked']) await dataSource.query(`delete from projections.${table}`);
  for (const view of views) for (const table of view.tables) await dataSource.query(`truncate ${view.name}.${table}`);
}

/** Says what the steps come to, opening what is not open; nothing follows an erasure. Answers who was erased. */
function say(log: ScriptedLog, story: readonly Step[]): ReadonlySet<string> {
  const erased = new Set<string>();
  const open = new Set<string>();
  const tell = (saying: Saying, step: Step, minute: number) => {
    const occurredAt = new Date(Date.UTC(2026, 0, 5, 9, minute * 97 - step.late * 60))
      .toISOString()
      .replace('.000Z', 'Z');
    const recordedAt = new Date(Date.UTC(2026, 0, 5, 9, minute * 97)).toISOString().replace('.000Z', 'Z');
    const { stage, instance, type, fields } = saying;
    log.say({ stage, instance, personId: person(step.who), recordedAt, fact: { type, occurredAt, ...fields } });
  };
  story.forEach((step, minute) => {
    if (erased.has(person(step.who))) return;
    const saying = steps[step.does](step);
    if (!open.has(saying.instance)) tell({ ...saying, ...opening(saying, step) }, step, minute);
    open.add(saying.instance);
    tell(saying, step, minute);
    if (step.does === 'erase') erased.add(person(step.who));
  });
  return erased;
}

async function rowsOf(view: View): Promise<Record<string, string[]>> {
  const tables = view.tables.map(async (table) => {
    const rows: { row: string }[] = await dataSource.query(
      `select to_jsonb(t)::text as row from ${view.name}.${table} t order by 1`,
    );
    return [table, rows.map(({ row }) => row)] as const;
  });
  return Object.fromEntries(await Promise.all(tables));
}

const story = fc.array(
  fc.record({
    who: fc.nat(2),
    which: fc.nat(3),
    does: fc.constantFrom(...(Object.keys(steps) as (keyof typeof steps)[])),
    late: fc.nat(30),
  }),
  { minLength: 1, maxLength: 40 },
);

describe('Whatever happened to people', () => {
  it.each(views)('a rebuilt $name view is the live one, erasures included', async (view) => {
    await fc.assert(
      fc.asyncProperty(story, story, fc.integer({ min: 1, max: 7 }), async (first, then, batch) => {
        await emptied();
        const log = new ScriptedLog();
        const erased = say(log, [...first, ...then]);
        await toTheEnd({ store: log, view, dataSource, tell: plainly(), batch });
        const live = await rowsOf(view);
        expect(await dataSource.query('select * from projections.parked')).toEqual([]);
        await rebuild({ store: log, view, dataSource, tell: plainly(erased) });
        expect(await rowsOf(view)).toEqual(live);
      }),
      { numRuns: 20 },
    );
  });

  it.each(views)(
    'the $name view reads no table whole: one that was small when it was first asked for may have grown',
    async (view) => {
      const ownTables = views.map(({ name }) => name);
      const readWhole = async () => {
        // What a connection has counted is told when it ends.
        await dataSource.destroy();
        await dataSource.initialize();
        const rows: object[] = await dataSource.query(
          `select schemaname, relname, seq_scan from pg_stat_user_tables where schemaname = any($1) order by 1, 2`,
          [ownTables],
        );
        return rows;
      };
      await emptied();
      const log = new ScriptedLog();
      const all = (Object.keys(steps) as (keyof typeof steps)[]).filter((does) => does !== 'erase');
      say(
        log,
        [0, 1, 2].flatMap((who) => all.map((does) => ({ who, which: who, does, late: 0 }))),
      );
      const before = await readWhole();
      await toTheEnd({ store: log, view, dataSource, tell: plainly(), batch: 7 });
      expect(await readWhole()).toEqual(before);
    },
  );
});
