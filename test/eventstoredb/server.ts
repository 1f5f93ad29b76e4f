import type {
  AppendReq,
  AppendResp,
  BatchAppendReq,
  BatchAppendResp,
  DeleteReq,
  TombstoneReq,
} from '@eventstore/db-client/generated/streams_pb.js';
import features from '@eventstore/db-client/generated/serverfeatures_pb.js';
import featuresService from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import streamsService from '@eventstore/db-client/generated/streams_grpc_pb.js';
import * as grpc from '@grpc/grpc-js';
import { type Counted, type Fault, Faults } from '#test/eventstoredb/faults';
import { type Decision, type ExpectedRevision, Log } from '#test/eventstoredb/log';
import {
  expectedIn,
  notLeader,
  type ProposedMessage,
  proposed,
  refusal,
  type Refused,
  statusOf,
  streamName,
} from '#test/eventstoredb/messages';
import { read } from '#test/eventstoredb/reads';
import { optionsTyped } from '#platform/arguments';
import { createServer } from 'node:net';

/** Says what is wrong to whoever started this server. */
function refuse(error: unknown): never {
  console.error((error as Error).message);
  process.exit(1);
}

/** `single`: appends come one by one, as before servers took them in batches. */
function options() {
  try {
    const typed = optionsTyped({
      port: { type: 'string', default: '0' },
      file: { type: 'string' },
      appends: { type: 'string', default: 'batched' },
    });
    if (!/^\d{1,5}$/.test(typed.port)) throw new Error('--port takes the number of a port; 0 is a free one.');
    return typed;
  } catch (error) {
    return refuse(error);
  }
}

const values = options();

const log = new Log(values.file);
const faults = new Faults();

const refusedBy = (decision: Decision | 'too-large'): Refused | undefined => {
  if (typeof decision === 'string') return decision;
  return 'conflict' in decision ? decision.conflict : undefined;
};

interface Asked {
  readonly stream: string;
  readonly expected: ExpectedRevision;
  readonly messages: ProposedMessage[];
}

/** Undefined where there is to be no answer. */
async function append(
  call: grpc.ServerReadableStream<unknown, unknown> | grpc.ServerDuplexStream<unknown, unknown>,
  asked: Asked,
) {
  const lost = faults.lost(String(call.metadata.get('connection-name')[0]));
  if (lost === 'question') {
    faults.cut(call.getPeer());
    return undefined;
  }
  const slow = faults.commit();
  if (slow) await slow;
  const events = asked.messages.map(proposed);
  if (events.reduce((sum, { data }) => sum + data.length, 0) > faults.limit) return 'too-large' as const;
  const decision = log.append(asked.stream, asked.expected, events);
  if (lost === 'answer') faults.cut(call.getPeer());
  return lost === undefined ? decision : undefined;
}

function batchAppend(call: grpc.ServerDuplexStream<BatchAppendReq, BatchAppendResp>): void {
  const asked = new Map<string, Asked>();
  call.on('error', () => undefined);
  call.on('end', () => call.end());
  call.on('data', (request: BatchAppendReq) => {
    if (faults.leader !== undefined && call.metadata.get('requires-leader').length > 0) {
      call.emit('error', notLeader(faults.leader));
      return;
    }
    const id = request.getCorrelationId()?.getString() ?? '';
    const options = request.getOptions();
    const one = asked.get(id) ?? {
      stream: streamName(options?.getStreamIdentifier()),
      expected: options ? expectedIn(options, () => options.getStreamPosition()) : 'any',
      messages: [],
    };
    one.messages.push(...request.getProposedMessagesList());
    if (!request.getIsFinal()) return void asked.set(id, one);
    asked.delete(id);
    void append(call, one).then((decision) => {
      if (decision && !call.cancelled) call.write(batchAnswer(request, one.stream, decision));
    });
  });
}

function batchAnswer(request: BatchAppendReq, stream: string, decision: Decision | 'too-large'): BatchAppendResp {
  const answer = new streams.BatchAppendResp();
  answer.setCorrelationId(request.getCorrelationId());
  const identifier = new shared.StreamIdentifier();
  identifier.setStreamName(Buffer.from(stream).toString('base64'));
  answer.setStreamIdentifier(identifier);
  const refused = refusedBy(decision);
  if (refused !== undefined) answer.setError(statusOf(refused));
  else if (typeof decision === 'object' && 'written' in decision) {
    const success = new streams.BatchAppendResp.Success();
    success.setCurrentRevision(String(decision.written.revision));
    const position = new shared.AllStreamPosition();
    position.setCommitPosition(String(decision.written.position));
    position.setPreparePosition(String(decision.written.position));
    success.setPosition(position);
    answer.setSuccess(success);
  }
  return answer;
}

function appendOnce(
  call: grpc.ServerReadableStream<AppendReq, AppendResp>,
  answer: grpc.sendUnaryData<AppendResp>,
): void {
  const messages: ProposedMessage[] = [];
  let options: AppendReq.Options | undefined;
  call.on('data', (request: AppendReq) => {
    options ??= request.getOptions();
    const message = request.getProposedMessage();
    if (message) messages.push(message);
  });
  call.on('end', () => {
    const stream = streamName(options?.getStreamIdentifier());
    const expected = options ? expectedIn(options, () => options?.getRevision() ?? '') : 'any';
    void append(call, { stream, expected, messages }).then((decision) => {
      if (decision) answerOnce(stream, expected, decision, answer);
    });
  });
}

function answerOnce(
  stream: string,
  expected: ExpectedRevision,
  decision: Decision | 'too-large',
  answer: grpc.sendUnaryData<AppendResp>,
) {
  if (typeof decision === 'string') return answer(refusal(stream, expected, decision));
  const response = new streams.AppendResp();
  if ('written' in decision) {
    const success = new streams.AppendResp.Success();
    success.setCurrentRevision(String(decision.written.revision));
    const position = new streams.AppendResp.Position();
    position.setCommitPosition(String(decision.written.position));
    position.setPreparePosition(String(decision.written.position));
    success.setPosition(position);
    response.setSuccess(success);
  } else {
    const conflict = new streams.AppendResp.WrongExpectedVersion();
    if (decision.conflict === 'no-stream') conflict.setCurrentNoStream(new shared.Empty());
    else conflict.setCurrentRevision(String(decision.conflict));
    response.setWrongExpectedVersion(conflict);
  }
  answer(null, response);
}

interface Deletion {
  readonly request: { getOptions(): DeleteReq.Options | TombstoneReq.Options | undefined };
}

const deletion =
  <Response>(kind: 'soft' | 'tombstone', done: () => Response) =>
  (call: Deletion, answer: grpc.sendUnaryData<Response>): void => {
    const options = call.request.getOptions();
    const stream = streamName(options?.getStreamIdentifier());
    const expected = options ? expectedIn(options, () => options.getRevision()) : 'any';
    const refused = refusedBy(log.delete(stream, expected, kind));
    if (refused === undefined) answer(null, done());
    else answer(refusal(stream, expected, refused));
  };

function supported() {
  const methods = new features.SupportedMethods();
  methods.setEventStoreServerVersion('24.10.0');
  const names = ['read', 'append', 'delete', 'tombstone', ...(values.appends === 'single' ? [] : ['batchappend'])];
  for (const name of names) {
    const method = new features.SupportedMethod();
    method.setServiceName('event_store.client.streams.streams');
    method.setMethodName(name);
    methods.addMethods(method);
  }
  return methods;
}

const server = new grpc.Server({ 'grpc.max_receive_message_length': 32 * 1_048_576 });
server.addService(featuresService.ServerFeaturesService, {
  getSupportedMethods: (_: unknown, answer: grpc.sendUnaryData<unknown>) => answer(null, supported()),
});
server.addService(streamsService.StreamsService, {
  read: (call: Parameters<typeof read>[0]) => void read(call, log, faults),
  append: appendOnce,
  batchAppend,
  delete: deletion('soft', () => new streams.DeleteResp()),
  tombstone: deletion('tombstone', () => new streams.TombstoneResp()),
});

const lines = server.createConnectionInjector(grpc.ServerCredentials.createInsecure());
const listening = createServer((socket) => {
  socket.setNoDelay();
  faults.sockets.add(socket);
  socket.on('close', () => faults.sockets.delete(socket));
  socket.on('error', () => undefined);
  lines.injectConnection(socket);
});

/** What is told to whoever started this server. */
export type Said = { readonly listening: number } | { readonly asked: number; readonly counted: Counted };

listening.on('error', refuse);
listening.listen(Number(values.port), '127.0.0.1', () => {
  const address = listening.address();
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  if (process.send) process.send({ listening: port } satisfies Said);
  else process.stdout.write(`esdb://127.0.0.1:${port}?tls=false\n`);
});
process.on('message', ({ asked, fault }: { asked: number; fault: Fault }) => {
  if (fault.do === 'copy') log.copyTo(fault.to);
  process.send?.({ asked, counted: faults.bring(fault) } satisfies Said);
});
process.on('disconnect', () => process.exit(0));
