/** A place in the log. Totally ordered, commit-ordered, never to be calculated with; written as a decimal string. */
export type Position = bigint;

/**
 * What a stream must look like for an append: at exactly this revision (counted from 0n), not there, there, or anything.
 * Retries are only safe with an exact revision or `no-stream`.
 */
export type Expected = bigint | 'no-stream' | 'exists' | 'any';

export interface NewEvent {
  /** A UUID. The same id again, at the same place of the same stream, is the same event. */
  readonly id: string;
  readonly type: string;
  /** JSON text, kept byte for byte. */
  readonly data: string;
  readonly metadata: Readonly<Record<string, string>>;
}

export interface RecordedEvent extends NewEvent {
  readonly stream: string;
  readonly revision: bigint;
  readonly position: Position;
}

export interface Appended {
  readonly firstRevision: bigint;
  readonly lastRevision: bigint;
  /** The position of the last event of this append. */
  readonly position: Position;
  /** These bytes were written just now, not found under the same ids; left out where the store cannot tell. */
  readonly fresh?: true;
}

export interface ReadStream {
  readonly from?: bigint | 'start' | 'end';
  readonly direction?: 'forwards' | 'backwards';
  readonly limit?: number;
}

/** Keeps events whose stream starts with one of these prefixes, or whose type is one of these. */
export type Filter = { readonly streams: readonly string[] } | { readonly types: readonly string[] };

export interface ReadAll {
  /** Exclusive. */
  readonly after?: Position;
  readonly filter?: Filter;
  readonly limit?: number;
}

export type Followed =
  | { readonly event: RecordedEvent }
  /** Everything up to here has been seen, matching or not. */
  | { readonly checkpoint: Position }
  /** A hint for readiness, never for correctness. */
  | { readonly caughtUp: true };

/** The stream moved: nothing was written. */
export class WrongExpectedVersion extends Error {
  constructor(
    readonly stream: string,
    readonly expected: Expected,
    readonly actual: bigint | 'no-stream',
  ) {
    super(`Stream ${stream} is at ${actual}, not at ${expected}: read it again and decide again.`);
    this.name = 'WrongExpectedVersion';
  }
}

export class StreamNotFound extends Error {
  constructor(readonly stream: string) {
    super(`Stream ${stream} does not exist.`);
    this.name = 'StreamNotFound';
  }
}

/** The stream was closed for good. */
export class StreamDeleted extends Error {
  constructor(readonly stream: string) {
    super(`Stream ${stream} has been deleted for good.`);
    this.name = 'StreamDeleted';
  }
}

/** The append cannot be written as it is: too large, or malformed. Nothing was written; a retry would fail too. */
export class AppendRejected extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'AppendRejected';
  }
}

/** The store could not be reached: nothing was written; a retry is safe. */
export class StoreUnavailable extends Error {
  constructor(cause: unknown) {
    super('The event store cannot be reached.', { cause });
    this.name = 'StoreUnavailable';
  }
}

/** The connection was lost after sending: retry with the same ids and the same expected revision. */
export class OutcomeUnknown extends Error {
  constructor(cause: unknown) {
    super('The event store did not answer: the append may or may not have been written.', { cause });
    this.name = 'OutcomeUnknown';
  }
}

/** A subscription ended, with or without an error: resume from the last committed checkpoint. */
export class SubscriptionDropped extends Error {
  constructor(cause?: unknown) {
    super('The subscription was dropped.', { cause });
    this.name = 'SubscriptionDropped';
  }
}

/** The log, with the semantics of EventStoreDB that another store can honour. */
export interface EventStore {
  /**
   * All events or none, in this order, at contiguous revisions. With an exact revision or `no-stream`, the same ids
   * again answer with the original result, however much later.
   * @throws WrongExpectedVersion, StreamDeleted, AppendRejected, StoreUnavailable, OutcomeUnknown
   */
  append(stream: string, expected: Expected, events: readonly NewEvent[]): Promise<Appended>;
  /** @throws StreamNotFound, StreamDeleted */
  readStream(stream: string, options?: ReadStream): AsyncIterable<RecordedEvent>;
  readAll(options?: ReadAll): AsyncIterable<RecordedEvent>;
  /** At least once, in position order, until aborted. @throws SubscriptionDropped */
  follow(options: { after?: Position; filter?: Filter; signal: AbortSignal }): AsyncIterable<Followed>;
  /** The position of the last event; 0n for an empty log. */
  head(): Promise<Position>;
  deleteStream(stream: string, expected: Expected, kind: 'soft' | 'tombstone'): Promise<void>;
  /** Changes when the log is another log: a checkpoint belongs to one identity. */
  identity(): Promise<string>;
  close(): Promise<void>;
}
