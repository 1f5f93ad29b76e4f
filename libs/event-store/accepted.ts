import { AppendRejected, type Expected, type NewEvent } from '#event-store/event-store';

/** The most one append may weigh: UTF-8 bytes of type, data and metadata together. EventStoreDB's own default. */
export const MAX_APPEND_BYTES = 1_048_576;

/** The longest name of a stream or a type, in UTF-8 bytes. */
export const MAX_NAME_BYTES = 1_024;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const CONTROL = /\p{Cc}/u;

export interface Accepted extends NewEvent {
  readonly metadataJson: string;
}

/**
 * An append that every store can hold: its events, with ids in lower case, and what they weigh in bytes.
 * @throws AppendRejected
 */
export function accepted(stream: string, events: readonly NewEvent[]): { events: Accepted[]; bytes: number } {
  checkName('The stream', stream);
  if (events.length === 0) throw new AppendRejected('An append needs at least one event.');
  const taken = events.map(checkEvent);
  const bytes = taken.reduce((sum, event) => sum + weigh(event), 0);
  if (bytes > MAX_APPEND_BYTES)
    throw new AppendRejected(`This append weighs ${bytes} bytes; at most ${MAX_APPEND_BYTES} can be stored at once.`);
  return { events: taken, bytes };
}

export function checkName(what: string, name: string): void {
  if (name === '' || Buffer.byteLength(name) > MAX_NAME_BYTES)
    throw new AppendRejected(`${what} needs a name of 1 to ${MAX_NAME_BYTES} bytes.`);
  if (name.startsWith('$')) throw new AppendRejected(`${what} cannot start with $: such names belong to the store.`);
  if (CONTROL.test(name) || !name.isWellFormed())
    throw new AppendRejected(`${what} has a name with characters that cannot be stored.`);
}

export function checkExpected(expected: Expected): void {
  if (typeof expected === 'bigint' && expected < 0n)
    throw new AppendRejected(`A stream cannot be at revision ${expected}: revisions count from 0.`);
}

function checkEvent(event: NewEvent): Accepted {
  checkName('The type', event.type);
  if (!UUID.test(event.id)) throw new AppendRejected(`The id of this ${event.type} is not a UUID.`);
  if (!isJson(event.data)) throw new AppendRejected(`The data of this ${event.type} is not JSON.`);
  return { ...event, id: event.id.toLowerCase(), metadataJson: JSON.stringify(event.metadata) };
}

function isJson(text: string): boolean {
  if (!text.isWellFormed()) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function weigh({ type, data, metadataJson }: Accepted): number {
  return Buffer.byteLength(type) + Buffer.byteLength(data) + Buffer.byteLength(metadataJson);
}
