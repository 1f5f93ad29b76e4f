import type { Question } from '#casework/forms/question';
import { isCivilDate } from '#pathway/calendar';
import { day } from '#pathway/spoken';
import type { Hand } from '#test/pages/hands';
import type { Page } from 'playwright-core';

/**
 * What is typed or chosen, by the id of a question: of a date its day, month and year, of a moment its time after them, of
 * several choices their values, of results the one for all or each as `cocaine=positive`; nothing at all as an empty text.
 */
export type Answers = Readonly<Record<string, string>>;

/** A field of the form that a page shows. */
export interface Field {
  readonly name: string;
  readonly type: string;
  readonly value: string;
  readonly checked: boolean;
  /** The words of its label, of a list those of each of its options. */
  readonly words: string;
  readonly options: readonly { readonly value: string; readonly words: string }[];
}

const form = "[...document.querySelector('main form').elements].filter(({ name }) => name && name !== '_csrf')";

/** In the order in which they stand. */
export const fieldsOn = (page: Page): Promise<readonly Field[]> =>
  page.evaluate<readonly Field[]>(
    `${form}.map(({ name, type, value, checked, labels, options }) => ({ name, type, value, checked: checked === true,
      words: labels[0]?.textContent.trim() ?? '',
      options: [...(options ?? [])].map(({ value, text }) => ({ value, words: text })) }))`,
  );

/** Leaves nothing in any field, also not what was filled in or can only be chosen otherwise. */
export const emptied = (page: Page): Promise<unknown> =>
  page.evaluate(`${form}.forEach((field) => {
    if (field.type === 'radio' || field.type === 'checkbox') field.checked = false;
    else field.value = '';
  })`);

/** Whether a field is one of a question's. */
export function isIn({ id, control: { type } }: Question, { name }: Pick<Field, 'name'>): boolean {
  if (type === 'results') return name.startsWith(`${id}-`);
  if (type !== 'date' && type !== 'moment') return name === id;
  return ['day', 'month', 'year', 'time'].some((part) => name === `${id}-${part}`);
}

const own = (question: Question, fields: readonly Field[]) => fields.filter((field) => isIn(question, field));
const isChosen = ({ type }: Field) => type === 'radio' || type === 'checkbox';

/** What stands in the fields of a question, as it is typed. */
export function standing(question: Question, fields: readonly Field[]): string {
  const all = own(question, fields).filter((field) => !isChosen(field) || field.checked);
  const results = question.control.type === 'results';
  return all
    .filter(({ value }) => value !== '')
    .map(({ name, value }) => (results ? `${name.slice(question.id.length + 1)}=${value}` : value))
    .join(' ');
}

const byControl: Readonly<Record<string, string>> = {
  ...{ text: 'Words that fit', words: 'Words that fit.', number: '5', flag: 'yes', results: 'negative' },
  ...{ date: '1 6 2026', moment: '1 6 2026 10am' },
};

/** What stands there already, else an answer that is right wherever any is. */
export function usual(question: Question, fields: readonly Field[]): string {
  const stands = standing(question, fields);
  if (stands !== '') return stands;
  if (question.field.startsWith('identifiers.')) return '';
  const [first] = own(question, fields);
  if (first?.type === 'select-one') return first.options.find(({ value }) => value !== '')?.value ?? '';
  if (first && isChosen(first) && question.control.type !== 'results') return first.value;
  return byControl[question.control.type] ?? '';
}

interface By {
  readonly page: Page;
  readonly hand: Hand;
}

const parts = ['day', 'month', 'year'] as const;

async function typeDay({ page, hand }: By, id: string, typed: readonly string[]): Promise<void> {
  for (const [index, part] of parts.entries()) await hand.type(page, `${id}-${part}`, typed[index] ?? '');
}

async function chooseEach({ page, hand }: By, list: readonly Field[], typed: string): Promise<string> {
  const open = list.some(({ value }) => value === '');
  const wanted = typed.split(' ').filter((value) => value !== '' || open);
  for (const value of wanted) await hand.tick(page, list[0]?.name ?? '', value);
  const words = list.filter(({ value }) => wanted.includes(value)).map((one) => one.words);
  return typed === '' ? 'Not given' : words.join(', ');
}

async function typeResults({ page, hand }: By, list: readonly Field[], typed: string): Promise<string> {
  const each = Object.fromEntries(typed.split(' ').map((one) => one.split('=') as [string, string | undefined]));
  for (const name of new Set(list.map((field) => field.name))) {
    const outcome = Object.entries(each).find(([substance]) => name.endsWith(`-${substance}`))?.[1];
    const value = outcome ?? (typed.includes('=') ? undefined : typed);
    if (value !== undefined) await hand.tick(page, name, value);
    else
      await page.evaluate(
        `document.getElementsByName(${JSON.stringify(name)}).forEach((one) => (one.checked = false))`,
      );
  }
  return ': ';
}

/** A date typed as `27 3 2026`, as pages write it. */
function inWords([date = '', month = '', year = '']: readonly string[]): string {
  const iso = `${year}-${month.padStart(2, '0')}-${date.padStart(2, '0')}`;
  return isCivilDate(iso) ? day(iso) : 'Not given';
}

/** Answers a question, and says what the last page must say of it. */
export async function answer(by: By, question: Question, typed: string, fields: readonly Field[]): Promise<string> {
  const { id, control, suffix } = question;
  const list = own(question, fields);
  const words = typed.split(' ');
  if (control.type === 'results') return typeResults(by, list, typed);
  if (control.type === 'date' || control.type === 'moment') {
    await typeDay(by, id, words);
    if (control.type === 'moment') await by.hand.type(by.page, `${id}-time`, words.slice(3).join(' '));
    return inWords(words);
  }
  const [first] = list;
  if (first && isChosen(first)) return chooseEach(by, list, typed);
  if (first?.type === 'select-one') {
    await by.hand.pick(by.page, id, typed);
    return first.options.find(({ value }) => value === typed && value !== '')?.words ?? 'Not given';
  }
  await by.hand.type(by.page, id, typed);
  return typed === '' ? 'Not given' : [typed, suffix].join(' ').trim();
}
