import type { Recorded } from '#pathway/corrections';
import type { Instant } from '#pathway/decider';
import { type Duty, type DutyStage, type Holder, owedIn } from '#pathway/duty';
import type { Reference } from '#pathway/reference';
import type { Told } from '#pathway/told';
import { changed, changedFor } from '#read-models/changes';
import { instantColumn } from '#read-models/instants';
import { deleteWhere, rowsWhere, upsertRows } from '#read-models/rows';
import { arrayOf, sideBySide, type Statement } from '#read-models/statements';
import { type Into, begunBefore, type View } from '#read-models/view';
import { Column, Entity, PrimaryColumn } from 'typeorm';

const NAME = 'duty';

/** An episode in which something may be owed: what was recorded in it, free texts as erased. */
@Entity({ schema: NAME, name: 'episode' })
export class DutyEpisode {
  @PrimaryColumn({ type: 'uuid' }) instance: string;
  @Column({ type: 'text' }) stage: DutyStage;
  @Column({ name: 'person_id', type: 'uuid' }) personId: string;
  @Column({ type: 'jsonb' }) history: readonly Recorded<never>[];
}

/** What is owed in an episode, beside handovers. */
@Entity({ schema: NAME, name: 'duty' })
export class DutyOwed {
  @PrimaryColumn({ type: 'uuid' }) instance: string;
  @PrimaryColumn({ type: 'text' }) what: Duty;
  @Column({ type: 'text' }) stage: DutyStage;
  @Column({ name: 'person_id', type: 'uuid' }) personId: string;
  @Column({ type: 'jsonb' }) by: readonly string[];
  @Column({ type: 'text', nullable: true }) holder: Holder | null;
  @Column({ type: 'timestamptz', nullable: true, transformer: instantColumn }) at: Instant | null;
  @Column({ type: 'timestamptz', transformer: instantColumn }) since: Instant;
}

/** An episode as it is kept, and what was owed in it. */
interface Known {
  readonly episode: DutyEpisode;
  readonly owed: readonly DutyOwed[];
}

async function knownOf(instances: readonly string[], { db, schema, memory }: Into): Promise<readonly Known[]> {
  const known = instances.flatMap((instance) => (memory.get(instance) as Known | undefined) ?? []);
  const held = new Set(known.map(({ episode }) => episode.instance));
  const others = instances.filter((instance) => !held.has(instance));
  const [episodes, owed] = await sideBySide([
    rowsWhere(db, { entity: DutyEpisode, schema }, 'instance', others),
    rowsWhere(db, { entity: DutyOwed, schema }, 'instance', others),
  ]);
  const owedBy = Map.groupBy(owed, ({ instance }) => instance);
  return [...known, ...episodes.map((episode) => ({ episode, owed: owedBy.get(episode.instance) ?? [] }))];
}

function withFacts(before: readonly Known[], batch: readonly Told[]): readonly DutyEpisode[] {
  const known = new Map(before.map(({ episode }) => [episode.instance, episode]));
  return [...Map.groupBy(batch, ({ instance }) => instance)].flatMap(([instance, told]) => {
    const [first] = told;
    if (!first) return [];
    const added = told.map(({ id, fact }) => ({ id, fact }) as unknown as Recorded<never>);
    const kept = known.get(instance);
    const { stage, personId } = kept ?? { stage: first.stage as DutyStage, personId: first.personId };
    return [{ instance, stage, personId, history: [...(kept?.history ?? []), ...added] }];
  });
}

async function apply(batch: readonly Told[], into: Into, reference: Reference): Promise<readonly Statement[]> {
  const { db, schema, memory } = into;
  const begun = begunBefore(batch);
  const before = await knownOf(begun, into);
  const after = withFacts(before, batch).map((episode): Known => {
    const { instance, stage, personId, history } = episode;
    return { episode, owed: owedIn(stage, history, reference).map((duty) => ({ ...duty, instance, stage, personId })) };
  });
  for (const known of after) memory.note(known.episode.instance, known);
  const was = before.flatMap(({ owed }) => owed);
  const owed = after.flatMap((one) => one.owed);
  return [
    ...upsertRows(
      db,
      DutyEpisode,
      schema,
      after.map(({ episode }) => episode),
    ),
    ...deleteWhere(
      db,
      { entity: DutyOwed, schema },
      'instance',
      was.map(({ instance }) => instance),
    ),
    ...upsertRows(db, DutyOwed, schema, owed),
    ...(schema === NAME ? [...changed([...was, ...owed].flatMap(({ by }) => by)), ...holdersChanged(begun)] : []),
  ];
}

/** Tells those to whom the episodes have handed somebody over, as far as that is known. */
const holdersChanged = (instances: readonly string[]): readonly Statement[] =>
  instances.length === 0
    ? []
    : changedFor({
        text: 'select distinct receiver from handover.handover where opener_instance = any($1::uuid[])',
        values: [arrayOf(instances)],
      });

/** What each service has to do next on the pathway, beside what it owes on handovers. */
export const dutyView = (reference: Reference): View => ({
  name: NAME,
  tables: ['episode', 'duty'],
  perPerson: true,
  listens: {
    person: 'ignored',
    'arrest-test': {
      ArrestTestRequested: 'told',
      SampleTaken: 'told',
      SampleRefused: 'told',
      SampleNotTaken: 'told',
      ArrestTestResultRecorded: 'told',
      ResultDisputed: 'told',
      LaboratoryResultRecorded: 'told',
      RequiredAssessmentImposed: 'told',
      AssessmentAttended: 'told',
      AssessmentMissed: 'told',
    },
    'liaison-referral': {
      LiaisonReferralOpened: 'told',
      Screened: 'told',
      ConsentRecorded: 'told',
      Assessed: 'told',
      OnwardReferralMade: 'told',
      LiaisonReferralClosed: 'told',
    },
    'treatment-requirement': {
      SuitabilityAssessed: 'told',
      WillingnessExpressed: 'told',
      WillingnessRefused: 'told',
      RequirementImposed: 'told',
      ReviewScheduled: 'told',
      ReviewHeld: 'told',
      RequirementTestRecorded: 'ignored',
      NonComplianceRecorded: 'ignored',
      WarningGiven: 'ignored',
      BreachStarted: 'ignored',
      SanctionImposed: 'ignored',
      RequirementAmended: 'told',
      RequirementRevoked: 'told',
      RequirementCompleted: 'told',
    },
    'prison-release': 'ignored',
    treatment: 'ignored',
    handover: 'ignored',
  },
  apply: (batch, into) => apply(batch, into, reference),
});
