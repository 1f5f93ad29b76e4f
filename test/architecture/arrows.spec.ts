import { plant } from '#test/architecture/planted';

/** What each lawful file imports; every one of them exists. */
const innocent: Readonly<Record<string, readonly string[]>> = {
  'libs/pathway/treatment.ts': ['#pathway/calendar'],
  'libs/pathway/calendar.ts': ['temporal-polyfill'],
  'libs/pathway/treatment.spec.ts': ['#pathway/treatment', 'node:fs', 'fast-check', '#commands/record'],
  'libs/reference/load.ts': ['#pathway/treatment', 'yaml', 'node:fs'],
  'libs/privacy/keys.ts': ['#pathway/treatment', 'node:crypto', 'pg'],
  'libs/event-store/postgres.ts': ['pg', 'node:crypto'],
  'libs/access/guard.ts': ['#pathway/treatment', 'node:crypto'],
  'libs/commands/record.ts': [
    '#access/guard',
    '#privacy/keys',
    '#event-store/postgres',
    '#reference/load',
    '@nestjs/cqrs',
  ],
  'libs/read-models/cohort.ts': ['#pathway/treatment', '#event-store/postgres', 'typeorm'],
  'libs/read-models/cohort.query.ts': ['#read-models/cohort', '@nestjs/cqrs'],
  'libs/metrics/definitions.ts': ['#reference/load', '#pathway/treatment', '#read-models/cohort'],
  'libs/messages/outbound.ts': ['#event-store/postgres', '#messages/kafka'],
  'libs/messages/kafka.ts': ['kafkajs'],
  'libs/messages/notices/smtp.ts': ['nodemailer'],
  'libs/platform/health.ts': ['#read-models/cohort', '#commands/record', '#access/guard', '@nestjs/core'],
  'apps/casework/casework.module.ts': ['#platform/health', '#commands/record', '#pathway/treatment', '@nestjs/common'],
  'apps/worker/worker.module.ts': ['#messages/outbound', '#metrics/definitions', 'node:timers'],
  'apps/local/main.ts': ['#casework/casework.module', '#worker/worker.module', 'oidc-provider'],
  'test/journeys/play.ts': ['#local/main', '#pathway/treatment', 'kafkajs', 'node:fs'],
};

/** One crime a file. */
const crimes: Readonly<Record<string, readonly string[]>> = {
  'libs/pathway/reads-a-file.ts': ['node:fs'],
  'libs/pathway/knows-nest.ts': ['@nestjs/common'],
  'libs/pathway/knows-the-store.ts': ['#event-store/postgres'],
  'libs/pathway/has-another-library.ts': ['uuid'],
  'libs/pathway/borrows-from-a-specification.ts': ['#pathway/treatment.spec'],
  'libs/reference/asks-the-database.ts': ['pg'],
  'libs/event-store/knows-people.ts': ['#privacy/keys'],
  'libs/privacy/knows-roles.ts': ['#access/guard'],
  'libs/access/knows-nest.ts': ['@nestjs/common'],
  'libs/access/runs-commands.ts': ['#commands/record'],
  'libs/commands/reads-a-view.ts': ['#read-models/cohort'],
  'libs/commands/uses-the-orm.ts': ['typeorm'],
  'libs/read-models/records.ts': ['#commands/record'],
  'libs/read-models/counts.ts': ['#metrics/definitions'],
  'libs/metrics/sends.ts': ['#messages/outbound'],
  'libs/messages/another-kafka.ts': ['kafkajs'],
  'libs/messages/knows-the-platform.ts': ['#platform/health'],
  'libs/platform/knows-an-app.ts': ['#casework/casework.module'],
  'apps/casework/knows-the-worker.ts': ['#worker/worker.module'],
  'apps/worker/knows-local.ts': ['#local/main'],
  'apps/worker/speaks-kafka.ts': ['kafkajs'],
  'libs/messages/notices/another-smtp.ts': ['nodemailer'],
  'apps/worker/tests-in-production.ts': ['#test/journeys/play'],
  'apps/casework/goes-round-the-alias.ts': ['../worker/worker.module'],
  'apps/casework/names-nothing.ts': ['#pathway/nowhere'],
  'libs/pathway/knows-a-type-of-the-store.ts': ['type #event-store/postgres'],
};

const circle: Readonly<Record<string, readonly string[]>> = {
  'libs/metrics/one-way.ts': ['#metrics/and-back'],
  'libs/metrics/and-back.ts': ['#metrics/one-way'],
};

const importing = (files: Readonly<Record<string, readonly string[]>>) =>
  Object.fromEntries(
    Object.entries(files).map(([path, names]) => [
      path,
      [...names.map(importOf), 'export const used = [];'].join('\n'),
    ]),
  );

const importOf = (name: string, index: number) =>
  name.startsWith('type ')
    ? `import type * as n${index} from '${name.slice('type '.length)}';`
    : `import * as n${index} from '${name}';`;

interface Cruised {
  readonly summary: {
    readonly violations: readonly { readonly from: string; readonly rule: { readonly name: string } }[];
  };
}

describe('the arrows between the libraries', () => {
  const project = plant({
    ...importing({ ...innocent, ...crimes, ...circle }),
    'node_modules/kafkajs/package.json': '{ "name": "kafkajs", "version": "0.0.0", "main": "index.js" }',
    'node_modules/kafkajs/index.js': 'module.exports = {};',
  });
  const { summary } = JSON.parse(
    project.run(
      'dependency-cruiser/bin/dependency-cruise.mjs',
      ...['--config=.dependency-cruiser.mjs', '--output-type=json', 'apps', 'libs', 'test'],
    ),
  ) as Cruised;
  const accused = new Set(summary.violations.map(({ from }) => from));
  afterAll(project.remove);

  it.each(Object.entries(crimes))('catch %s, which imports %s', (path) => {
    expect([...accused]).toContain(path);
  });

  it('catch two files that need each other', () => {
    const circles = summary.violations.filter(({ rule }) => rule.name === 'no-circular').map(({ from }) => from);
    expect(Object.keys(circle)).toEqual(expect.arrayContaining(circles));
    expect(circles).toHaveLength(1);
  });

  it('accuse nobody innocent', () => {
    expect([...accused].filter((path) => path in innocent)).toEqual([]);
  });
});
