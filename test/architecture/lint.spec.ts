import { plant } from '#test/architecture/planted';

/** The rule that catches each crime. */
const crimes: Readonly<Record<string, readonly [text: string, rule: string]>> = {
  'libs/pathway/looks-at-the-clock.ts': ['export const now = () => Date.now();', 'no-restricted-globals'],
  'libs/pathway/makes-a-date.ts': ["export const then = new Date('2026-01-01');", 'no-restricted-globals'],
  'libs/pathway/asks-temporal.ts': [
    "import { Temporal } from 'temporal-polyfill';\nexport const now = () => Temporal.Now.instant();",
    'no-restricted-syntax',
  ],
  'libs/pathway/rolls-dice.ts': ['export const chance = () => Math.random();', 'no-restricted-properties'],
  'libs/pathway/reads-the-environment.ts': ['export const home = process.env.HOME;', 'no-restricted-globals'],
  'libs/pathway/talks.ts': ["console.log('hello');\nexport {};", 'no-restricted-globals'],
  'libs/metrics/talks.ts': ["console.log('hello');\nexport {};", 'no-console'],
  'libs/metrics/says-any.ts': [
    'export const anything = (value: any): unknown => value;',
    '@typescript-eslint/no-explicit-any',
  ],
  'libs/metrics/excuses-itself.ts': [
    '/* eslint-disable */\nexport const anything = (value: any): unknown => value;',
    '@typescript-eslint/no-explicit-any',
  ],
  'libs/metrics/silences-the-compiler.ts': [
    '// @ts-ignore\nexport const wrong: number = "one";',
    '@typescript-eslint/ban-ts-comment',
  ],
  'libs/metrics/forgets-a-promise.ts': [
    'const work = async () => 1;\nexport const start = () => {\n  work();\n};',
    '@typescript-eslint/no-floating-promises',
  ],
  'libs/metrics/goes-on-and-on.ts': [
    Array.from({ length: 251 }, (_, line) => `export const line${line} = ${line};`).join('\n'),
    'max-lines',
  ],
  'libs/metrics/wants-much.ts': [
    'export const sum = (a: number, b: number, c: number, d: number, e: number) => a + b + c + d + e;',
    'no-restricted-syntax',
  ],
  'libs/metrics/needs-everything.ts': [
    'export class All {\n  constructor(' +
      [1, 2, 3, 4, 5, 6, 7].map((n) => `readonly a${n}: number`).join(', ') +
      ') {}\n}',
    'no-restricted-syntax',
  ],
  'libs/metrics/branches.ts': [
    `export const pick = (n: number) => {\n${Array.from({ length: 10 }, (_, n) => `  if (n === ${n}) return '${n}';`).join('\n')}\n  return '';\n};`,
    'complexity',
  ],
  'libs/metrics/goes-deep.ts': [
    'export function deep(n: number): number {\n  for (let i = 0; i < n; i++) {\n    if (i > 1) {\n      while (n > i) {\n' +
      '        if (n > 2) return i;\n      }\n    }\n  }\n  return 0;\n}',
    'max-depth',
  ],
  'libs/metrics/is-a-barrel.ts': ["export * from '#metrics/lawful';", 'no-restricted-syntax'],
  'libs/metrics/goes-relative.ts': [
    "import { answer } from './lawful';\nexport const same = answer;",
    'no-restricted-syntax',
  ],
  'libs/metrics/has-no-name.ts': ['export default 42;', 'no-restricted-syntax'],
  'libs/metrics/is-a-base.ts': ['export abstract class Base {\n  abstract go(): void;\n}', 'no-restricted-syntax'],
  'apps/casework/refers-forward.ts': [
    "import { forwardRef } from '@nestjs/common';\nexport const later = forwardRef(() => Object);",
    'no-restricted-syntax',
  ],
  'libs/metrics/skips.spec.ts': ["it.skip('would hold', () => undefined);", 'no-restricted-syntax'],
};

const innocent: Readonly<Record<string, string>> = {
  'libs/metrics/lawful.ts': 'export const answer = 42;',
  'libs/metrics/lawful.spec.ts':
    "import { answer } from '#metrics/lawful';\n\nit('answers', () => {\n  expect(answer).toBe(42);\n});",
  'libs/metrics/tells-the-time.ts': 'export const now = () => new Date();',
  'libs/pathway/counts.ts':
    "import { Temporal } from 'temporal-polyfill';\nexport const day = (date: string) => Temporal.PlainDate.from(date).day;",
};

interface Linted {
  readonly filePath: string;
  readonly messages: readonly { readonly ruleId: string | null }[];
}

describe('the rules of the house', () => {
  const project = plant({
    ...innocent,
    ...Object.fromEntries(Object.entries(crimes).map(([path, [text]]) => [path, text])),
  });
  const linted = JSON.parse(project.run('eslint/bin/eslint.js', 'apps', 'libs', '--format=json')) as Linted[];
  const rulesBroken = (path: string) =>
    linted.find(({ filePath }) => filePath.endsWith(`/${path}`))?.messages.map(({ ruleId }) => ruleId);
  afterAll(project.remove);

  it.each(Object.entries(crimes).map(([path, [, rule]]) => [path, rule]))('catch %s by %s', (path, rule) => {
    expect(rulesBroken(path)).toContain(rule);
  });

  it.each(Object.keys(innocent))('find nothing wrong with %s', (path) => {
    expect(rulesBroken(path)).toEqual([]);
  });
});
