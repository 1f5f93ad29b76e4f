import type { InForce } from '#pathway/reference';
import type { CivilDate } from '#pathway/decider';

/** People in structured treatment to compare a day with. */
export interface Baseline extends InForce {
  readonly area: string;
  readonly baseline: number;
  readonly target: number;
  readonly source: string;
}

const source = "Throughcare's own figures for development; not published ones";

/** One row an area and time. Placeholders, until a partnership's own baseline and target are entered in their place. */
const baselines: readonly Baseline[] = [
  { area: 'E08000012', baseline: 480, target: 560, from: '2022-04-01', source },
  { area: 'E08000003', baseline: 450, target: 530, from: '2022-04-01', source },
  { area: 'E06000023', baseline: 390, target: 450, from: '2022-04-01', source },
  { area: 'E10000016', baseline: 610, target: 700, from: '2022-04-01', source },
];

/** The baseline and target in force for an area on a day; undefined where it has none of its own. */
export const baselineOf = (area: string | undefined, day: CivilDate): Baseline | undefined =>
  baselines.find((row) => row.area === area && row.from <= day && (row.to === undefined || day <= row.to));
