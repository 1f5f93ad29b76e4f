import { type Claim, Claims } from '#commands/claims';
import { derive } from '#commands/ids';
import type { Log, LoggedFact } from '#commands/log';
import { Refused } from '#commands/refused';
import { WrongExpectedVersion } from '#event-store/event-store';
import { arrestTest, type ArrestTestFact, type ArrestTestRequested } from '#pathway/arrest-test';
import { fold, isCorrection, type Recorded } from '#pathway/corrections';
import { ERASED, type Instant } from '#pathway/decider';
import type { PathwayFact } from '#pathway/stages';
import type { MasterKey } from '#privacy/keys';

const CLAIMED = 'DetentionClaimed';
const ATTEMPTS = 5;

/** Tries again where somebody claims the same number at the same moment. */
async function untilItHolds<T>(attempt: () => Promise<T>): Promise<T> {
  for (let left = ATTEMPTS; ; left -= 1) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof WrongExpectedVersion) || left === 1) throw error;
    }
  }
}

const requestIn = (facts: readonly LoggedFact[]): ArrestTestRequested | undefined =>
  fold(arrestTest, facts as unknown as readonly Recorded<ArrestTestFact>[]).requested;

/** The request of a test as it was decided to read; undefined where it was not decided on. */
function requestAmong(facts: readonly PathwayFact[]): ArrestTestRequested | undefined {
  const whole = facts.map((fact) => (isCorrection(fact) ? fact.fact : fact));
  return whole.find((fact): fact is ArrestTestRequested => fact.type === 'ArrestTestRequested');
}

/**
 * A detention has one test. A suite knows a detention by its custody record number: a test is opened, or corrected to
 * stand, under a number that no other test holds.
 */
export class Detentions {
  readonly #claims: Claims;

  constructor(
    private readonly log: Log,
    clock: { now(): Instant },
    private readonly master: MasterKey,
  ) {
    this.#claims = new Claims(log.store, clock, { claimed: CLAIMED, heldBy: 'instance' });
  }

  /** The test that a request under this number is about: one that stands there already is for the rules to refuse. */
  async opening(suite: string, number: string): Promise<string> {
    const claim = await this.#on(suite, number);
    const isHeld = claim.holder !== undefined && !(await this.#isSpent(claim, number));
    return isHeld ? claim.holder : this.#fresh(claim, suite, number);
  }

  /** Claims the number that a test is decided to stand under. @throws Refused where another test holds it */
  async follow(instance: string, recorded: readonly LoggedFact[], decided: readonly PathwayFact[]): Promise<void> {
    const request = requestAmong(decided);
    if (!request || request.custodyRecord === requestIn(recorded)?.custodyRecord) return;
    const { suite, custodyRecord } = request;
    await untilItHolds(async () => {
      const claim = await this.#on(suite, custodyRecord);
      const { holder = this.#first(suite, custodyRecord) } = claim;
      if (holder !== instance && (await this.#holds({ ...claim, holder }, custodyRecord))) throw taken();
      // Also where it is its own from before: what was recorded since then no longer counts against it.
      await this.#claims.write(claim, CLAIMED, instance, suite);
    });
  }

  #on(suite: string, number: string): Promise<Claim> {
    return this.#claims.on(`detention-${this.master.pseudonym(`${suite}:${number}`)}`);
  }

  #first(suite: string, number: string): string {
    return this.master.pseudonym(`${suite}:${number}`);
  }

  /** The first test under a number is named after it. */
  #fresh({ stream, revision }: Claim, suite: string, number: string): string {
    return revision < 0n ? this.#first(suite, number) : derive('detention', stream, String(revision + 1n));
  }

  /** It stands under the number, or may be about to; a first test may have been opened before numbers were claimed. */
  async #holds(claim: Claim, number: string): Promise<boolean> {
    const isThere = claim.revision >= 0n || (await this.#facts(claim.holder)).length > 0;
    return isThere && !(await this.#isSpent(claim, number));
  }

  /** After it claimed the number, the test was recorded to stand under another. */
  async #isSpent({ holder, position }: Claim, number: string): Promise<boolean> {
    const facts = await this.#facts(holder);
    const stands = requestIn(facts)?.custodyRecord ?? number;
    return stands !== number && stands !== ERASED && facts.some((fact) => fact.position > position);
  }

  async #facts(instance = ''): Promise<readonly LoggedFact[]> {
    return (await this.log.read('arrest-test', instance, true)).facts;
  }
}

const taken = () =>
  new Refused('invalid', 'ONE_TEST_PER_DETENTION', arrestTest.refusals.ONE_TEST_PER_DETENTION, 'custodyRecord');
