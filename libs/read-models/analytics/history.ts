import { isCorrection } from '#pathway/corrections';
import type { PathwayFact, StageFact, StageName } from '#pathway/stages';
import type { Told } from '#pathway/told';
import { keptFields } from '#read-models/analytics/kept';

/** A fact as counting keeps it: reduced to `keptFields`, as it stands after any correction. */
export interface Kept<F extends StageFact = StageFact> {
  readonly id: string;
  /** The events that corrected it. */
  readonly also?: readonly string[];
  readonly stage: StageName;
  readonly instance: string;
  readonly position: number;
  /** When it happened, in milliseconds. */
  readonly at: number;
  readonly fact: F;
}
export type KeptOf<Type extends StageFact['type']> = Kept<Extract<StageFact, { type: Type }>>;

/** What counting keeps of an event. */
export interface Entry extends Kept {
  /** The event that this one corrects, standing in its place. */
  readonly corrects?: string;
}

/** Everything kept that was recorded of one person under one id. */
export interface PersonCase {
  readonly personId: string;
  /** The person that information governance merged this one into. */
  readonly into?: string;
  readonly facts: readonly Kept[];
  /** The position of the last event kept. */
  readonly last: number;
}

export const noCase = (personId: string): PersonCase => ({ personId, facts: [], last: -1 });

/** The events behind these facts, each once. */
export const eventsOf = (facts: readonly (Kept | undefined)[]): readonly string[] => {
  const events = facts.flatMap((kept) => (kept ? [kept.id, ...(kept.also ?? [])] : []));
  return events.length > 1 ? [...new Set(events)] : events;
};

function reduced(stage: StageName, fact: PathwayFact): StageFact | undefined {
  const fields = (keptFields[stage] as Readonly<Record<string, 'ignored' | readonly string[]>>)[fact.type];
  if (fields === undefined || fields === 'ignored') return undefined;
  const source = fact as unknown as Readonly<Record<string, unknown>>;
  const kept: Record<string, unknown> = { type: fact.type, occurredAt: fact.occurredAt };
  for (const field of fields) if (source[field] !== undefined) kept[field] = source[field];
  return kept as unknown as StageFact;
}

/** What counting keeps of what was told; undefined where that is nothing. */
export function entryOf({ fact, id, stage, instance, position }: Told): Entry | undefined {
  const correction = isCorrection(fact) ? fact : undefined;
  const kept = reduced(stage, correction ? correction.fact : fact);
  if (!kept) return undefined;
  const at = Date.parse(kept.occurredAt);
  const entry: Entry = { id, stage, instance, position: Number(position), at, fact: kept };
  return correction ? { ...entry, corrects: correction.corrects } : entry;
}

/** The person's case with one more entry; the very same case where the entry changes nothing. */
export function withEntry(known: PersonCase, entry: Entry): PersonCase {
  if (entry.position <= known.last) return known;
  const last = entry.position;
  if (entry.corrects !== undefined) return corrected({ ...known, last }, entry.corrects, entry);
  const facts = [...known.facts, entry];
  if (entry.fact.type === 'PersonMerged') return { ...known, last, into: entry.fact.into, facts };
  if (entry.fact.type === 'PersonUnmerged') return { ...known, last, into: undefined, facts };
  return { ...known, last, facts };
}

function corrected(known: PersonCase, corrects: string, { id, at, fact }: Entry): PersonCase {
  const place = known.facts.findIndex((kept) => kept.id === corrects);
  const kept = known.facts[place];
  if (!kept) return known;
  return { ...known, facts: known.facts.with(place, { ...kept, also: [...(kept.also ?? []), id], at, fact }) };
}

const NONE: readonly Kept[] = [];
const comesAfter = (one: Kept, other: Kept): boolean =>
  one.at > other.at || (one.at === other.at && one.position > other.position);

/** All that is kept of one person, merged records included, in the order in which it happened, then was recorded. */
export class History {
  readonly #stages = new Map<StageName, Map<string, Kept[]>>();
  readonly personId: string;

  constructor(personId: string, cases: readonly PersonCase[]) {
    this.personId = personId;
    for (const { facts } of cases) for (const kept of facts) this.add(kept);
  }

  add(kept: Kept): void {
    const instances = this.#stages.get(kept.stage) ?? new Map<string, Kept[]>();
    this.#stages.set(kept.stage, instances);
    const facts = instances.get(kept.instance) ?? [];
    instances.set(kept.instance, facts);
    let place = facts.length;
    for (let before = facts[place - 1]; before && comesAfter(before, kept); before = facts[place - 1]) place -= 1;
    facts.splice(place, 0, kept);
  }

  instances(stage: StageName): readonly (readonly [string, readonly Kept[]])[] {
    return [...(this.#stages.get(stage) ?? [])];
  }

  instance(stage: StageName, instance: string): readonly Kept[] {
    return this.#stages.get(stage)?.get(instance) ?? NONE;
  }

  all<Type extends StageFact['type']>(stage: StageName, type: Type): readonly KeptOf<Type>[] {
    return this.instances(stage).flatMap(([, facts]) => every(facts, type));
  }
}

const is =
  <Type extends StageFact['type']>(types: readonly Type[]) =>
  (kept: Kept): kept is KeptOf<Type> =>
    (types as readonly string[]).includes(kept.fact.type);

export const every = <Type extends StageFact['type']>(facts: readonly Kept[], ...types: Type[]): KeptOf<Type>[] =>
  facts.filter(is(types));

export const first = <Type extends StageFact['type']>(
  facts: readonly Kept[],
  ...types: Type[]
): KeptOf<Type> | undefined => facts.find<KeptOf<Type>>(is(types));

export const last = <Type extends StageFact['type']>(
  facts: readonly Kept[],
  ...types: Type[]
): KeptOf<Type> | undefined => facts.findLast<KeptOf<Type>>(is(types));
