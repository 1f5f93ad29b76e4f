import { applyDecorators, type Type } from '@nestjs/common';
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { ValidateBy, ValidateIf } from 'class-validator';

// The fields that requests are made of. Each says in one place what it takes, how a document describes it, and what a
// person reads who typed something else: a stable code and words that start from the field's own label.

export interface Field {
  readonly optional?: true;
}

/** How a form asks for it. */
export type Control =
  | { readonly type: 'text' | 'words' | 'number' | 'flag' | 'date' | 'moment' | 'results' }
  | { readonly type: 'choice' | 'choices'; readonly values: readonly string[] }
  | { readonly type: 'part'; readonly fields: () => Type<object> };

/** What is known of a field of a request. */
export interface FieldOf {
  readonly label: string;
  readonly control: Control;
  readonly optional: boolean;
  /** Completes "Enter <label> …". */
  readonly as: string;
}

const FIELD = 'throughcare:field';

interface Kind {
  readonly code: string;
  readonly control: Control;
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
  { code, control, accepts, as, schema, read }: Kind,
  { optional }: Field = {},
): PropertyDecorator {
  const words = optional ? `Enter ${label} ${as}, or leave it out.` : `Enter ${label} ${as}.`;
  const known: FieldOf = { label, control, optional: optional ?? false, as };
  return applyDecorators(
    Reflect.metadata(FIELD, known),
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

/** A field of a request, where it has one of that name. */
export const fieldNamed = (Request: Type<object>, name: string): FieldOf | undefined =>
  Reflect.getMetadata(FIELD, Request.prototype as object, name) as FieldOf | undefined;

/** A field of a request, dotted where it lies inside another. @throws Error where the request has no such field */
export function fieldOf(Request: Type<object>, path: string): FieldOf {
  const [name = '', ...inner] = path.split('.');
  const known = fieldNamed(Request, name);
  if (!known) throw new Error(`${Request.name} has no field ${path}.`);
  if (inner.length === 0) return known;
  if (known.control.type !== 'part') throw new Error(`${Request.name}.${name} has no fields of its own.`);
  return fieldOf(known.control.fields(), inner.join('.'));
}

export const isText = (value: unknown): value is string => typeof value === 'string';
