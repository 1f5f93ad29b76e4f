import { typedDate, typedMoment } from '#casework/forms/dates';
import { noRealDate, noRealDay, noTime, someAndNone } from '#casework/forms/error-words';
import { NONE, type Option, type Question, yesNo } from '#casework/forms/question';
import { day, moment } from '#pathway/spoken';
import { civilDate, londonTime } from '#pathway/calendar';
import type { CivilDate } from '#pathway/decider';
import type { Control } from '#casework/fields/field';

/** What a browser sends for a form: names and what was typed. */
export type Typed = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Typed, but not to be made sense of: says what would be. */
export class Unreadable {
  constructor(
    readonly words: string,
    /** Which of its fields, where that is not the first. */
    readonly part?: 'time',
  ) {}
}

interface Kind {
  /** Undefined where nothing was typed. */
  readonly read: (typed: Typed, question: Question, today: CivilDate) => unknown;
  /** The value as it stands in the fields of the form. */
  readonly write: (value: unknown, question: Question) => Typed;
  /** The value as a person reads it. */
  readonly say: (value: unknown, options: readonly Option[]) => string;
}

export const textAt = (typed: Typed, name: string): string => {
  const found = typed[name];
  return (typeof found === 'string' ? found : (found?.at(-1) ?? '')).trim();
};

export const listAt = (typed: Typed, name: string): readonly string[] => {
  const found = typed[name] ?? [];
  return (typeof found === 'string' ? [found] : found).filter((one) => one !== '');
};

const orNothing = (text: string): string | undefined => (text === '' ? undefined : text);
const sayText = (value: unknown): string => String(value);
const chosen = (value: unknown, options: readonly Option[]): string =>
  options.find((option) => option.value === value)?.text ?? String(value);

const text: Kind = {
  read: (typed, { id }) => orNothing(textAt(typed, id)),
  write: (value, { id }) => ({ [id]: String(value) }),
  say: (value, options) => (options.length > 0 ? chosen(value, options) : sayText(value)),
};

const dateParts = (typed: Typed, id: string): [string, string, string] => [
  textAt(typed, `${id}-day`),
  textAt(typed, `${id}-month`),
  textAt(typed, `${id}-year`),
];
const writeDate = (date: CivilDate, id: string): Typed => {
  const [year = '', month = '', dayOfMonth = ''] = date.split('-');
  return { [`${id}-day`]: String(Number(dayOfMonth)), [`${id}-month`]: String(Number(month)), [`${id}-year`]: year };
};

const date: Kind = {
  read(typed, question, today) {
    const parts = dateParts(typed, question.id);
    if (parts.every((part) => part === '')) return undefined;
    return typedDate(parts, today) ?? new Unreadable(noRealDate(question));
  },
  write: (value, { id }) => writeDate(String(value), id),
  say: (value) => day(String(value)),
};

const atMoment: Kind = {
  read(typed, question, today) {
    const parts = dateParts(typed, question.id);
    const time = textAt(typed, `${question.id}-time`);
    if ([...parts, time].every((part) => part === '')) return undefined;
    const on = parts.every((part) => part === '') ? today : typedDate(parts, today);
    if (on === undefined) return new Unreadable(noRealDay(question));
    return typedMoment(on, time) ?? new Unreadable(noTime(question), 'time');
  },
  write: (value, { id }) => ({
    ...writeDate(civilDate(String(value)), id),
    [`${id}-time`]: londonTime(String(value)),
  }),
  say: (value) => moment(String(value)),
};

const choice: Kind = {
  ...text,
  say: chosen,
};

const choices: Kind = {
  read(typed, question) {
    const list = listAt(typed, question.id);
    if (list.length === 0) return undefined;
    if (!list.includes(NONE)) return list;
    return list.length === 1 ? [] : new Unreadable(someAndNone(question));
  },
  write(value, { id, none }) {
    const list = value as readonly string[];
    return { [id]: list.length === 0 && none !== undefined ? [NONE] : list };
  },
  say(value, options) {
    const list = value as readonly string[];
    return (list.length === 0 ? [NONE] : list).map((one) => chosen(one, options)).join(', ');
  },
};

const flag: Kind = {
  read(typed, { id }) {
    const answer = textAt(typed, id);
    return answer === '' ? undefined : answer === 'yes' ? true : answer === 'no' ? false : answer;
  },
  write: (value, { id }) => ({ [id]: typeof value === 'boolean' ? yesNo(value) : '' }),
  say: (value) => (value === true ? 'Yes' : 'No'),
};

const number: Kind = {
  ...text,
  read(typed, { id }) {
    const answer = textAt(typed, id).replaceAll(',', '');
    return /^\d{1,9}$/.test(answer) ? Number(answer) : orNothing(answer);
  },
};

/** A set of radios for each substance: its name follows the question's own. */
const results: Kind = {
  read(typed, { id }) {
    const given = Object.keys(typed)
      .filter((name) => name.startsWith(`${id}-`) && textAt(typed, name) !== '')
      .map((name): [string, string] => [name.slice(id.length + 1), textAt(typed, name)]);
    return given.length === 0 ? undefined : Object.fromEntries(given);
  },
  write: (value, { id }) =>
    Object.fromEntries(
      Object.entries(value as object).map(([substance, result]) => [`${id}-${substance}`, String(result)]),
    ),
  say: (value, options) =>
    Object.entries(value as object)
      .map(([substance, result]) => `${chosen(substance, options)}: ${String(result).replaceAll('-', ' ')}`)
      .join(', '),
};

const part: Kind = { ...text, read: () => undefined };

export const controls: Readonly<Record<Control['type'], Kind>> = {
  ...{ text, words: text, number, flag, date, moment: atMoment, choice, choices, results, part },
};
