import { civilDate } from '#pathway/calendar';
import { fold, isCorrection, type Recorded } from '#pathway/corrections';
import type { Instant } from '#pathway/decider';
import type { ReleaseClock } from '#pathway/prison-release';
import type { Requested } from '#pathway/handover/state';
import { type PrisonReleaseFact, prisonRelease, releaseClock } from '#pathway/prison-release';
import type { PrisonReleaseState } from '#pathway/prison-release/state';
import { isStructured, type TreatmentFact } from '#pathway/treatment';
import { type SamePerson, samePeople } from '#read-models/handover/people';
import { type Handover, Merge, ReleaseHistory, TreatmentStart } from '#read-models/handover/tables';
import { deleteWhere, rowsWhere, upsertRows } from '#read-models/rows';
import { sendAll, sideBySide } from '#read-models/statements';
import type { Told } from '#pathway/told';
import type { EntityManager } from 'typeorm';

interface Into {
  readonly db: EntityManager;
  readonly schema: string;
}

/** Keeps what moves the clocks of the releases in a batch; answers their instances. */
export async function keepReleases({ db, schema }: Into, batch: readonly Told[]): Promise<readonly string[]> {
  const told = Map.groupBy(batch, ({ instance }) => instance);
  const before = await rowsWhere(db, { entity: ReleaseHistory, schema }, 'instance', [...told.keys()]);
  const histories = new Map(before.map(({ instance, history }) => [instance, history]));
  const rows = [...told].map(([instance, facts]) => ({
    instance,
    history: [
      ...(histories.get(instance) ?? []),
      ...facts.map(({ id, fact }) => ({ id, fact }) as Recorded<PrisonReleaseFact>),
    ],
  }));
  await sendAll(db, upsertRows(db, ReleaseHistory, schema, rows));
  return rows.map(({ instance }) => instance);
}

function asStart({ id, fact, personId }: Told): TreatmentStart | undefined {
  const stands = (isCorrection(fact) ? fact.fact : fact) as TreatmentFact;
  if (stands.type !== 'TreatmentStarted') return undefined;
  const eventId = isCorrection(fact) ? fact.corrects : id;
  const { provider, occurredAt, interventions } = stands;
  return { eventId, personId, provider, occurredAt, structured: isStructured(interventions) };
}

/** Keeps the starts of treatment in a batch; answers whose they are. */
export async function keepStarts({ db, schema }: Into, batch: readonly Told[]): Promise<readonly string[]> {
  const starts = new Map(batch.flatMap((told) => asStart(told) ?? []).map((start) => [start.eventId, start]));
  await sendAll(db, upsertRows(db, TreatmentStart, schema, [...starts.values()]));
  return [...starts.values()].map(({ personId }) => personId);
}

/** Keeps who is one with whom; answers the records that this concerns. */
export async function keepMerges({ db, schema }: Into, batch: readonly Told[]): Promise<readonly string[]> {
  const standing = new Map<string, Merge | undefined>();
  const concerned: string[] = [];
  for (const { fact, personId } of batch) {
    if (fact.type === 'PersonMerged') standing.set(personId, { personId, intoId: fact.into });
    if (fact.type === 'PersonUnmerged') standing.set(personId, undefined);
    if (fact.type === 'PersonMerged') concerned.push(personId, fact.into);
    if (fact.type === 'PersonUnmerged') concerned.push(personId, fact.from);
  }
  const undone = [...standing].filter(([, merge]) => merge === undefined).map(([personId]) => personId);
  const merges = [...standing.values()].flatMap((merge) => merge ?? []);
  await sendAll(db, [
    ...deleteWhere(db, { entity: Merge, schema }, 'personId', undone),
    ...upsertRows(db, Merge, schema, merges),
  ]);
  return concerned;
}

/** What the clocks of some handovers hang on besides their own facts. */
export class Surrounding {
  private constructor(
    private readonly releases: ReadonlyMap<string, ReleaseClock>,
    private readonly starts: ReadonlyMap<string, readonly TreatmentStart[]>,
    private readonly people: ReadonlyMap<string, SamePerson>,
  ) {}

  static async of(
    { db, schema }: Into,
    personIds: readonly string[],
    openers: readonly string[],
  ): Promise<Surrounding> {
    const people = await samePeople(db, schema, personIds);
    const records = [...people.values()].flatMap(({ all }) => all);
    const [starts, releases] = await sideBySide([
      rowsWhere(db, { entity: TreatmentStart, schema }, 'personId', records),
      rowsWhere(db, { entity: ReleaseHistory, schema }, 'instance', openers),
    ]);
    return new Surrounding(
      new Map(releases.map(({ instance, history }) => [instance, clockOf(history)])),
      Map.groupBy(starts, ({ personId }) => personId),
      people,
    );
  }

  canonical(personId: string): string {
    return this.people.get(personId)?.canonical ?? personId;
  }

  release({ openedBy }: Requested): ReleaseClock | undefined {
    return openedBy.stage === 'prison-release' ? this.releases.get(openedBy.instance) : undefined;
  }

  /** The first structured start by the current receiver since the day it was asked. */
  structuredStart({ personId, receiver, requestedAt }: Requested): Instant | undefined {
    const records = this.people.get(personId)?.all ?? [personId];
    const moments = records
      .flatMap((record) => this.starts.get(record) ?? [])
      .filter(({ provider, structured }) => provider === receiver && structured)
      .map(({ occurredAt }) => occurredAt)
      .filter((occurredAt) => civilDate(occurredAt) >= civilDate(requestedAt));
    return moments.toSorted((one, other) => Date.parse(one) - Date.parse(other))[0];
  }
}

const clockOf = (history: ReleaseHistory['history']): ReleaseClock =>
  releaseClock(fold<PrisonReleaseFact, PrisonReleaseState>(prisonRelease, history));

/** The handovers that hang on these people or releases, or are these. */
export async function handoversHangingOn(
  { db, schema }: Into,
  entity: typeof Handover,
  by: { ids: readonly string[]; releases: readonly string[]; personIds: readonly string[] },
): Promise<readonly Handover[]> {
  const people = await samePeople(db, schema, by.personIds);
  const records = [...people.values()].flatMap(({ all }) => all);
  const found = await sideBySide([
    rowsWhere(db, { entity, schema }, 'id', by.ids),
    rowsWhere(db, { entity, schema }, 'openerInstance', by.releases),
    rowsWhere(db, { entity, schema }, 'personId', records),
  ]);
  return [...new Map(found.flat().map((row) => [row.id, row])).values()];
}
