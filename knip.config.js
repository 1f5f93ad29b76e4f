import { readFileSync } from 'node:fs';

const { imports } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'));

/** @type {import('knip').KnipConfig} */
export default {
  entry: [
    'scripts/run.mjs',
    'apps/*/main.ts',
    'apps/local/maintain.ts',
    'test/journeys/play.ts',
    'test/simulate/simulate.ts',
    'test/bench/bench.ts',
    'test/pages/screenshots.ts',
    'test/kafka/{publishing,partner,projecting}.ts',
    'test/support/global-*.mjs',
  ],
  project: ['apps/**/*.ts', 'libs/**/*.ts', 'test/**/*.{ts,mjs}', 'scripts/**/*.mjs'],
  // Knip knows no conditions: the aliases of package.json, read as TypeScript reads them.
  paths: Object.fromEntries(Object.entries(imports).map(([alias, { source }]) => [alias, [source]])),
  // Only where they are there is Apache Kafka tested.
  ignoreBinaries: ['java', 'mvn'],
  // Part of jest; what is read by its path.
  ignoreDependencies: ['@jest/globals', '@asyncapi/specs', 'govuk-frontend', '@ministryofjustice/frontend'],
  ignoreExportsUsedInFile: true,
};
