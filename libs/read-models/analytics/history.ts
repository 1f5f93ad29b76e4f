import { isCorrection } from '#pathway/corrections';
import type { StageFact, StageName } from '#pathway/stages';
import type { Told } from '#pathway/told';
import { keptFields } from '#read-models/analytics/kept';

/** A fact as counting keeps it: reduced to `keptFields`, as it stands after any correction. */
export interface Kept<F extends StageFact = StageFact> {
  readonly id: string;
  /** The events that corrected it. */
  readonly also?: readonly string[];
  readonly stage: StageName;
  readonly instance: string;
  readonly position: string;
  readonly fact: F;
}
export type KeptOf<Type extends StageFact['type']> = Kept<Extract<StageFact, { type: Type }>>;

/** Everything kept that was recorded of one person under one id. */
export interface PersonCase {
  readonly personId: string;
  /** The person that information governance merged this one into. */
  readonly into?: string;
  readonly facts: readonly Kept[];
}

export const at = ({ fact }: Kept): number => Date.parse(fact.occurredAt);
export const eventsOf = (facts: readonly (Kept | undefined)[]): readonly string[] => [
  ...new Set(facts.flatMap((kept) => (kept ? [kept.id, ...(kept.also ?? [])] : []))),
];

function reduced(stage: StageName, fact: StageFact): StageFact | undefined {
  const fields = (keptFields[stage] as Readonly<Record<string, 'ignored' | readonly string[]>>)[fact.type];
  if (fields === undefined || fields === 'ignored') return undefined;
  const source = fact as unknown as Readonly<Record<string, unknown>>;
  const kept: Record<string, unknown> = { type: fact.type, occurredAt: fact.occurredAt };
  for (const field of fields) if (source[field] !== undefined) kept[field] = source[field];
  return kept as unknown as StageFact;
}

/** The person's case with what was told; the very same case where nothing kept was told. */
export function withTold(known: PersonCase, told: Told): PersonCase {
  if (isCorrection(told.fact)) return withCorrection(known, told.fact as { corrects: string; fact: unknown }, told.id);
  const { id, stage, instance } = told;
  const fact = reduced(stage, told.fact as StageFact);
  if (!fact || known.facts.some((kept) => kept.id === id)) return known;
  const kept: Kept = { id, stage, instance, position: String(told.position), fact };
  if (fact.type === 'PersonMerged') return { ...known, into: fact.into, facts: [...known.facts, kept] };
  if (fact.type === 'PersonUnmerged') return { ...known, into: undefined, facts: [...known.facts, kept] };
  return { ...known, facts: [...known.facts, kept] };
}

function withCorrection(known: PersonCase, correction: { corrects: string; fact: unknown }, id: string): PersonCase {
  const place = known.facts.findIndex((kept) => kept.id === correction.corrects);
  const kept = known.facts[place];
  if (!kept || kept.also?.includes(id)) return known;
  const fact = reduced(kept.stage, correction.fact as StageFact);
  if (!fact) return known;
  return { ...known, facts: known.facts.with(place, { ...kept, also: [...(kept.also ?? []), id], fact }) };
}

const NONE: readonly Kept[] = [];

/** All that is kept of one person, merged records included, in the order in which it happened, then was recorded. */
export class History {
  readonly #stages = new Map<StageName, Map<string, Kept[]>>();

  constructor(
    readonly personId: string,
    cases: readonly PersonCase[],
  ) {
    const facts = cases.flatMap((known) => known.facts).map((kept) => ({ kept, at: at(kept) }));
    facts.sort((one, other) => one.at - other.at || Number(BigInt(one.kept.position) - BigInt(other.kept.position)));
    for (const { kept } of facts) this.#put(kept);
  }

  #put(kept: Kept): void {
    const instances = this.#stages.get(kept.stage) ?? new Map<string, Kept[]>();
    this.#stages.set(kept.stage, instances);
    const facts = instances.get(kept.instance);
    if (facts) facts.push(kept);
    else instances.set(kept.instance, [kept]);
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
): KeptOf<Type> | undefined => facts.find(is(types)) as KeptOf<Type> | undefined;

export const last = <Type extends StageFact['type']>(
  facts: readonly Kept[],
  ...types: Type[]
): KeptOf<Type> | undefined => facts.findLast(is(types)) as KeptOf<Type> | undefined;
