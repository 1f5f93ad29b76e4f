import type { Instant } from '#pathway/decider';
import type { ValueTransformer } from 'typeorm';

/** An instant as the pathway writes it: `2026-03-02T21:40:00Z`, with milliseconds only where there are any. */
export const toInstant = (date: Date): Instant => date.toISOString().replace('.000Z', 'Z');

/** The later of two instants, however precisely each is written. */
export const later = (one: Instant, other: Instant | undefined): Instant =>
  other !== undefined && Date.parse(other) > Date.parse(one) ? other : one;

const nullable =
  <From, To>(convert: (value: From) => To) =>
  (value: From | null | undefined) =>
    value === null || value === undefined ? null : convert(value);

/** A `timestamptz` column read as an instant. */
export const instantColumn: ValueTransformer = {
  to: (value: Instant | null) => value,
  from: nullable(toInstant),
};

/** A `bigint` column, which the driver gives as text. */
export const bigintColumn: ValueTransformer = {
  to: nullable((value: bigint) => value.toString()),
  from: nullable((value: string) => BigInt(value)),
};
