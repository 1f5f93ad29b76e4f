import { type Claim, Claims } from '#commands/claims';
import { derive } from '#commands/ids';
import type { Log, LoggedFact } from '#commands/log';
import { Refused } from '#commands/refused';
import { StreamDeleted, WrongExpectedVersion } from '#event-store/event-store';
import { arrestTest, type ArrestTestFact, type ArrestTestRequested } from '#pathway/arrest-test';
import { fold, isCorrection, type Recorded } from '#pathway/corrections';
import { ERASED, type Instant } from '#pathway/decider';
import { type PathwayFact, streamOf } from '#pathway/stages';
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

type Held = Claim & { readonly holder: string };

/**
 * A detention has one test. A suite knows a detention by its custody record number: a test is opened, or corrected to
 * stand, under a number that no other test holds. The first test of a number has the number's own stream, which nothing
 * need be read for; whatever comes after that is settled by claims.
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

  /** The test that a request under this number opens, where nothing has ever stood under it. */
  first(suite: string, number: string): string {
    return this.master.pseudonym(`${suite}:${number}`);
  }

  /** The test that a request under a number is about after all: one that holds it is for the rules to refuse. */
  async next(suite: string, number: string): Promise<string> {
    const claim = await this.#on(suite, number);
    if (await this.#holds(claim, number)) return claim.holder;
    return derive('detention', claim.stream, String(claim.revision + 1n));
  }

  /** Claims the number that a test is decided to stand under. @throws Refused where another test holds it */
  async follow(instance: string, recorded: readonly LoggedFact[], decided: readonly PathwayFact[]): Promise<void> {
    const request = requestAmong(decided);
    if (!request || request.custodyRecord === requestIn(recorded)?.custodyRecord) return;
    const { suite, custodyRecord } = request;
    const first = this.first(suite, custodyRecord);
    if (recorded.length === 0 && instance === first) return;
    await this.#close(first);
    await untilItHolds(async () => {
      const claim = await this.#on(suite, custodyRecord);
      if (claim.holder !== instance && (await this.#holds(claim, custodyRecord))) throw taken();
      // Also where it is its own from before: what was recorded since then no longer counts against it.
      await this.#claims.write(claim, CLAIMED, instance, suite);
    });
  }

  /** Who held a number without ever having claimed it is the test in the number's own stream. */
  async #on(suite: string, number: string): Promise<Held> {
    const first = this.first(suite, number);
    const claim = await this.#claims.on(`detention-${first}`);
    return { ...claim, holder: claim.holder ?? first };
  }

  /** Nobody can open a test there from now on without looking at the claims; a test that is there already stays. */
  async #close(first: string): Promise<void> {
    try {
      await this.log.store.deleteStream(streamOf('arrest-test', first), 'no-stream', 'tombstone');
    } catch (error) {
      if (!(error instanceof WrongExpectedVersion || error instanceof StreamDeleted)) throw error;
    }
  }

  /** It stands under the number, or may be about to, having claimed it. */
  async #holds({ holder, revision, position }: Held, number: string): Promise<boolean> {
    const { facts } = await this.log.read('arrest-test', holder, true);
    if (facts.length === 0) return revision >= 0n;
    const stands = requestIn(facts)?.custodyRecord ?? number;
    const movedSince = facts.some((fact) => fact.position > position);
    return stands === number || stands === ERASED || !movedSince;
  }
}

const taken = () =>
  new Refused('invalid', 'ONE_TEST_PER_DETENTION', arrestTest.refusals.ONE_TEST_PER_DETENTION, 'custodyRecord');
