import { applyDecorators } from '@nestjs/common';
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { ValidateBy, ValidateIf } from 'class-validator';

// The fields that requests are made of. Each says in one place what it takes, how a document describes it, and what a
// person reads who typed something else: a stable code and words that start from the field's own label.

export interface Field {
  readonly optional?: true;
}

interface Kind {
  readonly code: string;
  readonly accepts: (value: unknown) => boolean;
  /** Completes "Enter <label> …". */
  readonly as: string;
  readonly schema: ApiPropertyOptions;
  /** Into the form it is recorded in; what cannot be read is left as it is. */
  readonly read?: (value: string) => string;
}

const check = (name: string, accepts: (value: unknown) => boolean, message: string): PropertyDecorator =>
  ValidateBy({ name, validator: { validate: accepts, defaultMessage: () => message } });

const readAs = (read: (value: string) => string): PropertyDecorator =>
  Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? read(value) : value));

export function field(
  label: string,
  { code, accepts, as, schema, read }: Kind,
  { optional }: Field = {},
): PropertyDecorator {
  const words = optional ? `Enter ${label} ${as}, or leave it out.` : `Enter ${label} ${as}.`;
  return applyDecorators(
    ...(read ? [readAs(read)] : []),
    optional
      ? ValidateIf((_request, value) => value !== undefined)
      : check('REQUIRED', (value) => value !== undefined && value !== '', `Enter ${label}.`),
    check(code, accepts, words),
    ApiProperty({
      ...schema,
      description: `${label[0]?.toUpperCase()}${label.slice(1)}.`,
      required: !optional,
    } as ApiPropertyOptions),
  );
}

export const isText = (value: unknown): value is string => typeof value === 'string';
