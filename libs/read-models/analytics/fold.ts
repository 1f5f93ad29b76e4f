import type { Instant } from '#pathway/decider';
import type { Told } from '#pathway/told';
import type { Places } from '#read-models/analytics/attributes';
import { subjectOf, type Cases } from '#read-models/analytics/cases';
import { Changes } from '#read-models/analytics/changes';
import { entryOf, History, withEntry, type Entry, type PersonCase } from '#read-models/analytics/history';
import { sourceOf, touchedBy, versionsOf, type Versions } from '#read-models/analytics/rows';
import type { Source } from '#read-models/analytics/rows/row';
import { tableNames, type TableName } from '#read-models/analytics/tables';

/** What is counted of one person, merged records included. */
interface Folded {
  source: Source;
  readonly versions: Map<TableName, Versions>;
}

/** Tells facts one by one, and notes what each changes in the cohorts. */
export class Fold {
  readonly changes = new Changes();
  readonly #folded = new Map<string, Folded>();
  readonly #cases: Cases;
  readonly #places: Places;

  constructor(cases: Cases, places: Places) {
    this.#cases = cases;
    this.#places = places;
  }

  tell(told: Told): void {
    const entry = entryOf(told);
    if (!entry) return;
    const before = this.#cases.holding(subjectOf(told), told.instance);
    const after = withEntry(before, entry);
    if (after === before) return;
    if (after.into !== before.into) this.#regroup(after, entry, told.recordedAt);
    else this.#change(after, entry, told.recordedAt);
  }

  #change(after: PersonCase, entry: Entry, at: Instant): void {
    const root = this.#cases.root(after.personId);
    const folded = this.#of(root);
    const tables = touchedBy(entry);
    const before = tables.map((table) => this.#versions(folded, table));
    this.#cases.add(after, entry);
    this.#tell(folded, entry);
    tables.forEach((table, place) => {
      const now = versionsOf(table, folded.source);
      folded.versions.set(table, now);
      this.changes.record(table, { before: before[place] ?? NO_VERSIONS, after: now }, at);
    });
  }

  #tell(folded: Folded, entry: Entry): void {
    const { history } = folded.source;
    if (entry.corrects === undefined) history.add(entry);
    if (entry.corrects === undefined && entry.stage !== 'person') return;
    const current =
      entry.corrects === undefined ? history : new History(history.personId, this.#cases.group(history.personId));
    folded.source = sourceOf(current, this.#places);
  }

  /** Merging and unmerging: what was counted of two people is counted of one, or the other way about. */
  #regroup(after: PersonCase, entry: Entry, at: Instant): void {
    const { personId, into } = after;
    const touched = [this.#cases.root(personId), ...(into === undefined ? [] : [this.#cases.root(into)])];
    const before = this.#everything(touched);
    this.#cases.add(after, entry);
    for (const root of touched) this.#folded.delete(root);
    const now = this.#everything([...touched, personId].map((one) => this.#cases.root(one)));
    for (const table of tableNames)
      this.changes.record(
        table,
        { before: before.get(table) ?? NO_VERSIONS, after: now.get(table) ?? NO_VERSIONS },
        at,
      );
  }

  #everything(roots: readonly string[]): ReadonlyMap<TableName, Versions> {
    const folded = [...new Set(roots)].map((root) => this.#of(root));
    return new Map(
      tableNames.map((table) => [table, new Map(folded.flatMap((one) => [...this.#versions(one, table)]))]),
    );
  }

  #of(root: string): Folded {
    const known = this.#folded.get(root);
    if (known) return known;
    const history = new History(root, this.#cases.group(root));
    const folded: Folded = { source: sourceOf(history, this.#places), versions: new Map() };
    this.#folded.set(root, folded);
    return folded;
  }

  #versions(folded: Folded, table: TableName): Versions {
    const known = folded.versions.get(table);
    if (known) return known;
    const versions = versionsOf(table, folded.source);
    folded.versions.set(table, versions);
    return versions;
  }
}

const NO_VERSIONS: Versions = new Map();
