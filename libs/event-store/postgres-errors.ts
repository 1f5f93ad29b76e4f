import { AppendRejected, OutcomeUnknown, StoreUnavailable } from '#event-store/event-store';
import pg from 'pg';

/** SQLSTATE classes of data, or sizes, that cannot be stored. */
const UNSTORABLE = /^(22|54)/;
/** Those, and collisions: what one append can do to the others of its batch. */
const ONE_OF_MANY = /^(22|23|40|54)/;
/** The protocol broke, the server is going, or it does not understand itself: nothing is certain after that. */
const UNCERTAIN = /^(08|25P|57P|XX)/;

/** The SQLSTATE with which the server refused, having written nothing; none where that is not certain. */
export function refusal(cause: unknown): string | undefined {
  if (!(cause instanceof pg.DatabaseError) || !cause.code) return undefined;
  return UNCERTAIN.test(cause.code) ? undefined : cause.code;
}

export const spoiltByOne = (code: string): boolean => ONE_OF_MANY.test(code);

/** What a failed write is to its caller. */
export function failedWrite(cause: unknown): Error {
  const code = refusal(cause);
  if (!code) return new OutcomeUnknown(cause);
  if (UNSTORABLE.test(code)) return new AppendRejected(`The event store cannot hold this append (${code}).`);
  return new StoreUnavailable(cause);
}
