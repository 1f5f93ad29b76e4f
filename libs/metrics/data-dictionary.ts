import type { Definition } from '#metrics/definition';
import { definitions } from '#metrics/definitions';
import { cohortTables, unseen, type Table } from '#read-models/analytics/tables';

const cell = (text: string): string => text.replaceAll('|', '\\|');
const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');

/** The data dictionary of what Throughcare counts, as Markdown by file name. */
export const dataDictionary = (): Readonly<Record<string, string>> => ({
  'metrics.md': [
    '# Metrics',
    'Generated from the definitions. Each counts what Throughcare records; none is an official statistic. The interval of a proportion is Wilson’s at 95 %.',
    ...definitions.map(metric),
    '',
  ].join('\n\n'),
  'tables.md': [
    '# Analysts’ tables',
    'Generated from the tables. An analyst reads them in the schema `analyst`, as the database role `throughcare_analyst`. Every row is a version of one member of a cohort: it was known from `known_from` until `known_to`, and still is where that is null. For a figure as it is known now, take the rows whose `known_to` is null; as it was known at a moment, those with `known_from <= moment and (known_to is null or known_to > moment)`. Dates are London’s; moments are UTC.',
    `The schema \`analytics\` behind them also holds ${unseen.map((column) => `\`${column}\``).join(', ')}, which analysts do not see.`,
    ...Object.entries(cohortTables).map(([name, about]) => described(name, about)),
    '',
  ].join('\n\n'),
});

function metric(definition: Definition): string {
  const { key, version, title, dated, denominator, numerator, limitation, maturityDays, figures } = definition;
  return [
    `## \`${key}\` (version ${version})`,
    `${title}.`,
    table(
      ['', ''],
      [
        ['Dated by', dated],
        ['Denominator', denominator],
        ['Numerator', numerator],
        ['Counts', maturityDays === 0 ? 'at once' : `once ${maturityDays} days are over`],
        ['Beside it', figures.map((figure) => `${figure.title} (\`${figure.key}\`)`).join('; ') || 'nothing'],
        ['Broken down by', definition.breakdowns.join(', ')],
        ['Limitation', limitation],
        ['Table', `\`${definition.table}\``],
      ],
    ),
  ].join('\n\n');
}

function described(name: string, { means, columns }: Table): string {
  const shown = Object.entries(columns).filter(([column]) => !unseen.includes(column));
  const rows = shown.map(([column, { type, means: meaning, optional }]) => [
    `\`${column}\``,
    optional ? `${type}, may be null` : type,
    meaning,
  ]);
  return [`## \`${name}\``, `${means}.`, table(['column', 'type', 'meaning'], rows)].join('\n\n');
}
