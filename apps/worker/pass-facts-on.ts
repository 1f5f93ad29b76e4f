import type { Brokers } from '#messages/kafka';
import { factsPublisher, type FactsPublisher, type Heartbeat, makeFacts, type PassedFact } from '#messages/kafka/facts';
import { announcedUpTo, forgetAnnounced, knownUpTo, moveAnnounced } from '#messages/outbox';
import type { Instant } from '#pathway/decider';
import { placeOf } from '#pathway/stages';
import { later } from '#read-models/instants';
import { type Passing, passOn, type Turn } from '#worker/pass-on';
import { setTimeout as pause } from 'node:timers/promises';

const WAY = 'facts';
/** How often every partition hears how far the log has been passed on: where it has grown, and in any case. */
const LOOK_EVERY_MS = 50;
const BEAT_EVERY_MS = 1_000;

interface Facts {
  readonly facts: readonly PassedFact[];
  readonly known: Instant | undefined;
}

/** Publishes every fact on the topic that projector groups follow, with a heartbeat to every partition, until aborted. */
export function passFactsOn(brokers: Brokers, passing: Passing): Promise<void> {
  const { store, dataSource } = passing;
  async function begin(turn: AbortSignal, fail: (error: unknown) => void): Promise<Turn<Facts>> {
    await makeFacts(brokers, () => forgetAnnounced(dataSource, WAY));
    const identity = await store.identity();
    const upTo = await announcedUpTo(dataSource, WAY, identity);
    const passed: Heartbeat = { upTo, known: await knownUpTo(dataSource, WAY) };
    const publisher = await factsPublisher(brokers, identity);
    turn.addEventListener('abort', () => void publisher.close().catch(() => undefined), { once: true });
    const beating = new Beating(publisher, passed);
    beating.until(turn).catch(fail);
    let { known } = passed;
    return {
      prepare(batch) {
        const facts: PassedFact[] = [];
        for (const { event } of batch.filter((item) => 'event' in item)) {
          known = later(event.metadata['recordedAt'] ?? known ?? '', known) || undefined;
          if (placeOf(event.stream)) facts.push({ event, known });
        }
        return { facts, known };
      },
      async put({ facts, known: until, ...span }) {
        await publisher.publish(facts);
        await moveAnnounced(dataSource.manager, WAY, span, until);
        beating.passed = { upTo: span.upTo, known: until };
      },
    };
  }
  return passOn({ name: WAY, begin }, passing);
}

/** Says how far the log has been passed on: soon after it was, and each second in any case. */
class Beating {
  constructor(
    private readonly publisher: FactsPublisher,
    public passed: Heartbeat,
  ) {}

  async until(over: AbortSignal): Promise<void> {
    let said: Heartbeat | undefined;
    for (let at = -Infinity; !over.aborted;) {
      if (said !== this.passed || performance.now() - at >= BEAT_EVERY_MS) {
        said = this.passed;
        at = performance.now();
        await this.publisher.beat(said);
      }
      await pause(LOOK_EVERY_MS, undefined, { signal: over }).catch(() => undefined);
    }
  }
}
