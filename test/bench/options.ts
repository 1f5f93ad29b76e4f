import { optionsTyped } from '#platform/arguments';

/** At so many desks somebody is tested at the same time. */
export const CALLERS = 32;
/** So many that hardly anybody is tested more than a few times, and most were not met lately. */
const PEOPLE = 3_200;

export interface Sizes {
  readonly rounds: number;
  readonly milliseconds: number;
  readonly writers: readonly number[];
  /** People whose half year is recorded, then multiplied to so many events for the views to be rebuilt from. */
  readonly people: number;
  readonly events: number;
  readonly idleMs: number;
  readonly publishing: { readonly rounds: number; readonly messages: number };
}

const full: Sizes = {
  rounds: 3,
  milliseconds: 1_500,
  writers: [1, 8, 32, 128],
  people: 40,
  events: 20_000,
  idleMs: 5_000,
  publishing: { rounds: 7, messages: 40_000 },
};
const quick: Sizes = {
  rounds: 1,
  milliseconds: 300,
  writers: [1, 32],
  people: 5,
  events: 1_000,
  idleMs: 500,
  publishing: { rounds: 1, messages: 1_000 },
};

const parts = ['idle', 'appends', 'commands', 'rebuild', 'publishing'] as const;
export type Part = (typeof parts)[number];

export interface Options {
  readonly sizes: Sizes;
  /** Who is tested where commands are measured. */
  readonly tested: number;
  readonly file: string;
  readonly only: readonly Part[];
}

/** What the command line asks for. @throws Error where it makes no sense */
export function options(): Options {
  const values = optionsTyped({
    quick: { type: 'boolean', default: false },
    json: { type: 'string', default: '.data/bench/bench.json' },
    only: { type: 'string', multiple: true },
    people: { type: 'string', default: String(PEOPLE) },
  });
  const only = parts.filter((part) => values.only?.includes(part) ?? true);
  if (only.length < (values.only?.length ?? 0)) throw new Error(`--only takes one of ${parts.join(', ')}.`);
  const tested = Number(values.people);
  if (!(tested >= CALLERS)) throw new Error(`--people takes a number, ${CALLERS} at least.`);
  return { sizes: values.quick ? quick : full, tested, file: values.json, only };
}
