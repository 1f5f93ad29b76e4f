import { hash } from 'node:crypto';

/** An event as it is stored: what its hash covers. */
interface Unplaced {
  readonly id: string;
  readonly type: string;
  readonly data: string;
  readonly metadata: Readonly<Record<string, string>>;
}
interface Stored extends Unplaced {
  readonly stream: string;
  readonly revision: bigint;
}

/** Where a stream's chain starts. */
export const genesis = (stream: string): string => hash('sha256', stream);

function digest(stream: string, revision: bigint, event: Unplaced): string {
  const { hash: _own, ...metadata } = event.metadata;
  const covered = [stream, String(revision), event.id, event.type, event.data, Object.entries(metadata).sort()];
  return hash('sha256', JSON.stringify(covered));
}

/** Links events to the one before: each event's metadata names the hash before it, and its own over its stored bytes. */
export function link(stream: string, revision: bigint, previous: string, events: readonly Unplaced[]): Unplaced[] {
  let before = previous;
  return events.map((event, index) => {
    const linked = { ...event, metadata: { ...event.metadata, previous: before } };
    before = digest(stream, revision + BigInt(index), linked);
    return { ...linked, metadata: { ...linked.metadata, hash: before } };
  });
}

export interface Break {
  readonly stream: string;
  readonly revision: bigint;
  readonly why: 'the event was changed' | 'the event before was changed, or one is missing';
}

/** Checks a whole log as stored, in order, without any key; it is sound where there are no breaks. */
export async function verify(
  log: AsyncIterable<Stored>,
): Promise<{ events: number; streams: number; breaks: Break[] }> {
  const last = new Map<string, { hash: string; revision: bigint }>();
  const breaks: Break[] = [];
  let events = 0;
  for await (const event of log) {
    events += 1;
    const why = broken(event, last.get(event.stream));
    if (why) breaks.push({ stream: event.stream, revision: event.revision, why });
    last.set(event.stream, { hash: event.metadata['hash'] ?? '', revision: event.revision });
  }
  return { events, streams: last.size, breaks };
}

function broken(event: Stored, before: { hash: string; revision: bigint } | undefined): Break['why'] | undefined {
  if (digest(event.stream, event.revision, event) !== event.metadata['hash']) return 'the event was changed';
  const expected = before?.hash ?? genesis(event.stream);
  const next = before ? before.revision + 1n : 0n;
  if (event.metadata['previous'] !== expected || event.revision !== next)
    return 'the event before was changed, or one is missing';
  return undefined;
}
