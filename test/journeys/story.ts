import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { addDays, londonInstant } from '#pathway/calendar';
import { parse } from 'yaml';

/** A person of a story; the key in the file is the name. */
export interface Character {
  readonly born: string;
  readonly sex: string;
  readonly ethnicity: string;
  readonly residence: string;
  readonly pnc?: string;
  readonly cro?: string;
  readonly crn?: string;
  readonly prisonNumber?: string;
  readonly nhsNumber?: string;
}

/** One line of a story: a step somebody takes (`do`), or what must be true (`expect`). */
export interface Line {
  readonly at?: string;
  readonly by?: string;
  readonly do?: string;
  readonly expect?: string;
  readonly [field: string]: unknown;
}

export interface Story {
  readonly file: string;
  readonly title: string;
  readonly people: Readonly<Record<string, Character>>;
  readonly lines: readonly Line[];
}

function parsedIn(file: string): { title?: unknown; people?: unknown; story?: unknown } {
  try {
    return parse(readFileSync(file, 'utf8')) as object;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new Error(code === 'ENOENT' ? `There is no file ${file}.` : `${file}: ${message}`, { cause: error });
  }
}

/** @throws Error where the file is not a story, naming the file and the line */
export function readStory(file: string): Story {
  const parsed = parsedIn(file);
  if (typeof parsed?.title !== 'string') throw new Error(`${file}: a story needs a title.`);
  if (!Array.isArray(parsed.story)) throw new Error(`${file}: a story needs its lines under "story".`);
  const lines = parsed.story as Line[];
  lines.forEach((line, index) => {
    if (line.do === undefined && line.expect === undefined)
      throw new Error(`${file}: line ${index + 1} of the story neither does nor expects anything.`);
  });
  return { file: basename(file), title: parsed.title, people: (parsed.people ?? {}) as Story['people'], lines };
}

const moment = /^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2})$/;
const day = /^\d{4}-\d{2}-\d{2}$/;

/** A clock time of a story, Europe/London (`2026-03-02 21:40`, `24:00` for the end of the day), as an instant. */
export function instantOf(written: string): string {
  const [, date, time] = moment.exec(written) ?? [];
  if (date !== undefined && time !== undefined)
    return time === '24:00' ? londonInstant(addDays(date, 1), '00:00') : londonInstant(date, time);
  if (day.test(written)) return londonInstant(written, '00:00');
  throw new Error(`"${written}" is not a time of a story: write 2026-03-02 21:40.`);
}

/** Clock times anywhere in a value become instants; dates and everything else stand as they are. */
export function withInstants(value: unknown): unknown {
  if (typeof value === 'string') return moment.test(value) ? instantOf(value) : value;
  if (Array.isArray(value)) return value.map(withInstants);
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, withInstants(field)]));
  return value;
}
