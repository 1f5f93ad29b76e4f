import { readFact } from '#commands/log';
import type { RecordedEvent } from '#event-store/event-store';
import { placeOf } from '#pathway/stages';
import type { Told } from '#pathway/told';
import type { Keys } from '#privacy/keys';

/** Why an event cannot be told, as a stable code: nothing of what it holds. */
export interface Untellable {
  readonly untellable: string;
}

/**
 * Opens stored events for those who follow the log, in order. Without `personal` no key is fetched, and every personal
 * field reads as erased. Rejects only where the keys cannot be reached.
 */
export const teller =
  (keys: Keys) =>
  async (events: readonly RecordedEvent[], { personal }: { personal: boolean }): Promise<(Told | Untellable)[]> => {
    const people = personal ? events.flatMap(({ metadata }) => metadata['person'] ?? []) : [];
    const held = people.length > 0 ? await keys.read(people) : new Map<string, Buffer>();
    return events.map((event) => told(event, held));
  };

function told(event: RecordedEvent, keys: ReadonlyMap<string, Buffer>): Told | Untellable {
  const { person = '', recordedAt = '', organisation = '', user = '' } = event.metadata;
  const place = placeOf(event.stream);
  if (!place) return { untellable: 'NOT_A_STAGE' };
  try {
    const { id, revision, position } = event;
    const fact = readFact(event, keys.get(person));
    return { ...place, fact, id, revision, position, recordedAt, personId: person, organisation, user };
  } catch (error) {
    return { untellable: error instanceof Error && error.name === 'UnknownFact' ? 'UNKNOWN_FACT' : 'UNREADABLE' };
  }
}
