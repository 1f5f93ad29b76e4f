import type { Reference } from '#pathway/reference';
import { placesOf } from '#read-models/analytics/attributes';
import { Cases } from '#read-models/analytics/cases';
import { Fold } from '#read-models/analytics/fold';
import { listens } from '#read-models/analytics/kept';
import { tableNames } from '#read-models/analytics/tables';
import { write } from '#read-models/analytics/write';
import type { View } from '#read-models/view';

/** What is counted: a row for every version of every cohort member, known from and until the moments it was recorded. */
export const analyticsView = (reference: Reference): View => {
  const places = placesOf(reference);
  return {
    name: 'analytics',
    tables: ['person_case', 'case_fact', ...tableNames],
    listens,
    apply: async (batch, into) => {
      const cases = await Cases.load(batch, into);
      const fold = new Fold(cases, places);
      for (const told of batch) fold.tell(told);
      return [cases.save(into), ...tableNames.flatMap((table) => write(fold.changes, table, into.schema))];
    },
  };
};
