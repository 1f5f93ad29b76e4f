import type { ApiClient } from '#test/journeys/client';
import type { Acknowledged } from '#test/simulate/run';
import { area } from '#test/simulate/caseload';
import { published } from '#test/simulate/published';

const ANALYST = 'analyst-national.practitioner';

const { treatmentOutcomes: outcomes } = published;
/** What is published counts those who are still in treatment too; the metric does not. */
const completedOfEnded = outcomes.completed / (outcomes.completed + outcomes['dropped-out'] + outcomes.died);

interface Beside {
  readonly value: number;
  readonly source: string;
}

/**
 * What has been published, by metric. Of the waiting time 98 % is, of those who started: the metric counts everybody who
 * was referred.
 */
const besides: Readonly<Record<string, Beside>> = {
  'arrest-tests': { value: published.testPositive, source: 'Home Office 2023-24' },
  'required-assessments': { value: published.assessed, source: 'Home Office, sample' },
  'requirement-commencement': { value: 0.23, source: 'BOLD 2023: DRR 20 %, ATR 26 %' },
  'requirement-outcomes': { value: published.requirementCompleted, source: 'UK Focal Point 2010-11' },
  'continuity-of-care': { value: published.continuityOfCare, source: 'OHID 2023-24' },
  'treatment-outcomes': { value: completedOfEnded, source: 'BOLD 2023, of those whose treatment ended' },
};

const percent = (value: unknown): string => (typeof value === 'number' ? `${(value * 100).toFixed(1)} %` : '—');
const row = (cells: readonly string[], widths: readonly number[]): string =>
  cells
    .map((cell, index) => (index === 0 ? cell.padEnd(widths[index] ?? 0) : cell.padStart(widths[index] ?? 0)))
    .join('  ');
const WIDTHS = [26, 12, 8, 17, 10];

interface Measured {
  readonly numerator: number;
  readonly denominator: number;
  readonly proportion?: number;
  readonly lower?: number;
  readonly upper?: number;
  readonly figures: Readonly<Record<string, number>>;
  readonly hours?: { readonly median: number | null; readonly ninetieth: number | null };
}

function rate({ numerator, denominator, proportion, lower, upper }: Measured, beside: Beside | undefined) {
  const count = proportion === undefined ? String(numerator) : `${numerator}/${denominator}`;
  const interval = proportion === undefined ? '—' : `${percent(lower)}–${percent(upper)}`;
  return [count, percent(proportion), interval, percent(beside?.value)];
}

/** The figures beside a proportion, and how long it took where that is what is asked. */
function figuresOf({ figures, hours }: Measured): readonly string[] {
  const counted = Object.entries(figures).map(([key, count]) => row([`  ${key}`, String(count)], WIDTHS));
  if (!hours) return counted;
  const took = Object.entries(hours).map(([key, value]) => row([`  ${key}`, `${value?.toFixed(1) ?? '—'} h`], WIDTHS));
  return [...counted, ...took];
}

/** Every metric of the simulated time with its interval, beside what has been published. */
export async function metrics(api: ApiClient, from: string, to: string): Promise<string[]> {
  const lines = [row(['metric', 'count', 'rate', '95 % interval', 'published'], WIDTHS)];
  const { metrics: all } = await answered(api, '/metric');
  for (const { key } of all as readonly { key: string }[]) {
    const measured = (await answered(api, `/metric/${key}`, { from, to, area: area.authority })) as unknown as Measured;
    const beside = besides[key];
    lines.push(`${row([key, ...rate(measured, beside)], WIDTHS)}  ${beside?.source ?? ''}`.trimEnd());
    lines.push(...figuresOf(measured));
  }
  return lines;
}

async function answered(api: ApiClient, path: string, asked: Record<string, string> = {}) {
  const { status, body } = await api.get(ANALYST, path, asked);
  if (status !== 200) throw new Error(`${path} answered ${status}: ${String(body['userMessage'])}`);
  return body;
}

/** How many handovers are open, and how many of them overdue, at each service that handovers of the caseload go to. */
export async function worklists(api: ApiClient): Promise<string[]> {
  const lines = [row(['worklist', 'open', 'overdue'], WIDTHS)];
  for (const organisation of [area.liaison, area.provider]) {
    type Item = { id: string; overdue: boolean };
    const { list: items } = await api.list(
      `${organisation}.practitioner`,
      '/worklist',
      (body) => body['items'] as Item[],
    );
    const overdue = items.filter((item) => item.overdue).length;
    lines.push(row([organisation, String(items.length), String(overdue)], WIDTHS));
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
