import type { ReadReq, ReadResp } from '@eventstore/db-client/generated/streams_pb.js';
import type { ServerWritableStream } from '@grpc/grpc-js';
import { status } from '@grpc/grpc-js';
import type { Faults } from '#test/eventstoredb/faults';
import type { Log, Recorded } from '#test/eventstoredb/log';
import {
  caughtUp,
  checkpoint,
  confirmation,
  eventRead,
  notFound,
  notLeader,
  refusal,
  streamName,
  wanted,
} from '#test/eventstoredb/messages';

type Call = ServerWritableStream<ReadReq, ReadResp>;

/** Events considered between two checkpoints, times what the client asked. */
const WINDOW = 32;

async function tell(call: Call, faults: Faults, response: ReadResp): Promise<void> {
  await faults.read();
  if (!call.cancelled && !call.write(response)) await drained(call);
}

const drained = (call: Call): Promise<void> =>
  new Promise((resolve) => {
    const done = () => {
      for (const event of ['drain', 'cancelled', 'close', 'finish'] as const) call.off(event, done);
      resolve();
    };
    for (const event of ['drain', 'cancelled', 'close', 'finish'] as const) call.on(event, done);
  });

/** The index of the first event at or after this position. */
function indexFrom(events: readonly Recorded[], position: bigint): number {
  let low = 0;
  for (let high = events.length; low < high;) {
    const middle = (low + high) >> 1;
    if ((events[middle]?.position ?? 0n) < position) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Streams/Read: a stream, the whole log, or the whole log from here on. */
export async function read(call: Call, log: Log, faults: Faults): Promise<void> {
  if (faults.leader !== undefined && call.metadata.get('requires-leader').length > 0) {
    call.emit('error', notLeader(faults.leader));
    return undefined;
  }
  const options = call.request.getOptions();
  if (options?.hasSubscription()) return subscribe(call, log, faults);
  const events = options?.hasStream() ? ofStream(call, log) : ofAll(call, log);
  if (events === undefined) return;
  for (const event of events) await tell(call, faults, eventRead(event));
  call.end();
}

const backwards = (options: ReadReq.Options | undefined): boolean => Number(options?.getReadDirection()) === 1;

function ofStream(call: Call, log: Log): readonly Recorded[] | undefined {
  const options = call.request.getOptions();
  const asked = options?.getStream();
  const name = streamName(asked?.getStreamIdentifier());
  const events = log.read(name);
  if (events === 'stream-deleted') {
    call.emit('error', refusal(name, 'any', events));
    return undefined;
  }
  if (events === undefined) {
    call.write(notFound(name));
    call.end();
    return undefined;
  }
  const count = Number(options?.getCount() ?? 0);
  const from = asked?.hasRevision() ? BigInt(asked.getRevision()) : undefined;
  if (backwards(options)) {
    const to = from ?? (asked?.hasStart() ? 0n : events.at(-1)?.revision) ?? 0n;
    return events
      .filter(({ revision }) => revision <= to)
      .reverse()
      .slice(0, count);
  }
  if (asked?.hasEnd()) return [];
  return events.filter(({ revision }) => revision >= (from ?? 0n)).slice(0, count);
}

/** Forwards from a position the event there is told, backwards it is not. */
function ofAll(call: Call, log: Log): readonly Recorded[] {
  const options = call.request.getOptions();
  const asked = options?.getAll();
  const count = Number(options?.getCount() ?? 0);
  const at = asked?.hasPosition()
    ? indexFrom(log.events, BigInt(asked.getPosition()?.getCommitPosition() ?? 0))
    : undefined;
  if (backwards(options)) {
    const to = at ?? (asked?.hasStart() ? 0 : log.events.length);
    return log.events.slice(Math.max(0, to - count), to).reverse();
  }
  const from = at ?? (asked?.hasEnd() ? log.events.length : 0);
  return log.events.slice(from, from + count);
}

/** Where a subscription after a position begins: whatever is beyond (commit, prepare). */
function begins(options: ReadReq.Options | undefined, log: Log): number {
  const asked = options?.getAll();
  if (asked?.hasEnd()) return log.events.length;
  const position = asked?.getPosition();
  if (!position) return 0;
  const commit = BigInt(position.getCommitPosition());
  const at = indexFrom(log.events, commit);
  const seen = log.events[at]?.position === commit && BigInt(position.getPreparePosition()) >= commit;
  return seen ? at + 1 : at;
}

async function subscribe(call: Call, log: Log, faults: Faults): Promise<void> {
  const over = new AbortController();
  const wakes = { wake: () => undefined as void };
  const unwatch = log.watch(() => wakes.wake());
  const end = () => {
    over.abort();
    wakes.wake();
  };
  const subscribed = {
    fail: () => {
      end();
      call.emit('error', { code: status.UNAVAILABLE, details: 'The subscription was dropped.' });
    },
    end: () => {
      end();
      call.end();
    },
  };
  faults.subscriptions.add(subscribed);
  call.on('cancelled', end);
  call.on('close', end);
  try {
    await tellOn(call, log, {
      faults,
      over: over.signal,
      more: () => new Promise((resolve) => (wakes.wake = resolve)),
    });
  } finally {
    unwatch();
    faults.subscriptions.delete(subscribed);
  }
}

interface Telling {
  readonly faults: Faults;
  readonly over: AbortSignal;
  readonly more: () => Promise<void>;
}

async function tellOn(call: Call, log: Log, { faults, over, more }: Telling): Promise<void> {
  const options = call.request.getOptions();
  const wants = wanted(options);
  const every = WINDOW * Math.max(1, options?.getFilter()?.getCheckpointintervalmultiplier() ?? 1);
  let next = begins(options, log);
  let considered = 0;
  let live = false;
  await tell(call, faults, confirmation());
  while (!over.aborted) {
    const woken = more();
    for (let event = log.events[next]; event && !over.aborted; event = log.events[next]) {
      next += 1;
      considered += 1;
      if (wants(event)) {
        faults.told += 1;
        await tell(call, faults, eventRead(event));
      }
      if (options?.hasFilter() && considered % every === 0)
        await tell(call, faults, live ? checkpoint(event.position, event.position) : checkpoint(event.end, 0n));
    }
    if (over.aborted || next < log.events.length) continue;
    if (!live) await tell(call, faults, caughtUp());
    live = true;
    if (next === log.events.length) await woken;
  }
}
