import type { Period } from '#pathway/reference';

/** Whether there is a day on which both are in force. */
export const overlap = (one: Period, other: Period): boolean => endsFrom(one, other) && endsFrom(other, one);

const endsFrom = ({ to = '9999-12-31' }: Period, { from = '0000-01-01' }: Period): boolean => from <= to;
