import type { MailSettings } from '#messages/notices/mailer';
import { Buffer } from 'node:buffer';

export const levels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof levels)[number];

/** Everything that is set from outside, read once at the start. */
export interface Configuration {
  readonly port: number;
  readonly host: string;
  /** PostgreSQL for the read models and, without `eventStoreUrl`, for the log. */
  readonly databaseUrl: string;
  /** `esdb://…`: the log is kept in EventStoreDB. */
  readonly eventStoreUrl?: string;
  readonly issuerUrl: string;
  readonly jwksUrl: string;
  readonly audience?: string;

  /** 32 bytes that wrap the key of every person. */
  readonly masterKey: Buffer;
  /** The directory of organisations; without it the one that comes with Throughcare. */
  readonly directoryFile?: string;
  readonly kafkaBrokers: readonly string[];
  /** `kafka`: worker processes share the projecting of what can be shared out by person. */
  readonly projectFrom: 'store' | 'kafka';
  /** For development: webhooks may go over http and to this network. */
  readonly webhooksAllowLocal: boolean;
  readonly logLevel: LogLevel;
  readonly productId: string;
  readonly version: string;
  readonly gitRef: string;
}

/** Says everything that is wrong with the environment at once, without the values. */
export class ConfigurationError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(`Throughcare cannot start:\n${problems.map((problem) => `- ${problem}`).join('\n')}`);
    this.name = 'ConfigurationError';
  }
}

type Environment = Readonly<Record<string, string | undefined>>;

class Reader {
  readonly problems: string[] = [];

  constructor(private readonly environment: Environment) {}

  optional(name: string): string | undefined {
    const value = this.environment[name]?.trim();
    return value === '' ? undefined : value;
  }

  text(name: string, otherwise?: string): string {
    const value = this.optional(name) ?? otherwise;
    if (value === undefined) this.problems.push(`${name} is missing. Set it.`);
    return value ?? '';
  }

  port(name: string, otherwise: number): number {
    const value = this.optional(name);
    if (value === undefined) return otherwise;
    if (!/^\d{1,5}$/.test(value) || Number(value) > 65_535)
      this.problems.push(`${name} is not a port. Set a number from 0 to 65535.`);
    return Number(value);
  }

  url(name: string, protocols: readonly string[], otherwise?: string): string {
    const value = this.text(name, otherwise);
    if (value !== '' && !(URL.canParse(value) && protocols.includes(new URL(value).protocol)))
      this.problems.push(`${name} is not an address. Set one that starts with ${protocols.join(' or ')}//.`);
    return value;
  }

  optionalUrl(name: string, protocols: readonly string[]): string | undefined {
    return this.optional(name) === undefined ? undefined : this.url(name, protocols);
  }

  key(name: string): Buffer {
    const bytes = Buffer.from(this.text(name), 'base64');
    if (this.optional(name) !== undefined && bytes.length !== 32)
      this.problems.push(`${name} is not a key. Set 32 bytes in base64, as \`openssl rand -base64 32\` makes them.`);
    return bytes;
  }

  flag(name: string): boolean {
    const value = this.optional(name) ?? 'false';
    if (value !== 'true' && value !== 'false')
      this.problems.push(`${name} is neither true nor false. Set one of them.`);
    return value === 'true';
  }

  projectFrom(name: string): Configuration['projectFrom'] {
    const value = this.optional(name) ?? 'store';
    if (value !== 'store' && value !== 'kafka') this.problems.push(`${name} is not store or kafka. Set one of them.`);
    if (value === 'kafka' && this.optional('KAFKA_BROKERS') === undefined)
      this.problems.push(`${name} is kafka, but KAFKA_BROKERS names no broker. Set it as well.`);
    return value === 'kafka' ? 'kafka' : 'store';
  }

  level(name: string): LogLevel {
    const value = this.optional(name) ?? 'info';
    const level = levels.find((one) => one === value);
    if (!level) this.problems.push(`${name} is not a level. Set one of ${levels.join(', ')}.`);
    return level ?? 'info';
  }
}

/** Where HMPPS Auth publishes its keys. */
const jwksOf = (issuer: string) => `${issuer.replace(/\/$/, '')}/.well-known/jwks.json`;

/** @throws ConfigurationError */
export function readConfiguration(environment: Environment): Configuration {
  const read = new Reader(environment);
  const issuerUrl = read.url('ISSUER_URL', ['http:', 'https:']);
  const configuration: Configuration = {
    port: read.port('PORT', 3000),
    host: read.text('HOST', '0.0.0.0'),
    databaseUrl: read.url('DATABASE_URL', ['postgres:', 'postgresql:']),
    eventStoreUrl: read.optionalUrl('EVENTSTORE_URL', ['esdb:', 'esdb+discover:', 'kurrentdb:', 'kurrentdb+discover:']),
    issuerUrl,
    jwksUrl: issuerUrl === '' ? '' : read.url('JWKS_URL', ['http:', 'https:'], jwksOf(issuerUrl)),
    audience: read.optional('AUDIENCE'),

    masterKey: read.key('MASTER_KEY'),
    directoryFile: read.optional('DIRECTORY_FILE'),
    webhooksAllowLocal: read.flag('WEBHOOKS_ALLOW_LOCAL'),
    ...kafka(read),
    logLevel: read.level('LOG_LEVEL'),
    productId: read.text('PRODUCT_ID', 'unassigned'),
    version: read.text('VERSION', 'development'),
    gitRef: read.text('GIT_REF', 'unknown'),
  };
  if (read.problems.length > 0) throw new ConfigurationError(read.problems);
  return configuration;
}

type KafkaConfiguration = Pick<Configuration, 'kafkaBrokers' | 'projectFrom'>;

const kafka = (read: Reader): KafkaConfiguration => ({
  kafkaBrokers: read.optional('KAFKA_BROKERS')?.split(',') ?? [],
  projectFrom: read.projectFrom('PROJECT_FROM'),
});

/** Which brokers, and whether the workers share the projecting by them. @throws ConfigurationError */
export function readKafka(environment: Environment): KafkaConfiguration {
  const read = new Reader(environment);
  const configuration = kafka(read);
  if (read.problems.length > 0) throw new ConfigurationError(read.problems);
  return configuration;
}

/** `MASTER_KEY`, where it is set. @throws ConfigurationError */
export function readMasterKey(environment: Environment): Buffer | undefined {
  const read = new Reader(environment);
  const key = read.optional('MASTER_KEY') === undefined ? undefined : read.key('MASTER_KEY');
  if (read.problems.length > 0) throw new ConfigurationError(read.problems);
  return key;
}

/**
 * By what e-mails are sent, where anything is said of it: `NOTIFY_API_KEY` or `SMTP_URL`, not both.
 * @throws ConfigurationError
 */
export function readMail(environment: Environment): MailSettings | undefined {
  const read = new Reader(environment);
  const key = read.optional('NOTIFY_API_KEY');
  const smtp = read.optionalUrl('SMTP_URL', ['smtp:', 'smtps:']);
  const mail = key !== undefined ? notify(read, key) : smtp !== undefined ? bySmtp(read, smtp) : undefined;
  if (key !== undefined && smtp !== undefined) read.problems.push('NOTIFY_API_KEY and SMTP_URL are both set. Set one.');
  if (read.problems.length > 0) throw new ConfigurationError(read.problems);
  return mail;
}

function notify(read: Reader, key: string): MailSettings {
  const url = read.optionalUrl('NOTIFY_URL', ['http:', 'https:']);
  return { by: 'GOV.UK Notify', key, template: read.text('NOTIFY_TEMPLATE_ID'), ...(url !== undefined && { url }) };
}

const bySmtp = (read: Reader, url: string): MailSettings => ({ by: 'SMTP', url, from: read.text('MAIL_FROM') });

/** Where people reach the pages, without a slash at its end. @throws ConfigurationError */
export function readPublicUrl(environment: Environment): string {
  const read = new Reader(environment);
  const url = read.url('PUBLIC_URL', ['http:', 'https:']).replace(/\/$/, '');
  if (read.problems.length > 0) throw new ConfigurationError(read.problems);
  return url;
}

/** How pages sign people in: as this client of the issuer, at the address where people reach them. */
export interface SignInConfiguration {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly publicUrl: string;
}

/** @throws ConfigurationError */
export function readSignIn(environment: Environment): SignInConfiguration {
  const read = new Reader(environment);
  const signIn = {
    clientId: read.text('CLIENT_ID', 'throughcare-casework'),
    clientSecret: read.text('CLIENT_SECRET'),
    publicUrl: read.url('PUBLIC_URL', ['http:', 'https:']).replace(/\/$/, ''),
  };
  if (read.problems.length > 0) throw new ConfigurationError(read.problems);
  return signIn;
}
