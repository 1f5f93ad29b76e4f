import { QueryFailedError, TypeORMError } from 'typeorm';

/** SQLSTATE classes that only the rows themselves can cause: cardinality, data, constraint, program limit. */
const CAUSED_BY_DATA = /^(21|22|23|54)/;

const sqlState = (driverError: object): string | undefined => {
  const { code } = driverError as { code?: unknown };
  return typeof code === 'string' ? code : undefined;
};

/**
 * Whether applying the same events again would fail again: bad data, or a fault in the view. A database that is away,
 * locked, out of room or without the table is not: that is retried, and never parks anything.
 */
export function isPoison(error: unknown): boolean {
  if (error instanceof QueryFailedError) return CAUSED_BY_DATA.test(sqlState(error.driverError as object) ?? '');
  return !(error instanceof TypeORMError);
}

/** What may be kept and shown of a failure: a code, since messages may quote the data. */
export function reasonCode(error: unknown): string {
  if (error instanceof QueryFailedError) return `SQLSTATE_${sqlState(error.driverError as object) ?? 'UNKNOWN'}`;
  return `FAILED_${error instanceof Error ? error.name : 'UNKNOWN'}`;
}
