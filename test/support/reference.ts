import type { Reference } from '#pathway/reference';
import { loadReference } from '#reference/load';

/** The reference data as shipped, with its development directory. */
export const reference = await loadReference();

/** The same, where a service closes at the end of a day. */
export const closing = (code: string, to: string): Reference => ({
  ...reference,
  organisations: reference.organisations.map((row) => (row.code === code ? { ...row, to } : row)),
});
