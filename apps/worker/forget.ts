import type { Log } from '#commands/log';
import type { Registry } from '#commands/register';
import type { RecordedEvent } from '#event-store/event-store';
import { ERASED } from '#pathway/decider';
import { placeOf } from '#pathway/stages';
import type { Follower } from '#worker/follower';

/** After an erasure: the person's identifiers are given up, then the key is destroyed. */
export function forget(log: Log, registry: Registry): Follower {
  return {
    name: 'forget',
    async handle(event: RecordedEvent) {
      const place = placeOf(event.stream);
      if (event.type !== 'PersonErased' || !place) return undefined;
      const { facts } = await log.read('person', place.instance, true);
      for (const { fact } of facts)
        if ('identifiers' in fact && (fact.identifiers as unknown) !== ERASED)
          await registry.release(place.instance, fact.identifiers);
      await log.keys.destroy(place.instance);
      log.forget('person', place.instance);
      return undefined;
    },
  };
}
