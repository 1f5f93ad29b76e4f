import type { Appends } from '#test/bench/appends';
import type { Lag } from '#test/bench/lag';
import type { Idle } from '#test/bench/processes';
import type { Publishing } from '#test/bench/publishing';
import type { Rebuilds } from '#test/bench/rebuilds';

/** Commands over HTTP, per second, beside the floor with as many connections as callers. */
export interface Commands {
  readonly callers: number;
  readonly floor: number;
  readonly workerOn: number;
  readonly workerOff: number;
  /** What the program, all of its threads, used of a processor for one command, in milliseconds. */
  readonly processorMs: { readonly workerOn: number; readonly workerOff: number };
}

/** What was measured: parts may have been left out. */
export interface Measured {
  readonly appends?: readonly Appends[];
  readonly commands?: Commands;
  readonly lag?: { readonly perSecond: number; readonly views: readonly Lag[] };
  readonly rebuild?: Rebuilds;
  readonly publishing?: Publishing;
  readonly idle?: Idle;
}

/** One measured figure and what it should come to. */
export interface Line {
  readonly what: string;
  readonly figure: string;
  readonly value: number;
  /** What holds it back. */
  readonly note?: string;
  readonly goal?: { readonly least?: number; readonly most?: number };
}

const APPEND_GOALS: Readonly<Record<number, number>> = { 1: 0.85, 32: 1.8, 128: 2.5 };

const perSecond = (rate: number): string => `${Math.round(rate).toLocaleString('en-GB')}/s`;
const ratio = (subject: number, floor: number): string => `${perSecond(subject)} of ${perSecond(floor)}`;
const milliseconds = (value: number): string => `${value.toFixed(1)} ms`;

const appends = ({ writers, floor, port }: Appends): Line => ({
  what: `appends, ${writers} ${writers === 1 ? 'writer' : 'writers'}`,
  figure: ratio(port, floor),
  value: port / floor,
  goal: { least: APPEND_GOALS[writers] },
});

const processor = (what: string, rate: number, ms: number): Line => ({
  what: `processor of the program a command, ${what}`,
  figure: `${ms.toFixed(2)} ms`,
  value: ms,
  note: `its threads were busy for ${Math.round((rate * ms) / 10)} % of the time`,
});

function commands({ callers, floor, workerOn, workerOff, processorMs }: Commands): Line[] {
  return [
    {
      what: `commands over HTTP, ${callers} callers, worker on`,
      figure: ratio(workerOn, floor),
      value: workerOn / floor,
      goal: { least: 0.2 },
    },
    { what: 'the same, worker off', figure: ratio(workerOff, floor), value: workerOff / floor },
    processor('worker on', workerOn, processorMs.workerOn),
    processor('worker off', workerOff, processorMs.workerOff),
  ];
}

const lag = ({ view, p50, p99 }: Lag): Line[] => [
  { what: `lag of ${view}, p50`, figure: milliseconds(p50), value: p50, goal: { most: 5 } },
  { what: `lag of ${view}, p99`, figure: milliseconds(p99), value: p99, goal: { most: 100 } },
];

const rebuilt = ({ events, floor, rebuild }: Rebuilds): Line => ({
  what: `rebuild of all views, ${events.toLocaleString('en-GB')} events`,
  figure: ratio(rebuild, floor),
  value: rebuild / floor,
  goal: { least: 0.3 },
});

const publishing = ({ messages, published, floor, share }: Publishing): Line => ({
  what: `publishing ${messages.toLocaleString('en-GB')} messages`,
  figure: ratio(published, floor),
  value: share,
  goal: { least: 0.6 },
});

const idle = ({ megabytes, as, processes, cpuShare }: Idle): Line[] => [
  {
    what: `memory of npm start, idle (${as} of ${processes} processes)`,
    figure: `${megabytes.toFixed(0)} MB`,
    value: megabytes,
    goal: { most: 600 },
  },
  { what: 'processor of npm start, idle', figure: `${(cpuShare * 100).toFixed(1)} % of one`, value: cpuShare },
];

/** Every figure, in the order of the sections. */
export const linesOf = (measured: Measured): Line[] => [
  ...(measured.appends ?? []).map(appends),
  ...(measured.commands ? commands(measured.commands) : []),
  ...(measured.lag?.views ?? []).flatMap(lag),
  ...(measured.rebuild ? [rebuilt(measured.rebuild)] : []),
  ...(measured.publishing ? [publishing(measured.publishing)] : []),
  ...(measured.idle ? idle(measured.idle) : []),
];

/** Whether a figure is as it should be; undefined where nothing is asked of it. */
export function reached({ value, goal }: Line): boolean | undefined {
  if (goal?.least !== undefined) return value >= goal.least;
  return goal?.most === undefined ? undefined : value <= goal.most;
}

function judged(line: Line): string {
  const { least, most } = line.goal ?? {};
  const asked = least !== undefined ? `at least ${least}` : `at most ${most}`;
  const answers = { true: `reached (${asked})`, false: `NOT reached (${asked})`, undefined: line.note ?? '' };
  return answers[`${reached(line)}`];
}

/** The table for a person. */
export function table(lines: readonly Line[]): string {
  const width = Math.max(...lines.map(({ what }) => what.length));
  return lines
    .map((line) => {
      const value = line.figure.includes('/s of ') ? line.value.toFixed(2) : '';
      return `${line.what.padEnd(width)}  ${line.figure.padStart(24)}  ${value.padStart(6)}  ${judged(line)}`.trimEnd();
    })
    .join('\n');
}
