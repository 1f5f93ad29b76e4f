import { AppendRejected, OutcomeUnknown, StoreUnavailable } from '#event-store/event-store';
import { ErrorType } from '@eventstore/db-client';

/** The client's words for the kind of an error; some of its errors are bare ones of gRPC, without. */
export const kindOf = (cause: unknown): string | undefined => (cause as { type?: string } | undefined)?.type;

const MALFORMED: readonly string[] = [
  ErrorType.MAXIMUM_APPEND_SIZE_EXCEEDED,
  ErrorType.INVALID_ARGUMENT,
  ErrorType.MISSING_REQUIRED_METADATA_PROPERTY,
];

/** The server, or the client before it, has said no. */
const REFUSED: readonly string[] = [ErrorType.ACCESS_DENIED, ErrorType.UNSUPPORTED];

/** How gRPC and the client word that there was no line to send on. */
const NO_LINE = /No connection established|Name resolution failed|Failed to discover|Channel has been shut down/;

/** What a failed write is to its caller. Whatever may have been sent may have been written. */
export function failedWrite(cause: unknown): Error {
  const kind = kindOf(cause);
  if (kind && MALFORMED.includes(kind)) return new AppendRejected(`The event store cannot hold this append (${kind}).`);
  const unsent = cause instanceof StoreUnavailable || (cause instanceof Error && NO_LINE.test(cause.message));
  if (unsent || (kind && REFUSED.includes(kind))) return new StoreUnavailable(cause);
  return new OutcomeUnknown(cause);
}
