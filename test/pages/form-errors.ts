import type { Control } from '#casework/fields/field';
import {
  doesNotFit,
  inTheFuture,
  noRealDate,
  noRealDay,
  nothingAnswered,
  noTime,
  someAndNone,
} from '#casework/forms/error-words';
import type { Job } from '#casework/forms/job';
import { jobs } from '#casework/forms/jobs';
import { whoItIs } from '#casework/forms/person-pages';
import { asksWhenItHappened, NONE, type Question } from '#casework/forms/question';
import { plainly } from '#casework/pages/wording';
import { deciders } from '#pathway/deciders';
import type { StageName } from '#pathway/stages';
import { rows } from '#test/pages/rows/all';
import { unmet } from '#test/pages/rows/unmet';

/** A wrong answer, as it is typed, and what the form says of it. */
export interface Slip {
  /** What is wrong, for who reads about it. */
  readonly what: string;
  readonly typed: string;
  readonly says: (question: Question) => string;
  /** Only one who has no JavaScript can do it. */
  readonly scriptless?: true;
}

const tooLong: Slip = { what: 'too long, or not of its form', typed: 'x'.repeat(10_001), says: doesNotFit };

const byControl: Readonly<Partial<Record<Control['type'], readonly Slip[]>>> = {
  text: [tooLong],
  words: [tooLong],
  number: [
    { what: 'not a whole number', typed: '0.5', says: doesNotFit },
    { what: 'out of its range', typed: '999999999', says: doesNotFit },
  ],
  date: [
    { what: 'a date that does not exist', typed: '31 2 2026', says: noRealDate },
    { what: 'no date', typed: 'soon', says: noRealDate },
  ],
  moment: [
    { what: 'a date that does not exist', typed: '31 2 2026 9am', says: noRealDay },
    { what: 'no time of day', typed: '1 6 2026 late', says: noTime },
    { what: 'a date without a time', typed: '1 6 2026', says: noTime },
  ],
};

/** The wrong answers of each kind that the control of a question can get from a browser. */
export function slipsOf({ control, choose, none }: Question): readonly Slip[] {
  if (choose && control.type !== 'choices') return [];
  if (control.type !== 'choices') return byControl[control.type] ?? [];
  if (none === undefined) return [];
  return [
    {
      what: 'some, and that there is none',
      typed: `${control.values[0]} ${NONE}`,
      says: someAndNone,
      scriptless: true,
    },
  ];
}

/** Whether the form goes nowhere without an answer. */
export const isRequired = ({ optional, needed }: Question): boolean => !optional || needed === true;

/** What a form may say beside a field, where, and when. */
export interface FormError {
  readonly page: string;
  readonly question: Question;
  readonly what: string;
  readonly words: string;
}

/** All that the pages of a form can say. */
export const errorsOfJob = ({ pages }: Job): readonly FormError[] =>
  pages.flatMap(({ path: page, questions, rules = [] }) => [
    ...questions.flatMap((question) => [
      ...(isRequired(question) ? [{ page, question, what: 'nothing', words: nothingAnswered(question) }] : []),
      ...slipsOf(question).map(({ what, says }) => ({ page, question, what, words: says(question) })),
      ...(asksWhenItHappened(question)
        ? [{ page, question, what: 'a moment to come', words: inTheFuture(question) }]
        : []),
    ]),
    ...rules.map(({ about, words }) => ({ page, question: about, what: 'right by itself, but not here', words })),
  ]);

/** Pages that forms about a person begin with: the same in each of them. */
const isAboutWhom = (job: Job, path: string): boolean =>
  job.about === 'person' && whoItIs.some((one) => one.path === path);

const cell = (words: string): string => words.replaceAll('|', '\\|');

const table = (errors: readonly FormError[]): readonly string[] => {
  const said = Map.groupBy(errors, ({ question, words }) => `${question.ask}\n${words}`);
  return [
    ...['| asked | answered | the form says |', '| --- | --- | --- |'],
    ...[...said.values()].map((same) => {
      const { question, words } = same[0] as FormError;
      return `| ${[question.ask, [...new Set(same.map(({ what }) => what))].join('; '), words].map(cell).join(' | ')} |`;
    }),
  ];
};

/** What the pathway refuses of a form, by code, as its rows make it. */
export function refusalsOf({ path }: Job): readonly string[] {
  const row = rows[path];
  if (!row) return [];
  const all = [row, ...(row.otherwise ?? [])];
  return [...new Set(all.flatMap((one) => ('refused' in one ? [one.refused] : Object.keys(one.refuses ?? {}))))];
}

/** The words of a refusal. @throws Error where the stage has no such refusal */
export function refusalWords(stage: StageName, code: string): string {
  const { refusals } = deciders[stage] as { refusals: Readonly<Record<string, string>> };
  const words = refusals[code];
  if (words === undefined) throw new Error(`${stage} has no refusal ${code}.`);
  return words.replace(/\.$/, '');
}

function formOf(job: Job): readonly string[] {
  const own = errorsOfJob(job).filter(({ page }) => !isAboutWhom(job, page));
  const refused = refusalsOf(job).map((code) => `- ${refusalWords(job.stage, code)}`);
  return [
    `### ${job.title}`,
    ...(own.length > 0 ? table(own) : []),
    ...(refused.length > 0 ? ['', 'Once all is answered, the pathway may say:', '', ...refused] : []),
    '',
  ];
}

const INTRODUCTION = `# What the forms say of a wrong answer

Every error that a form can say, for whoever wants to read them together and say them better. Made from the code;
\`npm test -- test/pages/form-errors.spec.ts\` fails where it is not fresh, and writes it with \`WRITE_DOCUMENTS=1\`.
\`test/pages/every-form.spec.ts\` sees each of them in a browser, in three ways: with and without JavaScript, and on a
narrow phone. "Nothing" is an answer left out. A refusal that many forms share, such as of what has ended, stands with one
or two of them.
`;

/** The document of all errors of all forms. */
export function formErrors(): string {
  const stages = [...new Set(jobs.map(({ stage }) => stage))];
  const whom = whoItIs.flatMap(({ path }) =>
    errorsOfJob({ pages: whoItIs } as Job).filter(({ page }) => page === path),
  );
  return [
    INTRODUCTION,
    '## Whom a form is about',
    ...table(whom),
    '',
    ...stages.flatMap((stage) => [
      `## ${plainly(stage)}`,
      ...jobs.filter((job) => job.stage === stage).flatMap(formOf),
      ...['What the pathway also refuses, and no form leads to:', ''],
      ...Object.entries(unmet[stage] ?? {}).map(([code, why]) => `- ${refusalWords(stage, code)} (${why})`),
      '',
    ]),
  ].join('\n');
}
