import type { BatchAppendReq, ReadReq, ReadResp as ReadResponse } from '@eventstore/db-client/generated/streams_pb.js';
import type { StreamIdentifier as Identifier, UUID as Uuid } from '@eventstore/db-client/generated/shared_pb.js';
import type { Status as StatusMessage } from '@eventstore/db-client/generated/status_pb.js';
import codes from '@eventstore/db-client/generated/code_pb.js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import status from '@eventstore/db-client/generated/status_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import type { Any as AnyMessage } from 'google-protobuf/google/protobuf/any_pb.js';
import any from 'google-protobuf/google/protobuf/any_pb.js';
import empty from 'google-protobuf/google/protobuf/empty_pb.js';
import { Metadata, status as code } from '@grpc/grpc-js';
import type { ExpectedRevision, Proposed, Recorded } from '#test/eventstoredb/log';

const bytes = (value: Uint8Array | string): Buffer =>
  typeof value === 'string' ? Buffer.from(value, 'base64') : Buffer.from(value);

export const streamName = (identifier: Identifier | undefined): string =>
  bytes(identifier?.getStreamName() ?? '').toString('utf8');

function identifierOf(stream: string): Identifier {
  const identifier = new shared.StreamIdentifier();
  identifier.setStreamName(Buffer.from(stream).toString('base64'));
  return identifier;
}

function uuid(id: string): Uuid {
  const message = new shared.UUID();
  message.setString(id);
  return message;
}

interface Options {
  hasNoStream(): boolean;
  hasAny(): boolean;
  hasStreamExists(): boolean;
}

export function expectedIn(options: Options, revision: () => string): ExpectedRevision {
  if (options.hasNoStream()) return 'no-stream';
  if (options.hasAny()) return 'any';
  return options.hasStreamExists() ? 'exists' : BigInt(revision());
}

export type ProposedMessage = Pick<
  BatchAppendReq.ProposedMessage,
  'getId' | 'getMetadataMap' | 'getData' | 'getCustomMetadata'
>;

export const proposed = (message: ProposedMessage): Proposed => ({
  id: message.getId()?.getString() ?? '',
  type: message.getMetadataMap().get('type') ?? '',
  contentType: message.getMetadataMap().get('content-type') ?? '',
  data: bytes(message.getData()),
  metadata: bytes(message.getCustomMetadata()),
});

export function eventRead(event: Recorded): ReadResponse {
  const message = new streams.ReadResp.ReadEvent.RecordedEvent();
  message.setId(uuid(event.id));
  message.setStreamIdentifier(identifierOf(event.stream));
  message.setStreamRevision(String(event.revision));
  message.setCommitPosition(String(event.position));
  message.setPreparePosition(String(event.position));
  message
    .getMetadataMap()
    .set('type', event.type)
    .set('content-type', event.contentType)
    .set('created', String(event.created));
  message.setData(event.data);
  message.setCustomMetadata(event.metadata);
  const read = new streams.ReadResp.ReadEvent();
  read.setEvent(message);
  read.setCommitPosition(String(event.position));
  const response = new streams.ReadResp();
  response.setEvent(read);
  return response;
}

export function checkpoint(commit: bigint, prepare: bigint): ReadResponse {
  const message = new streams.ReadResp.Checkpoint();
  message.setCommitPosition(String(commit));
  message.setPreparePosition(String(prepare));
  const response = new streams.ReadResp();
  response.setCheckpoint(message);
  return response;
}

export function confirmation(): ReadResponse {
  const message = new streams.ReadResp.SubscriptionConfirmation();
  message.setSubscriptionId(crypto.randomUUID());
  const response = new streams.ReadResp();
  response.setConfirmation(message);
  return response;
}

export function caughtUp(): ReadResponse {
  const response = new streams.ReadResp();
  response.setCaughtUp(new streams.ReadResp.CaughtUp());
  return response;
}

export function notFound(stream: string): ReadResponse {
  const message = new streams.ReadResp.StreamNotFound();
  message.setStreamIdentifier(identifierOf(stream));
  const response = new streams.ReadResp();
  response.setStreamNotFound(message);
  return response;
}

/** Which events a subscription is told. */
export function wanted(options: ReadReq.Options | undefined): (event: Recorded) => boolean {
  const filter = options?.getFilter();
  const expression = filter?.getStreamIdentifier() ?? filter?.getEventType();
  if (!filter || !expression) return () => true;
  const regex = expression.getRegex() === '' ? undefined : new RegExp(expression.getRegex());
  const prefixes = expression.getPrefixList();
  return (event) => {
    const name = filter.hasStreamIdentifier() ? event.stream : event.type;
    return regex ? regex.test(name) : prefixes.some((prefix) => name.startsWith(prefix));
  };
}

/** What a follower says to those who ask for the leader. */
export function notLeader(port: number) {
  const metadata = new Metadata();
  metadata.set('exception', 'not-leader');
  metadata.set('leader-endpoint-host', '127.0.0.1');
  metadata.set('leader-endpoint-port', String(port));
  return { code: code.NOT_FOUND, details: 'Not the leader.', metadata };
}

export type Refused = 'stream-deleted' | 'too-large' | bigint | 'no-stream';

/** A refusal as the server words it for calls that are answered once; in its trailers, where names are ASCII only. */
export function refusal(stream: string, expected: ExpectedRevision, refused: Refused) {
  const metadata = new Metadata();
  const said = (fields: Record<string, string>) => {
    for (const [name, value] of Object.entries(fields)) metadata.set(name, value);
    return { code: code.FAILED_PRECONDITION, details: 'Refused.', metadata };
  };
  metadata.set('stream-name', encodeURIComponent(stream));
  if (refused === 'stream-deleted') return said({ exception: refused });
  if (refused === 'too-large') return said({ exception: 'maximum-append-size-exceeded', 'maximum-append-size': '0' });
  const numbers = { 'no-stream': -1n, any: -2n, exists: -4n };
  return said({
    exception: 'wrong-expected-version',
    'expected-version': String(typeof expected === 'bigint' ? expected : numbers[expected]),
    'actual-version': String(refused === 'no-stream' ? -1n : refused),
  });
}

/** The same for appends that come in batches. */
export function statusOf(refused: Refused): StatusMessage {
  const message = new status.Status();
  message.setCode(codes.Code.FAILED_PRECONDITION);
  message.setDetails(detailsOf(refused));
  return message;
}

function detailsOf(refused: Refused): AnyMessage {
  const details = new any.Any();
  const packed = (message: { serializeBinary(): Uint8Array }, name: string) => {
    details.pack(message.serializeBinary(), `event_store.client.${name}`);
    return details;
  };
  if (refused === 'stream-deleted') return packed(new shared.StreamDeleted(), 'StreamDeleted');
  if (refused === 'too-large') return packed(new shared.MaximumAppendSizeExceeded(), 'MaximumAppendSizeExceeded');
  const conflict = new shared.WrongExpectedVersion();
  if (refused === 'no-stream') conflict.setCurrentNoStream(new empty.Empty());
  else conflict.setCurrentStreamRevision(String(refused));
  return packed(conflict, 'WrongExpectedVersion');
}
