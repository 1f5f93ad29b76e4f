import type { Instant } from '#pathway/decider';
import { same, type Versions } from '#read-models/analytics/rows';
import type { Row, TableName } from '#read-models/analytics/tables';

interface Opened {
  readonly row: Row;
  readonly from: Instant;
  to: Instant | null;
}

/** What a batch changes in one table: the versions it found open and closes, and those it opens. */
export class Changes {
  readonly #closed = new Map<TableName, Map<string, Instant>>();
  readonly #opened = new Map<TableName, Map<string, Opened[]>>();

  /** A version that stood for no time at all was never known and leaves no row. */
  record(table: TableName, versions: { before: Versions; after: Versions }, at: Instant): void {
    const { before, after } = versions;
    for (const [member, row] of before) if (!same(row, after.get(member))) this.#close(table, member, at);
    for (const [member, row] of after)
      if (!same(row, before.get(member))) this.#openedOf(table, member).push({ row, from: at, to: null });
  }

  #close(table: TableName, member: string, at: Instant): void {
    const versions = this.#openedOf(table, member);
    const current = versions.at(-1);
    if (current && current.to === null) {
      if (Date.parse(current.from) === Date.parse(at)) versions.pop();
      else current.to = at;
      return;
    }
    const closed = this.#closed.get(table) ?? new Map<string, Instant>();
    this.#closed.set(table, closed.set(member, at));
  }

  #openedOf(table: TableName, member: string): Opened[] {
    const members = this.#opened.get(table) ?? new Map<string, Opened[]>();
    this.#opened.set(table, members);
    const versions = members.get(member) ?? [];
    members.set(member, versions);
    return versions;
  }

  closed(table: TableName): readonly (readonly [string, Instant])[] {
    return [...(this.#closed.get(table) ?? [])];
  }

  opened(table: TableName): readonly Readonly<Opened>[] {
    return [...(this.#opened.get(table)?.values() ?? [])].flat();
  }
}
