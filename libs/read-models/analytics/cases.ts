import type { Told } from '#pathway/told';
import { noCase, withEntry, type Entry, type PersonCase } from '#read-models/analytics/history';
import { arrayOf, send, type Statement } from '#read-models/statements';
import type { Into } from '#read-models/view';

const othersOf = ({ fact }: Told): readonly string[] => {
  if (fact.type === 'PersonMerged') return [fact.into];
  return fact.type === 'PersonUnmerged' ? [fact.from] : [];
};

const mentionedBy = (told: Told): readonly string[] => [subjectOf(told), ...othersOf(told)];

export const subjectOf = ({ stage, instance, personId }: Told): string => (stage === 'person' ? instance : personId);

/** The cases of everybody in a batch, and of everybody merged with them. Remembered are those with whom nobody is merged. */
export class Cases {
  readonly #cases = new Map<string, PersonCase>();
  readonly #merged = new Map<string, Set<string>>();
  readonly #changed = new Set<string>();
  readonly #entries: { readonly personId: string; readonly entry: Entry }[] = [];

  static async load(batch: readonly Told[], { db, schema, memory }: Into): Promise<Cases> {
    const regrouped = new Set(batch.flatMap((told) => (othersOf(told).length > 0 ? mentionedBy(told) : [])));
    const people = new Set(batch.flatMap(mentionedBy));
    const cases = new Cases();
    const asked: string[] = [];
    for (const personId of people) {
      const known = regrouped.has(personId) ? undefined : (memory.get(personId) as PersonCase | undefined);
      if (known) cases.#set(known);
      else asked.push(personId);
    }
    for (const known of await read(asked, { db, schema })) cases.#set(known);
    return cases;
  }

  get(personId: string): PersonCase {
    return this.#cases.get(personId) ?? noCase(personId);
  }

  add(known: PersonCase, entry: Entry): void {
    this.#set(known);
    this.#changed.add(known.personId);
    this.#entries.push({ personId: known.personId, entry });
  }

  #set(known: PersonCase): void {
    const { personId, into } = known;
    const before = this.#cases.get(personId)?.into;
    if (before) this.#merged.get(before)?.delete(personId);
    if (into) this.#merged.set(into, (this.#merged.get(into) ?? new Set()).add(personId));
    this.#cases.set(personId, known);
  }

  /** The person that stands for this one: where merging led. */
  root(personId: string): string {
    const seen = new Set<string>();
    let root = personId;
    for (let into = this.get(root).into; into && !seen.has(into); into = this.get(root).into) {
      seen.add(root);
      root = into;
    }
    return root;
  }

  /** Everybody merged into one person, that person first. */
  group(root: string): readonly PersonCase[] {
    const members = new Set([root]);
    for (const member of members) for (const merged of this.#merged.get(member) ?? []) members.add(merged);
    return [...members].map((member) => this.get(member));
  }

  /** The case that holds an episode: of the person named, or of somebody merged with that person. */
  holding(personId: string, instance: string): PersonCase {
    const own = this.get(personId);
    const group = this.group(this.root(personId));
    if (group.length === 1) return own;
    const holds = (known: PersonCase) => known.facts.some((kept) => kept.instance === instance);
    return holds(own) ? own : (group.find(holds) ?? own);
  }

  /** Nobody is merged with this person. */
  #isAlone({ personId, into }: PersonCase): boolean {
    return into === undefined && this.group(personId).length === 1;
  }

  save({ schema, memory }: Omit<Into, 'db'>): Statement {
    const people = new Set(
      [...this.#changed].flatMap((one) => this.group(this.root(one)).map((known) => known.personId)),
    );
    for (const one of this.#changed) people.add(one);
    const moved = [...people].map((personId) => this.get(personId));
    for (const one of moved) memory.note(one.personId, this.#isAlone(one) ? one : undefined);
    return {
      text: `with facts as (
         insert into "${schema}".case_fact (person_id, position, entry)
         select person_id, position, entry
         from unnest($1::uuid[], $2::bigint[]) with ordinality as of(person_id, position, place)
         join json_array_elements($3::json) with ordinality as kept(entry, place) using (place))
       insert into "${schema}".person_case (person_id, root, last)
       select * from unnest($4::uuid[], $5::uuid[], $6::bigint[])
       on conflict (person_id) do update set root = excluded.root, last = excluded.last`,
      values: [
        arrayOf(this.#entries.map(({ personId }) => personId)),
        arrayOf(this.#entries.map(({ entry }) => entry.position)),
        JSON.stringify(this.#entries.map(({ entry }) => entry)),
        arrayOf(moved.map(({ personId }) => personId)),
        arrayOf(moved.map(({ personId }) => this.root(personId))),
        arrayOf(moved.map(({ last }) => last)),
      ],
    };
  }
}

/** The cases of these people, and of everybody merged with them. */
async function read(people: readonly string[], { db, schema }: Omit<Into, 'memory'>): Promise<readonly PersonCase[]> {
  if (people.length === 0) return [];
  const rows = await send<{ person_id: string; entry: Entry }>(
    db,
    `select person_id, entry from "${schema}".person_case join "${schema}".case_fact using (person_id) where root in (
       select person_id from unnest($1::uuid[]) asked(person_id)
       union select root from "${schema}".person_case where person_id = any($1::uuid[]))
     order by position`,
    [people],
  );
  const cases = new Map<string, PersonCase>();
  for (const { person_id, entry } of rows)
    cases.set(person_id, withEntry(cases.get(person_id) ?? noCase(person_id), entry));
  return [...cases.values()];
}
