import type { Episode } from '#casework/episodes';
import type { Answers, FormContext, Question } from '#casework/forms/question';
import { answerTo, isAsked } from '#casework/forms/question';
import { type Wrong, wrongWith } from '#casework/forms/reading';
import type { Answer } from '#commands/step';
import type { OrganisationKind, Reference } from '#pathway/reference';
import type { StageName } from '#pathway/stages';
import type { Type } from '@nestjs/common';

/** Known already, and shown above the questions. */
export interface Beside {
  readonly heading: string;
  readonly rows: readonly { readonly label: string; readonly value: string }[];
  /** What is said where there is nothing. */
  readonly nothing: string;
}

/** A provider of the application, among `pageProviders`. */
export interface ReadsBeside {
  beside(context: FormContext): Promise<Beside>;
}

/** What must hold of the answers of a page together, though each is right by itself. */
export interface Rule {
  /** Where it is said. */
  readonly about: Question;
  readonly words: string;
  readonly broken: (context: FormContext) => boolean;
}

/** One page of a form. A page without a title has one question, which is its heading. */
export interface FormPage {
  /** The last part of its address. */
  readonly path: string;
  readonly title?: string;
  /** What to know before answering. */
  readonly intro?: string | ((context: FormContext) => string | undefined);
  /** What goes with the answers: read here, not typed. */
  readonly beside?: Type<ReadsBeside>;
  readonly questions: readonly Question[];
  readonly rules?: readonly Rule[];
  /** Left out where it does not hold. */
  readonly when?: (context: FormContext) => boolean;
}

/** A step that a form sends: the first opens the episode or acts on it, the others follow in it, all or none. */
export interface Sends {
  readonly do: string;
  /** The name that its answers stand under, where the same command is sent more than once. */
  readonly answers?: string;
  /** The answers whose moment it shares: it happened when that did. */
  readonly at?: string;
  /** By default where any of its fields was answered. */
  readonly when?: (context: FormContext) => boolean;
  /** Fields that nobody is asked for. */
  readonly with?: (context: FormContext) => object;
}

/** A job as somebody does it, from its first page to what happens next. */
export interface Job {
  /** The part of its address: `record-a-drug-test`. */
  readonly path: string;
  /** What the link to it says: `Record a drug test`. */
  readonly title: string;
  readonly kinds: readonly OrganisationKind[];
  readonly stage: StageName;
  /** Begins with finding a person, or acts on an episode that is there. */
  readonly about: 'person' | 'episode';
  /** Of one about an episode: whether it makes sense as the episode stands. The case page links to those that do. */
  readonly offered?: (episode: Episode, reference: Reference) => boolean;
  readonly pages: readonly FormPage[];
  readonly sends: readonly Sends[];
  /** Where it leads once it is sent, and where it is left to: otherwise to what happens next, and home. */
  readonly backTo?: (episode: string) => string;
  /** The heading once it is sent: `Drug test recorded`. */
  readonly done: string | ((answer: Answer) => string);
  /** What whoever sent it has to know or do now, besides what the handovers say. */
  readonly next?: (context: FormContext) => readonly string[];
}

/** Where whoever leaves the form unsent goes. */
export const leaveTo = ({ backTo }: Job, episode: string | null | undefined): string =>
  typeof episode === 'string' && backTo ? backTo(episode) : '/';

export const pagesOf = (job: Job, context: FormContext): readonly FormPage[] =>
  job.pages.filter(({ when }) => when?.(context) ?? true);

export const pageAt = (job: Job, context: FormContext, path: string): FormPage | undefined =>
  pagesOf(job, context).find((page) => page.path === path);

/** What still is to be put right on a page. */
export async function wrongOn({ questions, rules = [] }: FormPage, context: FormContext): Promise<readonly Wrong[]> {
  const wrong = await wrongWith(questions, context);
  if (wrong.length > 0) return wrong;
  return rules.filter(({ broken }) => broken(context)).map(({ about, words }) => ({ question: about, words }));
}

/** The first page that was never seen or is not right; undefined where all can be checked and sent. */
export async function firstUnfinished(
  job: Job,
  context: FormContext,
  seen: readonly string[],
): Promise<FormPage | undefined> {
  for (const page of pagesOf(job, context)) {
    if (!seen.includes(page.path) || (await wrongOn(page, context)).length > 0) return page;
  }
  return undefined;
}

/** The page before, or nothing before the first. */
export function pageBefore(job: Job, context: FormContext, path: string): FormPage | undefined {
  const pages = pagesOf(job, context);
  return pages[pages.findIndex((page) => page.path === path) - 1];
}

/** The answers that are asked for as things stand: what was answered on pages that fell away is not sent. */
export function answersAsked(job: Job, context: FormContext): Answers {
  const asked = pagesOf(job, context)
    .flatMap(({ questions }) => questions)
    .filter((question) => isAsked(question, context));
  const kept: Record<string, Record<string, unknown>> = {};
  for (const question of asked) {
    const value = answerTo(context.answers, question);
    if (value !== undefined) put((kept[question.command] ??= {}), question.field.split('.'), value);
  }
  return kept;
}

function put(fields: Record<string, unknown>, [name = '', ...inner]: readonly string[], value: unknown): void {
  if (inner.length === 0) fields[name] = value;
  else put((fields[name] ??= {}) as Record<string, unknown>, inner, value);
}
