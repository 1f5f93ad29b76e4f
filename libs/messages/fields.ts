/** JSON Schema, as far as the contracts use it. */
export type Schema = Readonly<Record<string, unknown>>;

/** One field of a message: its schema, and an example that fits it. */
export interface Field<T> {
  readonly schema: Schema;
  readonly example: T;
  readonly optional?: true;
}

type Fields = Readonly<Record<string, Field<unknown>>>;
export type DataOf<F> = { readonly [Name in keyof F]: F[Name] extends Field<infer T> ? T : never };

const text = (schema: Schema, example: string): Field<string> => ({ schema: { type: 'string', ...schema }, example });

export const id = text(
  { pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' },
  '6f1c1a52-3f0e-5d0b-9a55-0d5b6b1b7c11',
);
/** UTC, to the second. */
export const instant = text(
  { format: 'date-time', pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}Z$' },
  '2026-03-02T21:40:00Z',
);
/** A civil date in Europe/London. */
export const date = text({ format: 'date', pattern: '^\\d{4}-\\d{2}-\\d{2}$' }, '2026-03-20');
/** In visible characters: an id or a source of CloudEvents. */
export const label = text({ minLength: 1, maxLength: 200, pattern: '^[!-~]+$' }, '20417-3');
/** A word of the sender's own: a reference, or a judge's name. */
export const words = (most: number, example: string) =>
  text({ minLength: 1, maxLength: most, pattern: '^\\P{Cc}*\\S\\P{Cc}*$' }, example);
/** A code of the directory of organisations. */
export const organisation = text({ pattern: '^[a-z][a-z0-9]*(-[a-z0-9]+)*$' }, 'provider-riverside');

export const oneOf = <const T extends string | number>(values: readonly [T, ...T[]]): Field<T> => ({
  schema: { enum: values },
  example: values[0],
});
export const whole = (least: number, most: number, example: number): Field<number> => ({
  schema: { type: 'integer', minimum: least, maximum: most },
  example,
});
/** Each once, at least one. */
export const several = <T>({ schema, example }: Field<T>): Field<readonly T[]> => ({
  schema: { type: 'array', items: schema, minItems: 1, uniqueItems: true },
  example: [example],
});
export const flag = (example: boolean): Field<boolean> => ({ schema: { type: 'boolean' }, example });
export const maybe = <T>({ schema, example }: Field<T>): Field<T | undefined> => ({ schema, example, optional: true });

/** Fields that belong together, and no others. */
export const part = <F extends Fields>(fields: F): Field<DataOf<F>> => ({
  schema: {
    type: 'object',
    additionalProperties: false,
    required: Object.keys(fields).filter((name) => !fields[name]?.optional),
    properties: Object.fromEntries(Object.entries(fields).map(([name, { schema }]) => [name, schema])),
  },
  example: Object.fromEntries(Object.entries(fields).map(([name, { example }]) => [name, example])) as DataOf<F>,
});
