import type { Expected, NewEvent, Position, RecordedEvent } from '#event-store/event-store';
import {
  type AllStreamResolvedEvent,
  binaryEvent,
  type EventData,
  jsonEvent,
  type JSONType,
  type Position as LogPosition,
  type ResolvedEvent,
} from '@eventstore/db-client';

/** Where the log writes down who it is. Not among its events. */
export const IDENTITY_STREAM = 'throughcare-identity';

/**
 * The client writes JSON as it formats it itself. What comes back from that to the byte goes in as JSON, so that the
 * server's own tools can show it; anything else goes in as bytes.
 */
export function proposed({ id, type, data, metadata }: NewEvent): EventData {
  const value = JSON.parse(data) as JSONType;
  const kept = { id, type, metadata: { ...metadata } };
  return JSON.stringify(value) === data
    ? jsonEvent({ ...kept, data: value })
    : binaryEvent({ ...kept, data: Buffer.from(data) });
}

/** An event as it was read; none where only a link to a deleted one is left. */
export function recorded({ event, commitPosition }: ResolvedEvent | AllStreamResolvedEvent): RecordedEvent | undefined {
  if (!event) return undefined;
  const { id, type, streamId, revision, isJson, data, metadata, position } = event;
  return {
    id,
    type,
    data: isJson ? JSON.stringify(data) : Buffer.from(data).toString('utf8'),
    metadata: (metadata ?? {}) as Record<string, string>,
    stream: streamId,
    revision,
    position: position?.commit ?? commitPosition ?? 0n,
  };
}

/** Not the server's own, and not the log's identity. */
export const isOurs = ({ type, stream }: RecordedEvent): boolean => !type.startsWith('$') && stream !== IDENTITY_STREAM;

export const wire = (expected: Expected) =>
  typeof expected === 'bigint'
    ? expected
    : ({ 'no-stream': 'no_stream', exists: 'stream_exists', any: 'any' } as const)[expected];

/** Followers of a cluster may be behind: an append would not be seen by the read after it. The client goes to the leader. */
export const asked = { requiresLeader: true } as const;

export const logPosition = (position: Position): LogPosition => ({ commit: position, prepare: position });
