import tseslint from 'typescript-eslint';

const code = ['apps/**/*.ts', 'libs/**/*.ts'];
const tests = ['**/*.spec.ts', 'test/**/*.ts'];

const shape = {
  complexity: ['error', { max: 10, variant: 'modified' }],
  'max-depth': ['error', 3],
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
  parameters: {
    selector: ':function[params.length>4]:not(MethodDefinition[kind="constructor"] > FunctionExpression)',
    message: 'At most four parameters: what belongs together is an object.',
  },
  dependencies: {
    selector: 'MethodDefinition[kind="constructor"] > FunctionExpression[params.length>6]',
    message: 'At most six dependencies: this is two things.',
  },
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
const sizes = ['parameters', 'dependencies'];

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
      ...restricted(...house, ...sizes),
      // A port is asynchronous also where one of its adapters need not be.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-confusing-void-expression': 'off',
      // An abort signal changes while it is awaited; the compiler believes it does not.
      '@typescript-eslint/no-unnecessary-condition': 'off',
      // Requests and answers are spread into the objects they describe.
      '@typescript-eslint/no-misused-spread': 'off',
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
  { files: ['apps/*/main.ts', 'apps/local/maintain.ts'], rules: { 'no-console': 'off' } },
  {
    files: ['libs/pathway/**/*.ts'],
    ignores: tests,
    rules: {
      ...restricted(...house, ...sizes, 'clock'),
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
      complexity: ['error', { max: 20, variant: 'modified' }],
      // Answers and YAML are read as they come; an expectation says what they are.
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-base-to-string': 'off',
      '@typescript-eslint/restrict-template-expressions': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
  // The development issuer speaks http, and the client wants to be told so.
  { files: ['apps/casework/sign-in/sign-ins.ts'], rules: { '@typescript-eslint/no-deprecated': 'off' } },
);
