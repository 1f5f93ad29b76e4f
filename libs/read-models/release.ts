import { fold, type Recorded } from '#pathway/corrections';
import type { CivilDate } from '#pathway/decider';
import { prisonRelease, type PrisonReleaseFact } from '#pathway/prison-release';
import { departed, type PrisonReleaseState } from '#pathway/prison-release/state';
import { changed } from '#read-models/changes';
import { rowsWhere, upsertRows } from '#read-models/rows';
import type { Told } from '#pathway/told';
import type { Into, View } from '#read-models/view';
import { Column, type DataSource, Entity, PrimaryColumn } from 'typeorm';

const NAME = 'release';

/** A release that a prison plans, or has planned. */
@Entity({ schema: 'release', name: 'release' })
export class Release {
  @PrimaryColumn({ type: 'uuid' }) instance: string;
  @Column({ name: 'person_id', type: 'uuid' }) personId: string;
  @Column({ type: 'text' }) prison: string;
  /** The probation unit that the plan names; null where it names none. */
  @Column({ name: 'supervised_by', type: 'text', nullable: true }) supervisedBy: string | null;
  /** Null where it is not known. */
  @Column({ type: 'text', nullable: true }) expected: CivilDate | null;
  /** When the person left for good; null while the release is being prepared. */
  @Column({ name: 'left_on', type: 'text', nullable: true }) leftOn: CivilDate | null;
  /** What moves its dates. */
  @Column({ type: 'jsonb' }) history: readonly Recorded<PrisonReleaseFact>[];
}

function asRow(instance: string, history: Release['history']): Release[] {
  const state = fold<PrisonReleaseFact, PrisonReleaseState>(prisonRelease, history);
  if (!state.planned) return [];
  const { personId, prison, supervisedBy = null } = state.planned;
  const dates = { expected: state.expected ?? null, leftOn: departed(state)?.date ?? null };
  return [{ instance, personId, prison, supervisedBy, ...dates, history }];
}

async function apply(batch: readonly Told[], { db, schema }: Into) {
  const told = Map.groupBy(batch, ({ instance }) => instance);
  const before = await rowsWhere(db, { entity: Release, schema }, 'instance', [...told.keys()]);
  const histories = new Map(before.map(({ instance, history }) => [instance, history]));
  const rows = [...told].flatMap(([instance, facts]) => {
    const recorded = facts.map(({ id, fact }) => ({ id, fact }) as Recorded<PrisonReleaseFact>);
    return asRow(instance, [...(histories.get(instance) ?? []), ...recorded]);
  });
  const concerned = [...before, ...rows]
    .flatMap(({ prison, supervisedBy }) => [prison, supervisedBy])
    .filter((code) => code !== null);
  return [...upsertRows(db, Release, schema, rows), ...(schema === NAME ? changed(concerned) : [])];
}

/** What each prison has to prepare, by when, and whom each probation unit is to supervise. */
export const releaseView: View = {
  name: NAME,
  tables: ['release'],
  perPerson: true,
  listens: {
    person: 'ignored',
    'arrest-test': 'ignored',
    'liaison-referral': 'ignored',
    'treatment-requirement': 'ignored',
    'prison-release': {
      ReleasePlanned: 'told',
      ReleaseDateChanged: 'told',
      CommunityReferralMade: 'ignored',
      PreReleaseMeetingHeld: 'ignored',
      ReconnectReferralMade: 'ignored',
      MedicationContinuityArranged: 'ignored',
      NaloxoneSupplied: 'ignored',
      NaloxoneDeclined: 'ignored',
      PrisonTestRecorded: 'ignored',
      Released: 'told',
      Recalled: 'ignored',
    },
    treatment: 'ignored',
    handover: 'ignored',
  },
  apply,
};

export interface ReleasesAsked {
  /** A prison, or a probation unit. */
  readonly service: string;
  /** Those who left earlier are not listed any more. */
  readonly leftSince: CivilDate;
  readonly skip: number;
  readonly take: number;
}

/**
 * The releases that a prison prepares or a probation unit is to supervise, the soonest first and those without a date
 * last, then those who left since, the last first; nobody erased.
 */
export const releasesOf = (
  dataSource: DataSource,
  { service, leftSince, skip, take }: ReleasesAsked,
): Promise<Release[]> =>
  dataSource.manager
    .createQueryBuilder(Release, 'release')
    .where('(release.prison = :service or release.supervised_by = :service)', { service })
    .andWhere('(release.left_on is null or release.left_on >= :leftSince)', { leftSince })
    .andWhere('release.person_id not in (select person_id from people.person where erased_at is not null)')
    .orderBy('release.left_on', 'DESC', 'NULLS FIRST')
    .addOrderBy('release.expected', 'ASC', 'NULLS LAST')
    .addOrderBy('release.instance')
    .offset(skip)
    .limit(take)
    .getMany();
