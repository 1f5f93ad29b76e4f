import type { Reference } from '#pathway/reference';
import type { Told } from '#pathway/told';
import { placesOf, type Places } from '#read-models/analytics/attributes';
import { Cases } from '#read-models/analytics/cases';
import { Changes } from '#read-models/analytics/changes';
import { withTold, type History } from '#read-models/analytics/history';
import { listens } from '#read-models/analytics/kept';
import { touchedBy, versionsOf, type Versions } from '#read-models/analytics/rows';
import { tableNames, type TableName } from '#read-models/analytics/tables';
import { write } from '#read-models/analytics/write';
import type { View } from '#read-models/view';

/** What is counted: a row for every version of every cohort member, known from and until the moments it was recorded. */
export const analyticsView = (reference: Reference): View => {
  const places = placesOf(reference);
  return {
    name: 'analytics',
    tables: ['person_case', ...tableNames],
    listens,
    apply: async (batch, db, schema) => {
      const cases = await Cases.load(batch, db, schema);
      const fold = new Fold(cases, places);
      for (const told of batch) fold.tell(told);
      await cases.save(db, schema);
      for (const table of tableNames) await write(fold.changes, table, { db, schema });
    },
  };
};

/** Tells facts one by one, and notes what each changes in the cohorts. */
class Fold {
  readonly changes = new Changes();
  readonly #known = new Map<string, Map<TableName, Versions>>();
  readonly #cases: Cases;
  readonly #places: Places;

  constructor(cases: Cases, places: Places) {
    this.#cases = cases;
    this.#places = places;
  }

  tell(told: Told): void {
    const personId = told.stage === 'person' ? told.instance : told.personId;
    const before = this.#cases.holding(personId, told.instance);
    const after = withTold(before, told);
    if (after === before) return;
    const root = this.#cases.root(before.personId);
    if (after.into !== before.into) this.#regroup(after, told);
    else this.#change(root, touchedBy[told.stage], told, () => this.#cases.put(after));
  }

  #change(root: string, tables: readonly TableName[], told: Told, make: () => void): void {
    const before = tables.map((table) => this.#versions(root, table));
    make();
    const history = this.#cases.history(root);
    tables.forEach((table, place) => {
      const after = this.#remember(root, table, history);
      this.changes.record(table, { before: before[place] ?? new Map(), after }, told.recordedAt);
    });
  }

  /** Merging and unmerging: what was counted of two people is counted of one, or the other way about. */
  #regroup(after: ReturnType<Cases['get']>, told: Told): void {
    const left = this.#cases.root(after.personId);
    const before = tableNames.map((table) => new Map(this.#versions(left, table)));
    const joining = after.into === undefined ? after.personId : this.#cases.root(after.into);
    const theirs = tableNames.map((table) => this.#versions(joining, table));
    if (joining !== left)
      theirs.forEach((versions, place) => versions.forEach((one, member) => before[place]?.set(member, one)));
    this.#cases.put(after);
    const roots = new Set([left, joining, this.#cases.root(after.personId)]);
    const live = [...roots].filter((root) => this.#cases.root(root) === root);
    for (const root of roots) this.#known.delete(root);
    tableNames.forEach((table, place) => {
      const now = new Map(live.flatMap((root) => [...this.#remember(root, table, this.#cases.history(root))]));
      this.changes.record(table, { before: before[place] ?? new Map(), after: now }, told.recordedAt);
    });
  }

  #versions(root: string, table: TableName): Versions {
    return this.#known.get(root)?.get(table) ?? this.#remember(root, table, this.#cases.history(root));
  }

  #remember(root: string, table: TableName, history: History): Versions {
    const versions = versionsOf(table, history, this.#places);
    const known = this.#known.get(root) ?? new Map<TableName, Versions>();
    this.#known.set(root, known.set(table, versions));
    return versions;
  }
}
