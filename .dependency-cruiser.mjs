/**
 * The arrows between the libraries, as an allow-list: whatever is not written here is an error.
 * apps → platform → commands, read-models, metrics, messages → access, event-store, privacy, reference → pathway → nothing
 */
const foundation = ['access', 'event-store', 'privacy', 'reference'];
const services = ['commands', 'read-models', 'metrics', 'messages'];

/** What each library may import besides itself. Packages are named one by one; kafkajs has a rule of its own. */
const libs = {
  pathway: { node: false, libs: [], packages: ['temporal-polyfill'] },
  reference: { libs: ['pathway'], packages: ['yaml'] },
  privacy: { libs: ['pathway'], packages: ['lru-cache', 'pg'] },
  'event-store': { libs: ['pathway'], packages: ['pg', '@eventstore/db-client'] },
  access: { libs: ['pathway'], packages: [] },
  commands: {
    libs: ['pathway', ...foundation],
    packages: ['@nestjs/common', '@nestjs/cqrs', 'lru-cache', 'pg'],
  },
  'read-models': {
    libs: ['pathway', ...foundation],
    packages: ['@nestjs/cqrs', 'lru-cache', 'pg', 'typeorm'],
  },
  // The one arrow between neighbours: metrics count what the views keep.
  metrics: {
    libs: ['pathway', ...foundation, 'read-models'],
    packages: ['@nestjs/common', '@nestjs/cqrs', 'typeorm'],
  },
  messages: { libs: ['pathway', ...foundation], packages: ['ajv', 'typeorm'] },
  platform: {
    libs: ['pathway', ...foundation, ...services],
    packages: [
      ...['@nestjs/common', '@nestjs/core', '@nestjs/swagger', 'fastify', 'class-validator'],
      ...['jose', 'lru-cache', 'pg', 'pino', 'typeorm'],
    ],
  },
};

const oneOf = (names) => `(${names.map((name) => name.replace(/[.]/g, '\\$&')).join('|')})`;
const SPEC = '\\.spec\\.ts$';
const source = (path) => ({ path, pathNot: SPEC });
const packages = (names) => ({ path: `(^|/)node_modules/${oneOf(names)}/` });
/** Each is imported by one file of `libs/messages`. */
const elsewhere = ['kafkajs', 'nodemailer', 'notifications-node-client'];
const core = { dependencyTypes: ['core'] };

const library = (name, { node = true, libs: others, packages: named }) => {
  const from = source(`^libs/${name}/`);
  return [
    { from, to: source(`^libs/${oneOf([name, ...others])}/`) },
    { from, to: packages(named) },
    ...(node ? [{ from, to: core }] : []),
  ];
};

const app = (name, imports) => {
  const from = source(`^apps/${name}/`);
  return [
    { from, to: source(`^apps/${oneOf(imports)}/`) },
    { from, to: source('^libs/') },
    { from, to: { path: '(^|/)node_modules/', pathNot: packages(elsewhere).path } },
    { from, to: core },
  ];
};

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  allowed: [
    ...Object.entries(libs).flatMap(([name, may]) => library(name, may)),
    { from: source('^libs/messages/kafka(/|\\.ts$)'), to: packages(['kafkajs']) },
    { from: source('^libs/messages/notices/smtp\\.ts$'), to: packages(['nodemailer', '@types/nodemailer']) },
    { from: source('^libs/messages/notices/govuk-notify\\.ts$'), to: packages(['notifications-node-client']) },
    ...app('casework', ['casework']),
    ...app('worker', ['worker']),
    ...app('local', ['local', 'casework', 'worker']),
    { from: { path: ['^test/', SPEC] }, to: {} },
  ],
  allowedSeverity: 'error',
  forbidden: [
    {
      name: 'no-circular',
      comment: 'At run time: types may name each other.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    { name: 'no-unresolved', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'no-development-package-at-run-time',
      severity: 'error',
      from: source('^(apps|libs)/'),
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only', 'npm'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // Runs in a browser, beside what it names.
    exclude: { path: '^apps/casework/pages/[^/]+\\.js$' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    builtInModules: { add: ['node:test'] },
    enhancedResolveOptions: {
      conditionNames: ['source', 'import', 'node', 'default', 'types'],
      exportsFields: ['exports'],
      extensions: ['.ts', '.mjs', '.js', '.json'],
      mainFields: ['main', 'types'],
    },
  },
};
