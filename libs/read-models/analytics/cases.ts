import type { PersonCase } from '#read-models/analytics/history';
import { History } from '#read-models/analytics/history';
import type { PathwayFact } from '#pathway/stages';
import type { Told } from '#pathway/told';
import type { EntityManager } from 'typeorm';

interface Stored {
  readonly person_id: string;
  readonly state: Omit<PersonCase, 'personId'>;
}

const NOTHING: Omit<PersonCase, 'personId'> = { facts: [] };

const others = (fact: PathwayFact): readonly string[] => {
  if (fact.type === 'PersonMerged') return [fact.into];
  return fact.type === 'PersonUnmerged' ? [fact.from] : [];
};

/** The people whom a fact is about: whose record it is in, and whom it joins or parts. */
const peopleOf = ({ fact, stage, instance, personId }: Told): readonly string[] => [
  stage === 'person' ? instance : personId,
  ...others(fact),
];

/** The cases of everybody in a batch, and of everybody merged with them. */
export class Cases {
  readonly #cases = new Map<string, PersonCase>();
  readonly #changed = new Set<string>();
  readonly #merged = new Map<string, Set<string>>();

  static async load(batch: readonly Told[], db: EntityManager, schema: string): Promise<Cases> {
    const people = [...new Set(batch.flatMap(peopleOf))];
    const stored: Stored[] = await db.query(
      `select person_id, state from "${schema}".person_case where root in (
         select person_id from unnest($1::uuid[]) asked(person_id)
         union select root from "${schema}".person_case where person_id = any($1::uuid[]))`,
      [people],
    );
    const cases = new Cases();
    for (const personId of people) cases.#cases.set(personId, { personId, ...NOTHING });
    for (const { person_id, state } of stored) cases.#set({ personId: person_id, ...state });
    return cases;
  }

  get(personId: string): PersonCase {
    return this.#cases.get(personId) ?? { personId, ...NOTHING };
  }

  put(known: PersonCase): void {
    this.#set(known);
    this.#changed.add(known.personId);
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

  history(root: string): History {
    return new History(root, this.group(root));
  }

  /** The case that holds an episode: of the person named, or of somebody merged with that person. */
  holding(personId: string, instance: string): PersonCase {
    const holds = (known: PersonCase) => known.facts.some((kept) => kept.instance === instance);
    const own = this.get(personId);
    return holds(own) ? own : (this.group(this.root(personId)).find(holds) ?? own);
  }

  async save(db: EntityManager, schema: string): Promise<void> {
    const changed = [...this.#changed];
    const groups = changed.filter((personId) => this.#merged.has(personId) || this.get(personId).into);
    const people = new Set([
      ...changed,
      ...groups.flatMap((one) => this.group(this.root(one)).map((known) => known.personId)),
    ]);
    const moved = [...people].map((personId) => this.get(personId));
    await db.query(
      `insert into "${schema}".person_case (person_id, root, state)
       select * from unnest($1::uuid[], $2::uuid[], $3::json[])
       on conflict (person_id) do update set root = excluded.root, state = excluded.state`,
      [
        moved.map(({ personId }) => personId),
        moved.map(({ personId }) => this.root(personId)),
        moved.map(({ into, facts }) => JSON.stringify({ into, facts })),
      ],
    );
  }
}
