import type { StageName } from '#pathway/stages';
import { Party } from '#read-models/access';
import { Consent } from '#read-models/access/consents';
import { canonicalPeople, sameAs } from '#read-models/people/queries';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { DataSource, In, IsNull } from 'typeorm';

/** Whose an episode or handover is. */
export interface PartiesOfInstance {
  /** They run it or have run it; of a handover, its sender and its current receiver. */
  readonly runs: readonly string[];
  /** The current receivers of the handovers that it opened. */
  readonly handed: readonly string[];
}

const STILL = 'until is null';

/**
 * Whether the organisation runs or has run an episode of this person, or is the sender or the current receiver of one of
 * their handovers. Neither erasure nor restriction is looked at here.
 */
export async function sees(dataSource: DataSource, organisation: string, personId: string): Promise<boolean> {
  const rows: unknown[] = await dataSource.query(
    `select 1 from access.party where organisation = $1 and person_id = any($2::uuid[]) and ${STILL} limit 1`,
    [organisation, await sameAs(dataSource, personId)],
  );
  return rows.length > 0;
}

/** Whether a handover of this person went to the organisation and has not left it. */
export async function wasHanded(dataSource: DataSource, organisation: string, personId: string): Promise<boolean> {
  const personIds = await sameAs(dataSource, personId);
  return dataSource.manager.existsBy(Party, {
    organisation,
    personId: In([...personIds]),
    basis: 'receiver',
    until: IsNull(),
  });
}

/** The episodes of this person, under whichever record, at a stage: those an organisation runs, or all. */
export async function episodesOf(
  dataSource: DataSource,
  { personId, stage, organisation }: { personId: string; stage: StageName; organisation?: string },
): Promise<readonly string[]> {
  const personIds = await sameAs(dataSource, personId);
  const runs = { personId: In([...personIds]), stage, basis: 'runs', until: IsNull() } as const;
  const found = await dataSource.manager.findBy(Party, {
    ...runs,
    ...(organisation !== undefined && { organisation }),
  });
  return [...new Set(found.map(({ instance }) => instance))];
}

/** The people an organisation sees, each once, as the record that stands for them; nobody erased. */
export async function peopleSeenBy(dataSource: DataSource, organisation: string): Promise<readonly string[]> {
  const rows: { person_id: string }[] = await dataSource.query(
    `select distinct person_id from access.party where organisation = $1 and ${STILL}`,
    [organisation],
  );
  const canonical = await canonicalPeople(
    dataSource,
    rows.map((row) => row.person_id),
  );
  const living: { person_id: string }[] = await dataSource.query(
    'select person_id from people.person where person_id = any($1::uuid[]) and erased_at is null order by person_id',
    [[...new Set(canonical.values())]],
  );
  return living.map((row) => row.person_id);
}

/** Whose each of these episodes and handovers is, by instance; an instance that nobody has a part in is left out. */
export async function partiesOf(
  dataSource: DataSource,
  instances: readonly string[],
): Promise<ReadonlyMap<string, PartiesOfInstance>> {
  if (instances.length === 0) return new Map();
  const rows: { instance: string; part: 'runs' | 'handed'; organisation: string }[] = await dataSource.query(
    `select distinct instance, 'runs' as part, organisation from access.party
     where instance = any($1::uuid[]) and ${STILL}
       and (basis = 'runs' or stage = 'handover' and basis in ('sender', 'receiver'))
     union all
     select distinct opener_instance, 'handed', organisation from access.party
     where opener_instance = any($1::uuid[]) and basis = 'receiver' and until is null
     order by 1, 2, 3`,
    [[...new Set(instances)]],
  );
  const of = (part: 'runs' | 'handed', found: typeof rows) =>
    found.filter((row) => row.part === part).map((row) => row.organisation);
  const grouped = Map.groupBy(rows, ({ instance }) => instance);
  return new Map(
    [...grouped].map(([instance, found]) => [instance, { runs: of('runs', found), handed: of('handed', found) }]),
  );
}

/** Whether the person's newest answer, by when it was given, is that liaison and treatment may be shared with justice. */
export async function justiceConsent(dataSource: DataSource, personId: string): Promise<boolean> {
  const newest = await dataSource.manager.findOne(Consent, {
    where: { personId: In([...(await sameAs(dataSource, personId))]), scope: 'share-justice' },
    order: { occurredAt: 'DESC', position: 'DESC' },
  });
  return newest?.answer === 'given';
}

/** What an organisation has to do with a person. */
export interface Standing {
  readonly related: boolean;
  readonly handed: boolean;
  readonly justiceConsent: boolean;
}

export class AskStanding extends Query<Standing> {
  constructor(
    readonly organisation: string,
    readonly personId: string,
  ) {
    super();
  }
}

@QueryHandler(AskStanding)
export class StandingHandler implements IQueryHandler<AskStanding> {
  constructor(private readonly dataSource: DataSource) {}

  async execute({ organisation, personId }: AskStanding): Promise<Standing> {
    const [related, handed, consent] = await Promise.all([
      sees(this.dataSource, organisation, personId),
      wasHanded(this.dataSource, organisation, personId),
      justiceConsent(this.dataSource, personId),
    ]);
    return { related, handed, justiceConsent: consent };
  }
}
