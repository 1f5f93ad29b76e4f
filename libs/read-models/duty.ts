import type { Recorded } from '#pathway/corrections';
import type { Instant } from '#pathway/decider';
import { type Duty, type DutyStage, type Holder, owedIn } from '#pathway/duty';
import type { Reference } from '#pathway/reference';
import type { Told } from '#pathway/told';
import { changed } from '#read-models/changes';
import { instantColumn } from '#read-models/instants';
import { deleteWhere, rowsWhere, upsertRows } from '#read-models/rows';
import { send, sideBySide } from '#read-models/statements';
import { begunBefore, type View } from '#read-models/view';
import { Column, Entity, type EntityManager, PrimaryColumn } from 'typeorm';

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

function withFacts(before: readonly DutyEpisode[], batch: readonly Told[]): readonly DutyEpisode[] {
  const known = new Map(before.map((row) => [row.instance, row]));
  return [...Map.groupBy(batch, ({ instance }) => instance)].flatMap(([instance, told]) => {
    const [first] = told;
    if (!first) return [];
    const added = told.map(({ id, fact }) => ({ id, fact }) as unknown as Recorded<never>);
    const kept = known.get(instance);
    const { stage, personId } = kept ?? { stage: first.stage as DutyStage, personId: first.personId };
    return [{ instance, stage, personId, history: [...(kept?.history ?? []), ...added] }];
  });
}

async function apply(
  batch: readonly Told[],
  { db, schema }: { db: EntityManager; schema: string },
  reference: Reference,
) {
  const instances = begunBefore(batch);
  const [before, was, holders] = await sideBySide([
    rowsWhere(db, { entity: DutyEpisode, schema }, 'instance', instances),
    rowsWhere(db, { entity: DutyOwed, schema }, 'instance', instances),
    holdersOf(db, instances),
  ]);
  const episodes = withFacts(before, batch);
  const owed = episodes.flatMap(({ instance, stage, personId, history }): DutyOwed[] =>
    owedIn(stage, history, reference).map((duty) => ({ ...duty, instance, stage, personId })),
  );
  const concerned = [...holders, ...[...was, ...owed].flatMap(({ by }) => by)];
  return [
    ...upsertRows(db, DutyEpisode, schema, episodes),
    ...deleteWhere(db, { entity: DutyOwed, schema }, 'instance', instances),
    ...upsertRows(db, DutyOwed, schema, owed),
    ...(schema === NAME ? changed(concerned) : []),
  ];
}

/** Those to whom the episodes have handed somebody over, as far as that is known. */
async function holdersOf(db: EntityManager, instances: readonly string[]): Promise<readonly string[]> {
  if (instances.length === 0) return [];
  const rows = await send<{ receiver: string }>(
    db,
    'select distinct receiver from handover.handover where opener_instance = any($1::uuid[])',
    [instances],
  );
  return rows.map(({ receiver }) => receiver);
}

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
  apply: (batch, db, schema) => apply(batch, { db, schema }, reference),
});
