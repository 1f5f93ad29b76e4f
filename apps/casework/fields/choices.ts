import { type Field, field, isText } from '#casework/fields/field';
import { results } from '#pathway/arrest-test';
import { applyDecorators, type Type } from '@nestjs/common';
import { Type as Typed } from 'class-transformer';
import { ValidateNested } from 'class-validator';

export const OneOf = (values: readonly string[], label: string, options?: Field) =>
  field(
    label,
    {
      code: 'NOT_ONE_OF',
      control: { type: 'choice', values },
      accepts: (value) => isText(value) && values.includes(value),
      as: `as one of: ${values.join(', ')}`,
      schema: { type: String, enum: [...values] },
    },
    options,
  );

export const SeveralOf = (values: readonly string[], label: string, options?: Field & { readonly atLeast?: number }) =>
  field(
    label,
    {
      code: 'NOT_A_CHOICE',
      control: { type: 'choices', values },
      accepts: (value) =>
        Array.isArray(value) &&
        value.length >= (options?.atLeast ?? 0) &&
        new Set(value).size === value.length &&
        value.every((one) => values.includes(one as string)),
      as: `as a list, each once, out of: ${values.join(', ')}`,
      schema: { type: [String], enum: [...values], uniqueItems: true, minItems: options?.atLeast ?? 0 },
    },
    options,
  );

export const Flag = (label: string, options?: Field) =>
  field(
    label,
    {
      code: 'NOT_YES_OR_NO',
      control: { type: 'flag' },
      accepts: (value) => typeof value === 'boolean',
      as: 'as true or false',
      schema: { type: Boolean },
    },
    options,
  );

export const WholeNumber = ([least, most]: readonly [number, number], label: string, options?: Field) =>
  field(
    label,
    {
      code: 'NOT_A_NUMBER_IN_RANGE',
      control: { type: 'number' },
      accepts: (value) => Number.isInteger(value) && Number(value) >= least && Number(value) <= most,
      as: `as a whole number from ${least} to ${most}`,
      schema: { type: 'integer', minimum: least, maximum: most },
    },
    options,
  );

const areResults = (value: unknown): boolean => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const entries = Object.entries(value);
  return (
    entries.length > 0 &&
    entries.length <= 20 &&
    entries.every(([substance, result]) => /^[a-z][a-z-]{1,29}$/.test(substance) && results.includes(result as never))
  );
};

/** A result for each substance. */
export const TestResults = (label: string, options?: Field) =>
  field(
    label,
    {
      code: 'NOT_RESULTS',
      control: { type: 'results' },
      accepts: areResults,
      as: `as one of ${results.join(', ')} for each substance`,
      schema: {
        type: 'object',
        additionalProperties: { type: 'string', enum: [...results] },
        example: { cocaine: 'positive', opiates: 'negative' },
      },
    },
    options,
  );

/** Fields that belong together, as an object of their own. */
export const Part = (Fields: () => Type<object>, label: string, options?: Field) =>
  applyDecorators(
    field(
      label,
      {
        code: 'NOT_AN_OBJECT',
        control: { type: 'part', fields: Fields },
        accepts: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
        as: 'as an object with its own fields',
        schema: { type: Fields },
      },
      options,
    ),
    ValidateNested(),
    Typed(Fields),
  );
