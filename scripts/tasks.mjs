import { install } from './install.mjs';
import { nodeRuntime, spawnNode } from './node.mjs';

/** Programs of the project: built first, then run from dist. Each with what may be typed after its name. */
const programs = {
  start: { file: 'dist/apps/local/main.js', takes: '[--json]' },
  casework: { file: 'dist/apps/casework/main.js', takes: '' },
  worker: { file: 'dist/apps/worker/main.js', takes: '' },
  scenario: { file: 'dist/test/journeys/play.js', takes: 'FILE…' },
  simulate: { file: 'dist/test/simulate/simulate.js', takes: '[--people=500] [--months=6] [--seed=1]' },
  bench: {
    file: 'dist/test/bench/bench.js',
    takes: '[--only=idle|appends|commands|rebuild|publishing]… [--quick] [--people=3200] [--json=FILE]',
  },
  maintain: { file: 'dist/apps/local/maintain.js', takes: 'verify | rebuild [VIEW…] | replay [MESSAGE…]' },
  eventstore: {
    file: 'dist/test/eventstoredb/server.js',
    takes: '[--port=0] [--file=FILE] [--appends=batched|single]',
  },
  screenshots: { file: 'dist/test/pages/screenshots.js', takes: '[FOLDER]' },
};

/**
 * A command leaves much behind that is of no use a moment later: with room for more of it, less often is something looked
 * for that is still needed, and a command takes a tenth less of the processors.
 */
const runtime = ['--enable-source-maps', '--max-semi-space-size=64'];

const jest = (...args) => ({
  heading: 'Tests',
  nodeOptions: ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'],
  args: ['node_modules/jest/bin/jest.js', ...(process.env.CI ? ['--ci'] : []), ...args],
});
const prettier = (mode) => ({
  heading: 'Format',
  args: ['node_modules/prettier/bin/prettier.cjs', mode, '.', '--log-level=warn', '--cache'],
});
const lint = {
  heading: 'Lint',
  args: [
    ...['node_modules/eslint/bin/eslint.js', '.', '--max-warnings=0'],
    ...['--cache', '--cache-strategy=content', '--cache-location=node_modules/.cache/eslint'],
  ],
};
const types = (project, heading) => ({ heading, args: ['node_modules/typescript/bin/tsc', '-p', project] });
const arrows = {
  heading: 'Arrows between the libraries',
  args: [
    ...['node_modules/dependency-cruiser/bin/dependency-cruise.mjs', '--config=.dependency-cruiser.mjs'],
    ...['apps', 'libs', 'test', '--output-type=err'],
  ],
};
const unused = { heading: 'Unused files, exports and dependencies', args: ['node_modules/knip/bin/knip.js'] };

const checks = [
  prettier('--check'),
  lint,
  types('tsconfig.json', 'Types'),
  types('libs/pathway', 'Types of the pathway, which knows no Node'),
  arrows,
  unused,
];

/** What each task runs, in order, until one fails. */
const steps = {
  lint: (args) => [{ ...lint, args: [...lint.args, ...args] }],
  format: () => [prettier('--write')],
  check: () => checks,
  contract: (args) => [jest('test/contracts', ...args)],
  // Named files are tested at once; everything is checked first.
  test: (args) => (args.length > 0 ? [jest(...args)] : [...checks, jest()]),
};

async function runSteps(node, list) {
  for (const { heading, nodeOptions = [], args } of list) {
    console.log(`\n── ${heading}`);
    const code = await spawnNode(node, [...nodeOptions, ...args]);
    if (code !== 0) return code;
  }
  return 0;
}

/** Answers with the exit code. */
export async function run(task, args) {
  const known = ['build', ...Object.keys(programs), ...Object.keys(steps)];
  if (!known.includes(task)) {
    console.error(`There is no task ${task ?? '(none given)'}. There are: ${known.join(', ')}.`);
    return 1;
  }
  if (programs[task] && args.includes('--help')) {
    console.log(`npm run ${task} -- ${programs[task].takes}`.replace(/ -- $/, ''));
    return 0;
  }
  if (!install()) return 1;
  const node = nodeRuntime();
  if (!node) return 1;
  if (steps[task]) return runSteps(node, steps[task](args));
  const { build } = await import('./build.mjs');
  await build();
  return task === 'build' ? 0 : spawnNode(node, [...runtime, programs[task].file, ...args]);
}
