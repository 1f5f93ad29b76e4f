import type { Schema } from '#messages/fields';
import { isCivilDate } from '#pathway/calendar';

/** What does not fit, and where: `data.triaged`. Never the value. */
export interface Misfit {
  readonly field: string;
  readonly words: string;
}

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whether a value nests further than so many levels: what nests without end exhausts the stack of whoever walks it. */
export function deeperThan(levels: number, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((one) => deeperThan(levels - 1, one));
}

const rfc3339 = /^\d{4}-\d{2}-\d{2}T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/;
const formats: Readonly<Record<string, (text: string) => boolean>> = {
  date: isCivilDate,
  'date-time': (text) => rfc3339.test(text) && isCivilDate(text.slice(0, 10)),
};
const types: Readonly<Record<string, (value: unknown) => boolean>> = {
  object: isObject,
  array: Array.isArray,
  string: (value) => typeof value === 'string',
  integer: Number.isInteger,
  boolean: (value) => typeof value === 'boolean',
};

type Keyword = readonly [fits: (value: never, asked: never) => boolean, words: (asked: unknown) => string];
const list = (asked: unknown) => (asked as readonly unknown[]).join(', ');

/** The keywords of JSON Schema that the contracts use, each for the values it is about, in the order they are asked. */
const keywords: Readonly<Record<string, Keyword>> = {
  type: [(value, asked: string) => types[asked]?.(value) ?? false, (asked) => `must be of the type ${String(asked)}`],
  const: [(value, asked) => value === asked, (asked) => `must be ${String(asked)}`],
  enum: [(value, asked: readonly unknown[]) => asked.includes(value), (asked) => `must be one of ${list(asked)}`],
  format: [(value, asked: string) => formats[asked]?.(value) ?? false, (asked) => `must be a ${String(asked)}`],
  pattern: [(value, asked: string) => new RegExp(asked, 'u').test(value), () => 'is not written as it has to be'],
  minLength: [(value: string, asked: number) => value.length >= asked, () => 'must not be empty'],
  maxLength: [
    (value: string, asked: number) => [...value].length <= asked,
    (asked) => `is longer than ${String(asked)}`,
  ],
  minimum: [(value, asked) => value >= asked, (asked) => `must be at least ${String(asked)}`],
  maximum: [(value, asked) => value <= asked, (asked) => `must be at most ${String(asked)}`],
  minItems: [(value: readonly unknown[], asked: number) => value.length >= asked, () => 'must not be empty'],
  uniqueItems: [(value: readonly unknown[]) => new Set(value).size === value.length, () => 'must name each once'],
  minProperties: [(value: object, asked: number) => Object.keys(value).length >= asked, () => 'must not be empty'],
};

const within = (path: string, name: string | number) => (path === '' ? String(name) : `${path}.${name}`);

function misfitHere(schema: Schema, value: unknown, field: string): Misfit | undefined {
  const misfit = Object.entries(keywords).find(
    ([name, [fits]]) => schema[name] !== undefined && !fits(value as never, schema[name] as never),
  );
  return misfit && { field, words: misfit[1][1](schema[misfit[0]]) };
}

function misfitInside(schema: Schema, value: Readonly<Record<string, unknown>>, path: string): Misfit | undefined {
  const properties = (schema['properties'] ?? {}) as Readonly<Record<string, Schema>>;
  const missing = ((schema['required'] ?? []) as readonly string[]).find((name) => value[name] === undefined);
  if (missing !== undefined) return { field: within(path, missing), words: 'is missing' };
  const more = Object.keys(value).some((name) => !Object.hasOwn(properties, name));
  if (more && schema['additionalProperties'] === false) return { field: path, words: 'has a field that is not known' };
  return first(Object.entries(properties), ([name, inner]) =>
    value[name] === undefined ? undefined : misfitIn(inner, value[name], within(path, name)),
  );
}

function first<T>(among: readonly T[], look: (one: T) => Misfit | undefined): Misfit | undefined {
  for (const one of among) {
    const misfit = look(one);
    if (misfit) return misfit;
  }
  return undefined;
}

/** The first thing in which a value does not fit a schema, as far as the contracts use JSON Schema. */
export function misfitIn(schema: Schema, value: unknown, path = ''): Misfit | undefined {
  const here = misfitHere(schema, value, path);
  if (here) return here;
  if (isObject(value)) return misfitInside(schema, value, path);
  const { items } = schema as { items?: Schema };
  if (!items || !Array.isArray(value)) return undefined;
  return first([...value.entries()], ([index, one]) => misfitIn(items, one, within(path, index)));
}
