import type { ApiClient } from '#test/journeys/client';
import type { Acknowledged } from '#test/simulate/run';
import { area } from '#test/simulate/caseload';
import { published } from '#test/simulate/published';

const ANALYST = 'analyst-national.practitioner';

const { treatmentOutcomes: outcomes } = published;
/** What is published counts those who are still in treatment too; the metric does not. */
const completedOfEnded = outcomes.completed / (outcomes.completed + outcomes['dropped-out'] + outcomes.died);

/** The metrics that are shown, with what has been published where something has. */
const shown: readonly { key: string; beside?: number; source?: string }[] = [
  { key: 'arrest-tests', beside: published.testPositive, source: 'Home Office 2023-24' },
  { key: 'required-assessments', beside: published.assessed, source: 'Home Office, sample' },
  { key: 'liaison-engagement' },
  { key: 'referrals' },
  { key: 'acknowledged-in-time' },
  // What is published, 98 %, is of those who started; this metric counts everybody who was referred.
  { key: 'waiting-time' },
  { key: 'requirement-commencement', beside: 0.23, source: 'BOLD 2023: DRR 20 %, ATR 26 %' },
  { key: 'requirement-outcomes', beside: published.requirementCompleted, source: 'UK Focal Point 2010-11' },
  { key: 'continuity-of-care', beside: published.continuityOfCare, source: 'OHID 2023-24' },
  { key: 'release-preparation' },
  { key: 'prison-tests' },
  { key: 'treatment-outcomes', beside: completedOfEnded, source: 'BOLD 2023, of those whose treatment ended' },
  { key: 'effective-engagement' },
];

const percent = (value: unknown): string => (typeof value === 'number' ? `${(value * 100).toFixed(1)} %` : '—');
const row = (cells: readonly string[], widths: readonly number[]): string =>
  cells
    .map((cell, index) => (index === 0 ? cell.padEnd(widths[index] ?? 0) : cell.padStart(widths[index] ?? 0)))
    .join('  ');
const WIDTHS = [26, 12, 8, 17, 10];

/** Every metric of the simulated time with its interval, beside what has been published. */
export async function metrics(api: ApiClient, from: string, to: string): Promise<string[]> {
  const lines = [row(['metric', 'count', 'rate', '95 % interval', 'published'], WIDTHS)];
  for (const { key, beside, source } of shown) {
    const { status, body } = await api.get(ANALYST, `/metric/${key}`, { from, to, area: area.authority });
    if (status !== 200) throw new Error(`The metric ${key} answered ${status}: ${String(body['userMessage'])}`);
    const interval = `${percent(body['lower'])}–${percent(body['upper'])}`;
    const count = `${String(body['numerator'])}/${String(body['denominator'])}`;
    const cells = [key, count, percent(body['proportion']), interval, percent(beside)];
    lines.push(`${row(cells, WIDTHS)}  ${source ?? ''}`.trimEnd());
  }
  return lines;
}

/** How many people wait, and how many are overdue, at each service that receives. */
export async function worklists(api: ApiClient): Promise<string[]> {
  const lines = [row(['worklist', 'waiting', 'overdue'], [26, 12, 8])];
  for (const organisation of [area.liaison, area.provider]) {
    type Item = { id: string; overdue: boolean };
    const { list: items } = await api.list(
      `${organisation}.practitioner`,
      '/worklist',
      (body) => body['items'] as Item[],
    );
    const overdue = items.filter((item) => item.overdue).length;
    lines.push(row([organisation, String(items.length), String(overdue)], [26, 12, 8]));
  }
  return lines;
}

/** What the system refused, by step and code: an invented caseload now and then asks for what is not possible. */
export function refusals(acknowledged: readonly Acknowledged[]): string[] {
  const counted = new Map<string, number>();
  for (const { step, status, code } of acknowledged) {
    if (status < 300) continue;
    const name = `${step.path
      .split('/')
      .filter((part) => !part.startsWith('$'))
      .join('/')}: ${code ?? status}`;
    counted.set(name, (counted.get(name) ?? 0) + 1);
  }
  if (counted.size === 0) return ['  nothing'];
  return [...counted].map(([name, count]) => `${String(count).padStart(6)}  ${name.replace(/^\//, '')}`);
}
