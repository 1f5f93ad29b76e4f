import type { Caller } from '#access/caller';
import type { Log } from '#commands/log';
import { Refused } from '#commands/refused';
import type { Registry } from '#commands/register';
import { type Answer, PersonStep } from '#commands/step';
import type { Position, RecordedEvent } from '#event-store/event-store';
import { ERASED } from '#pathway/decider';
import type { Identifiers } from '#pathway/person';
import { placeOf } from '#pathway/stages';
import type { Follower } from '#worker/follower';
import type { CommandBus } from '@nestjs/cqrs';

export interface Forgetting {
  readonly log: Log;
  readonly registry: Registry;
  readonly bus: CommandBus;
  /** Forgets the messages that are kept about the person, or whoever goes by the identifiers. */
  readonly unkeep: (personId: string, identifiers: readonly Identifiers[]) => Promise<void>;
  /** Every record of the same person as things stood at a position of the log. */
  readonly recordsOf: (personId: string, position: Position) => Promise<readonly string[]>;
}

/** Erasure: a policy, not a person. */
const eraser: Caller = { user: 'forget', organisation: 'throughcare', kind: 'policy', roles: [] };

/**
 * After an erasure: every other record of the same person is erased too, the identifiers are given up, the messages kept
 * about them are forgotten, then the key is destroyed.
 */
export function forget({ log, registry, bus, unkeep, recordsOf }: Forgetting): Follower {
  return {
    name: 'forget',
    async handle(event: RecordedEvent) {
      const place = placeOf(event.stream);
      if (event.type !== 'PersonErased' || !place) return undefined;
      const records = await recordsOf(place.instance, event.position);
      const others = records.filter((record) => record !== place.instance);
      const erased = await Promise.all(others.map((record) => erase(record, event, bus)));
      const { facts } = await log.read('person', place.instance, true);
      const identifiers = facts.flatMap(({ fact }) =>
        'identifiers' in fact && (fact.identifiers as unknown) !== ERASED ? [fact.identifiers] : [],
      );
      for (const one of identifiers) await registry.release(place.instance, one);
      await unkeep(place.instance, identifiers);
      await log.keys.destroy(place.instance);
      log.forget('person', place.instance);
      return erased.reduce((furthest, position) => (position > furthest ? position : furthest), event.position);
    },
  };
}

/** Harmless where it was erased before. */
async function erase(record: string, { id, position }: RecordedEvent, bus: CommandBus): Promise<Position> {
  const reason = 'Another record of the same person was erased.';
  const envelope = { caller: eraser, key: `${id}/${record}` };
  try {
    const answer: Answer = await bus.execute(new PersonStep(record, { do: 'erase person', reason }, envelope));
    return answer.position;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return position;
  }
}
