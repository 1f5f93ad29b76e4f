import type { Caller } from '#access/caller';
import type { Episode } from '#casework/episodes';
import { type Control, fieldOf } from '#casework/fields/field';
import type { HandoverSummary } from '#casework/handover/handovers';
import type { TimelineStep } from '#casework/person/timelines';
import { stepOf } from '#casework/step-requests';
import type { Person } from '#read-models/people';
import type { Instant } from '#pathway/decider';
import type { Reference } from '#pathway/reference';
import type { Type } from '@nestjs/common';

/** What has been answered so far: by command, then by field, in the form in which the command takes it. */
export type Answers = Readonly<Record<string, Readonly<Record<string, unknown>> | undefined>>;

/** Whom and what a form is about, for questions that depend on it. */
export interface FormContext {
  readonly caller: Caller;
  readonly reference: Reference;
  readonly now: Instant;
  readonly answers: Answers;
  /** Where a step that was recorded is put right: its answers are those that stand. */
  readonly correcting?: true;
  /** Where it is known already whom it is about. */
  readonly personId?: string;
  readonly person?: Person;
  /** Otherwise those whom it may be about. */
  readonly found?: readonly Person[];
  /** The episode that is acted on. */
  readonly episode?: Episode;
  /** The open handovers of the person to the caller's organisation, last opened first. */
  readonly handedOver: readonly HandoverSummary[];
  /** The person's way so far, by when it happened, as far as this caller may follow it. Read when first asked for. */
  readonly steps: () => Promise<readonly TimelineStep[]>;
}

export interface Option {
  readonly value: string;
  readonly text: string;
  readonly hint?: string;
  /** Of several: chosen alone, or not at all. */
  readonly exclusive?: true;
}

/** What stands in the form for having chosen none of several. */
export const NONE = 'none-of-these';

/** A value known already, and where from: shown with it, so that it is checked and not just believed. */
export interface Known {
  readonly value: unknown;
  readonly from: string;
}

/** What a question says; the request's field says what it takes. */
export interface Asked {
  readonly ask: string;
  readonly hint?: string;
  /** Shown beside what is typed: `days`. */
  readonly suffix?: string;
  /** Asked only where that question was answered so; of a choice it opens under the option. */
  readonly under?: { readonly question: Question; readonly is: string };
  /** Asked only of whom, or where, it holds. */
  readonly when?: (context: FormContext) => boolean;
  /** Must be answered here, though the request can do without. */
  readonly needed?: true;
  /** One of several of which some must be answered: the page says which, so it is not called optional. */
  readonly either?: true;
  /** What is said where nothing was answered. */
  readonly missing?: string;
  /** What may be chosen, where the field itself does not say. */
  readonly choose?: (context: FormContext) => readonly Option[] | Promise<readonly Option[]>;
  /**
   * What is chosen to say that none of them is so. Of several, otherwise one at least must be chosen; of one that may be
   * left open, otherwise `No answer`; of results, otherwise each must be given.
   */
  readonly none?: string;
  readonly known?: (context: FormContext) => Known | undefined | Promise<Known | undefined>;
}

export interface Question extends Asked {
  /** Unique on a page; also its HTML id and name. */
  readonly id: string;
  readonly command: string;
  readonly takes: Type<object>;
  /** Dotted where it lies inside another field. */
  readonly field: string;
  readonly label: string;
  readonly control: Control;
  readonly optional: boolean;
  /** Completes "Enter <label> …". */
  readonly as: string;
  /** The words of each value that the field takes. */
  readonly options?: Readonly<Record<string, string | Omit<Option, 'value'>>>;
}

/** The values that a field with a closed set takes; a field with any text takes none. */
type ValuesOf<T> = T extends readonly (infer Each)[]
  ? ValuesOf<Each>
  : T extends string
    ? string extends T
      ? never
      : T
    : never;

type Wording<T> = [ValuesOf<NonNullable<T>>] extends [never]
  ? object
  : { readonly options: Readonly<Record<ValuesOf<NonNullable<T>>, string | Omit<Option, 'value'>>> };

type Step = { occurredAt?: string };

/**
 * Asks for the fields of one command: every value of a closed set must have its words, or it does not compile. A field
 * within a field is named with a dot, and then without that check.
 */
export function asking<Request extends object>(command: string, Request: Type<Request>) {
  const takes = stepOf(Request);
  return <Field extends (keyof (Request & Step) & string) | `${keyof Request & string}.${string}`>(
    field: Field,
    asked: Asked &
      (Field extends keyof (Request & Step) ? Wording<(Request & Step)[Field]> : object) & {
        options?: Question['options'];
      },
  ): Question => ({
    ...asked,
    ...fieldOf(takes, field),
    id: `${command} ${field}`.replaceAll(/[ .]/g, '-'),
    command,
    takes,
    field,
  });
}

/** Whether it asks when something happened, which is never in the future. */
export const asksWhenItHappened = ({ field }: Pick<Question, 'field'>): boolean => field === 'occurredAt';

/** The answer to a question, wherever it lies. */
export function answerTo(answers: Answers, { command, field }: Pick<Question, 'command' | 'field'>): unknown {
  let value: unknown = answers[command];
  for (const name of field.split('.')) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Readonly<Record<string, unknown>>)[name];
  }
  return value;
}

type Fields = Readonly<Record<string, unknown>>;

function placed(fields: Fields, [name = '', ...inner]: readonly string[], value: unknown): Fields {
  const nested = inner.length === 0 ? value : placed((fields[name] ?? {}) as Fields, inner, value);
  const { [name]: _before, ...others } = fields;
  const empty = nested === undefined || (inner.length > 0 && Object.keys(nested as object).length === 0);
  return empty ? others : { ...others, [name]: nested };
}

/** The answers with this one put in its place, or taken out where it is undefined. */
export const withAnswer = (answers: Answers, { command, field }: Question, value: unknown): Answers => ({
  ...answers,
  [command]: placed(answers[command] ?? {}, field.split('.'), value),
});

/** Whether the question is asked, going by what was answered before it. */
export function isAsked({ under, when }: Question, context: FormContext): boolean {
  if (when?.(context) === false) return false;
  if (!under) return true;
  const parent = answerTo(context.answers, under.question);
  const given: unknown[] = Array.isArray(parent) ? parent : [typeof parent === 'boolean' ? yesNo(parent) : parent];
  return given.includes(under.is) && isAsked(under.question, context);
}

export const yesNo = (value: boolean): string => (value ? 'yes' : 'no');
