import type { Log } from '#commands/log';
import { fold, type Recorded } from '#pathway/corrections';
import { handover, type HandoverFact } from '#pathway/handover';
import type { Requested } from '#pathway/handover/state';
import type { Told } from '#pathway/told';

const KEPT_MOST = 10_000;

/** Handovers as they stand with each fact that is followed; read from the log only where the following began later. */
export class HandoversFollowed {
  readonly #kept = new Map<string, readonly Recorded<HandoverFact>[]>();

  constructor(private readonly log: Log) {}

  async with(told: Told): Promise<Requested | undefined> {
    const before = this.#kept.get(told.instance) ?? [];
    const follows = BigInt(before.length) === told.revision;
    const facts = follows ? [...before, told as Recorded<HandoverFact>] : await this.#read(told);
    this.#keep(told.instance, facts);
    return requested(facts);
  }

  async #read({ instance, revision }: Told): Promise<readonly Recorded<HandoverFact>[]> {
    const { facts } = await this.log.read('handover', instance, true);
    return facts.filter((fact) => fact.revision <= revision) as unknown as readonly Recorded<HandoverFact>[];
  }

  #keep(id: string, facts: readonly Recorded<HandoverFact>[]): void {
    this.#kept.delete(id);
    this.#kept.set(id, facts);
    if (this.#kept.size > KEPT_MOST) this.#kept.delete(this.#kept.keys().next().value ?? id);
  }
}

export function requested(facts: readonly Recorded<HandoverFact>[]): Requested | undefined {
  const state = fold(handover, facts);
  return state.status === 'not requested' ? undefined : state;
}
