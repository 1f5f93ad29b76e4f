import { breakdownsOf } from '#metrics/columns';
import type { Definition } from '#metrics/definition';
import { custody } from '#metrics/definitions/custody';
import { handovers } from '#metrics/definitions/handovers';
import { sentencesAndPrison } from '#metrics/definitions/sentences-and-prison';
import { treatment } from '#metrics/definitions/treatment';

/** Every metric, in the order of the pathway. */
export const definitions: readonly Definition[] = [...custody, ...handovers, ...sentencesAndPrison, ...treatment].map(
  (definition) => ({
    ...definition,
    breakdowns: breakdownsOf[definition.table].filter((one) => !definition.without?.includes(one)),
  }),
);

export const metricKeys: readonly string[] = definitions.map(({ key }) => key);

export const definitionOf = (key: string): Definition | undefined =>
  definitions.find((definition) => definition.key === key);
