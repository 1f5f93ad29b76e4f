import { controls, listAt, textAt, type Typed } from '#casework/forms/controls';
import {
  answerTo,
  type Answers,
  type FormContext,
  isAsked,
  NONE,
  type Option,
  type Question,
} from '#casework/forms/question';
import type { Wrong } from '#casework/forms/reading';
import { results } from '#pathway/arrest-test';

/** Few enough to be seen at once; more are chosen from a list. */
const RADIOS_MOST = 8;

/** A question as `question.njk` shows it. */
export interface QuestionView {
  readonly id: string;
  readonly kind: 'input' | 'textarea' | 'radios' | 'checkboxes' | 'select' | 'date' | 'moment' | 'results';
  readonly label: string;
  readonly hint?: string;
  readonly suffix?: string;
  readonly error?: string;
  /** The field that is wrong, where that is not the first. */
  readonly errorIn?: 'time';
  /** What stands in its fields. */
  readonly typed: Typed;
  readonly items: readonly OptionView[];
  /** What is chosen to leave it open, where it may be. */
  readonly leaveOpen?: string;
  /** Of `results`: what each item may be. */
  readonly outcomes?: readonly Option[];
  /** Where a value that stands there already comes from. */
  readonly from?: string;
  readonly optional: boolean;
}

interface OptionView extends Option {
  readonly chosen: boolean;
  /** Asked only where this is chosen. */
  readonly under: readonly QuestionView[];
}

const yesOrNo: readonly Option[] = [
  { value: 'yes', text: 'Yes' },
  { value: 'no', text: 'No' },
];

/** What may be chosen, in the order in which it is offered. */
export async function optionsOf(question: Question, context: FormContext): Promise<readonly Option[]> {
  const offered = await offeredIn(question, context);
  if (question.none === undefined || question.control.type !== 'choices') return offered;
  return [...offered, { value: NONE, text: question.none, exclusive: true }];
}

async function offeredIn(
  { control, options = {}, choose }: Question,
  context: FormContext,
): Promise<readonly Option[]> {
  if (choose) return choose(context);
  if (control.type === 'flag') return yesOrNo;
  if (!('values' in control)) return [];
  return control.values.map((value) => {
    const words = options[value] ?? value;
    return typeof words === 'string' ? { value, text: words } : { value, ...words };
  });
}

function kindOf({ control: { type } }: Question, options: readonly Option[]): QuestionView['kind'] {
  if (type === 'words') return 'textarea';
  if (type === 'choices') return 'checkboxes';
  if (type === 'date' || type === 'moment' || type === 'results') return type;
  if (options.length === 0) return 'input';
  return options.length <= RADIOS_MOST ? 'radios' : 'select';
}

export interface Showing {
  readonly context: FormContext;
  readonly wrong?: readonly Wrong[];
  /** What came with errors; otherwise what was answered before, or is known, stands in the fields. */
  readonly typed?: Typed;
  /** Answered before: what was left empty then is not filled in again. */
  readonly seen?: boolean;
}

async function standing(
  question: Question,
  { context, typed, seen = false }: Showing,
): Promise<Pick<QuestionView, 'typed' | 'from'>> {
  if (typed) return { typed };
  const answered = answerTo(context.answers, question);
  const write = (value: unknown) => controls[question.control.type].write(value, question);
  if (answered !== undefined) return { typed: write(answered) };
  if (seen && isAsked(question, context)) return { typed: {} };
  const known = await question.known?.(context);
  return known ? { typed: write(known.value), from: known.from } : { typed: {} };
}

const isOptional = ({ optional, needed }: Question): boolean => optional && needed === undefined;

/** Chosen once, one of several could not be left open again without an option for it. */
const leftOpenBy = (question: Question, kind: QuestionView['kind']): string | undefined =>
  isOptional(question) && (kind === 'radios' || kind === 'select') ? (question.none ?? 'No answer') : undefined;

const resultWords: Readonly<Record<(typeof results)[number], string>> = {
  positive: 'Positive',
  negative: 'Negative',
  void: 'Void',
  'not-stated': 'Not stated',
};

const outcomesOf = ({ none }: Question): readonly Option[] => [
  ...results.map((value) => ({ value, text: resultWords[value] })),
  ...(none === undefined ? [] : [{ value: '', text: none }]),
];

const hasUnder = (question: Question) => (other: Question) => other.under?.question.id === question.id;

async function viewOf(question: Question, all: readonly Question[], showing: Showing): Promise<QuestionView> {
  const options = await optionsOf(question, showing.context);
  const { typed, from } = await standing(question, showing);
  const { id, ask, hint, suffix, either } = question;
  const under = all.filter(hasUnder(question));
  const nested = await Promise.all(under.map((one) => viewOf(one, all, showing)));
  const values = new Set([textAt(typed, id), ...listAt(typed, id)]);
  const kind = kindOf(question, options);
  const wrong = showing.wrong?.find((one) => one.question.id === id);
  return {
    ...{ id, label: ask, hint, suffix, typed, from, kind, error: wrong?.words, errorIn: wrong?.part },
    optional: isOptional(question) && either === undefined,
    leaveOpen: leftOpenBy(question, kind),
    items: options.map((option) => ({
      ...option,
      chosen: values.has(option.value),
      under: nested.filter((_view, index) => under[index]?.under?.is === option.value),
    })),
    ...(kind === 'results' && { outcomes: outcomesOf(question) }),
  };
}

/** The questions of a page: those that open under an option stand within it. */
export function viewsOf(page: readonly Question[], showing: Showing): Promise<readonly QuestionView[]> {
  const questions = page.filter(({ when }) => when?.(showing.context) ?? true);
  const shownHere = new Set(questions.map(({ id }) => id));
  const outer = questions.filter(({ under }) => !under || !shownHere.has(under.question.id));
  return Promise.all(outer.map((question) => viewOf(question, questions, showing)));
}

/** For the summary at the top: each leads to the field it is about. */
export const errorsOf = (wrong: readonly Wrong[], views: readonly QuestionView[]) =>
  wrong.map(({ question: { id }, words }) => ({ text: words, href: `#${firstFieldOf(id, views)}` }));

const flat = (views: readonly QuestionView[]): readonly QuestionView[] =>
  views.flatMap((view) => [view, ...view.items.flatMap(({ under }) => flat(under))]);

function firstFieldOf(id: string, views: readonly QuestionView[]): string {
  const view = flat(views).find((one) => one.id === id);
  return firstField({ id, kind: view?.kind, options: view?.items ?? [], part: view?.errorIn });
}

function firstField(of: {
  readonly id: string;
  readonly kind: QuestionView['kind'] | undefined;
  readonly options: readonly Option[];
  readonly part?: 'time' | undefined;
}): string {
  const { id, kind, options, part } = of;
  if (kind === 'date' || kind === 'moment') return `${id}-${part ?? 'day'}`;
  return kind === 'results' ? `${id}-${options[0]?.value ?? ''}` : id;
}

/** Where a link from another page leads to a question: its first field, so that it has the focus. */
export async function fieldOf(question: Question, context: FormContext): Promise<string> {
  const options = await optionsOf(question, context);
  return firstField({ id: question.id, kind: kindOf(question, options), options });
}

/** An answer in words, for checking before it is sent. */
export async function answerInWords(
  question: Question,
  answers: Answers,
  context: FormContext,
): Promise<string | undefined> {
  const value = answerTo(answers, question);
  if (value === undefined) return undefined;
  const said = controls[question.control.type].say(value, await optionsOf(question, context));
  return question.suffix === undefined ? said : `${said} ${question.suffix}`;
}
