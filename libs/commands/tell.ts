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
 * Opens stored events for those who follow the log, in order. Without `personal` no key is fetched, every personal field
 * reads as erased, and an event that several followers hold is opened once for them all. Rejects only where the keys
 * cannot be reached.
 */
export function teller(keys: Keys) {
  const plain = new WeakMap<RecordedEvent, Told | Untellable>();

  function opened(event: RecordedEvent): Told | Untellable {
    const known = plain.get(event);
    if (known) return known;
    const answer = told(event, NO_KEYS);
    plain.set(event, answer);
    return answer;
  }

  return async (events: readonly RecordedEvent[], { personal }: { personal: boolean }) => {
    if (!personal) return events.map(opened);
    const held = await keys.read(events.flatMap(({ metadata }) => metadata['person'] ?? []));
    return events.map((event) => told(event, held));
  };
}

const NO_KEYS: ReadonlyMap<string, Buffer> = new Map();

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
