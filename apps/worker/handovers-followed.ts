import type { Log } from '#commands/log';
import { fold, isCorrection, type Recorded } from '#pathway/corrections';
import { handover, type HandoverFact } from '#pathway/handover';
import type { HandoverState, Requested } from '#pathway/handover/state';
import type { Told } from '#pathway/told';

const KEPT_MOST = 10_000;

interface Followed {
  readonly facts: Recorded<HandoverFact>[];
  readonly state: HandoverState;
}

/** Handovers as they stand with each fact that is followed; read from the log only where the following began later. */
export class HandoversFollowed {
  readonly #kept = new Map<string, Followed>();

  constructor(private readonly log: Log) {}

  async with(told: Told): Promise<Requested | undefined> {
    const before = this.#kept.get(told.instance) ?? { facts: [], state: handover.initial };
    const follows = BigInt(before.facts.length) === told.revision;
    const followed = follows ? afterwards(before, told as Recorded<HandoverFact>) : folded(await this.#read(told));
    this.#keep(told.instance, followed);
    return asRequested(followed.state);
  }

  async #read({ instance, revision }: Told): Promise<Recorded<HandoverFact>[]> {
    const { facts } = await this.log.read('handover', instance, true);
    return facts.filter((fact) => fact.revision <= revision) as unknown as Recorded<HandoverFact>[];
  }

  #keep(id: string, followed: Followed): void {
    this.#kept.delete(id);
    this.#kept.set(id, followed);
    if (this.#kept.size > KEPT_MOST) this.#kept.delete(this.#kept.keys().next().value ?? id);
  }
}

/** One more fact; only a correction changes what came before. */
function afterwards({ facts, state }: Followed, recorded: Recorded<HandoverFact>): Followed {
  facts.push(recorded);
  const { fact } = recorded;
  return isCorrection(fact) ? folded(facts) : { facts, state: handover.evolve(state, fact) };
}

const folded = (facts: Recorded<HandoverFact>[]): Followed => ({ facts, state: fold(handover, facts) });

const asRequested = (state: HandoverState): Requested | undefined =>
  state.status === 'not requested' ? undefined : state;

export const requested = (facts: readonly Recorded<HandoverFact>[]): Requested | undefined =>
  asRequested(fold(handover, facts));
