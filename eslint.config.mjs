import tseslint from 'typescript-eslint';

const code = ['apps/**/*.ts', 'libs/**/*.ts'];
const tests = ['**/*.spec.ts', 'test/**/*.ts'];

const shape = {
  complexity: ['error', 10],
  'max-depth': ['error', 3],
  'max-params': ['error', 4],
  eqeqeq: 'error',
  'no-var': 'error',
  'prefer-const': 'error',
};

const selectors = {
  aliases: {
    selector:
      ':matches(ImportDeclaration, ExportNamedDeclaration, ImportExpression)[source.value=/^\\.{1,2}(\\u002F|$)/]',
    message: 'Import by alias: #pathway/…',
  },
  extensions: {
    selector: 'ImportDeclaration[source.value=/^#.*\\.(ts|js)$/]',
    message: 'Aliases stand without an extension.',
  },
  barrels: {
    selector: 'ExportAllDeclaration',
    message: 'No barrels: import from the file that has it.',
  },
  defaults: { selector: 'ExportDefaultDeclaration', message: 'Give it a name.' },
  forwardRef: { selector: 'Identifier[name="forwardRef"]', message: 'Two providers that need each other are one.' },
  baseClasses: { selector: 'ClassDeclaration[abstract=true]', message: 'No base classes: compose.' },
  clock: {
    selector: 'MemberExpression[object.name="Temporal"][property.name="Now"]',
    message: 'The pathway has no clock: time arrives in `given`.',
  },
  unrun: {
    selector: 'MemberExpression[object.name=/^(it|test|describe)$/][property.name=/^(skip|only|todo)$/]',
    message: 'Every test runs, or it is not there.',
  },
};
const restricted = (...names) => ({ 'no-restricted-syntax': ['error', ...names.map((name) => selectors[name])] });
const house = ['aliases', 'extensions', 'barrels', 'defaults', 'forwardRef', 'baseClasses'];

const impure = [
  ...['Date', 'process', 'console', 'performance', 'crypto', 'globalThis', 'fetch'],
  ...['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask'],
].map((name) => ({ name, message: 'The pathway is pure: what it needs arrives in the command or in `given`.' }));

export default tseslint.config(
  { ignores: ['dist/', 'coverage/', '.data/', 'node_modules/'] },
  { linterOptions: { noInlineConfig: true } },
  { files: ['**/*.mjs'], rules: { ...shape, 'no-unused-vars': 'error' } },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { project: './tsconfig.json', tsconfigRootDir: import.meta.dirname } },
    rules: {
      ...shape,
      ...restricted(...house),
      // A port is asynchronous also where one of its adapters need not be.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true, allowEmpty: true }],
      // A request or an answer is a class for its decorators; a literal of its shape is one.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      '@typescript-eslint/no-invalid-void-type': 'off',
      // `string | 'no-fixed-abode'` says more than `string`.
      '@typescript-eslint/no-redundant-type-constituents': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
    },
  },
  {
    files: code,
    ignores: tests,
    rules: { 'max-lines': ['error', { max: 250 }], 'no-console': 'error' },
  },
  { files: ['apps/local/main.ts'], rules: { 'no-console': 'off' } },
  {
    files: ['libs/pathway/**/*.ts'],
    ignores: tests,
    rules: {
      ...restricted(...house, 'clock'),
      'no-restricted-globals': ['error', ...impure],
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: 'The pathway has no dice.' },
      ],
    },
  },
  {
    files: tests,
    rules: {
      ...restricted(...house, 'unrun'),
      // Jest's matchers are `any` by their types.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      // A row of a table may have as many columns as it needs.
      'max-params': 'off',
    },
  },
);
