import { ConfigurationError, readConfiguration, readKafka, readMail, readMasterKey } from '#platform/configuration';

const complete = {
  DATABASE_URL: 'postgres://casework@localhost/casework',
  ISSUER_URL: 'https://sign-in.example/auth',
  MASTER_KEY: Buffer.alloc(32, 7).toString('base64'),
};

const problems = (environment: Record<string, string>): readonly string[] => {
  try {
    readConfiguration(environment);
    return [];
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
};

describe('By what e-mails are sent', () => {
  const smtp = { SMTP_URL: 'smtp://mail.example:25', MAIL_FROM: 'told@pages.example' };
  const notify = { NOTIFY_API_KEY: 'key', NOTIFY_TEMPLATE_ID: 'template' };

  it('is GOV.UK Notify, a mail server, or nothing', () => {
    expect(readMail(notify)).toEqual({ by: 'GOV.UK Notify', key: 'key', template: 'template' });
    expect(readMail(smtp)).toEqual({ by: 'SMTP', url: 'smtp://mail.example:25', from: 'told@pages.example' });
    expect(readMail({})).toBeUndefined();
  });

  it.each([
    [{ ...smtp, ...notify }, 'NOTIFY_API_KEY and SMTP_URL are both set. Set one.'],
    [{ ...smtp, MAIL_FROM: '' }, 'MAIL_FROM is missing. Set it.'],
    [{ NOTIFY_API_KEY: 'key' }, 'NOTIFY_TEMPLATE_ID is missing. Set it.'],
    [{ SMTP_URL: 'http://mail.example' }, 'SMTP_URL is not an address. Set one that starts with smtp: or smtps://.'],
  ])('is said to be wrong where it is', (environment, words) => {
    expect(() => readMail(environment)).toThrow(words);
  });
});

describe('The master key', () => {
  it('is read where it is named, and nothing is made up where it is not', () => {
    expect(readMasterKey(complete)).toEqual(Buffer.alloc(32, 7));
    expect(readMasterKey({})).toBeUndefined();
    expect(() => readMasterKey({ MASTER_KEY: 'short' })).toThrow('MASTER_KEY is not a key.');
  });
});

describe('What is set from outside', () => {
  it('is read with defaults where it can do without', () => {
    const configuration = readConfiguration(complete);
    expect(configuration).toMatchObject({ port: 3000, logLevel: 'info', kafkaBrokers: [], projectFrom: 'store' });
    expect(configuration.jwksUrl).toBe('https://sign-in.example/auth/.well-known/jwks.json');
    expect(configuration.eventStoreUrl).toBeUndefined();
  });

  it('names everything that is missing at once', () => {
    expect(problems({})).toEqual([
      'ISSUER_URL is missing. Set it.',
      'DATABASE_URL is missing. Set it.',
      'MASTER_KEY is missing. Set it.',
    ]);
  });

  it('says that there is nothing to project from where no broker is named', () => {
    expect(problems({ ...complete, PROJECT_FROM: 'kafka' })).toEqual([
      'PROJECT_FROM is kafka, but KAFKA_BROKERS names no broker. Set it as well.',
    ]);
    expect(problems({ ...complete, PROJECT_FROM: 'kafka', KAFKA_BROKERS: 'broker:9092' })).toEqual([]);
    expect(() => readKafka({ PROJECT_FROM: 'kafka' })).toThrow('KAFKA_BROKERS names no broker');
    expect(readKafka({ KAFKA_BROKERS: '' })).toEqual({ kafkaBrokers: [], projectFrom: 'store' });
  });

  it.each([
    ['PORT', 'eighty'],
    ['PORT', '70000'],
    ['DATABASE_URL', 'mysql://localhost/x'],
    ['EVENTSTORE_URL', 'localhost:2113'],
    ['MASTER_KEY', 'c2hvcnQ='],
    ['PROJECT_FROM', 'pigeon'],
    ['LOG_LEVEL', 'loud'],
  ])('says that %s is wrong without repeating %s', (name, value) => {
    const [problem, ...others] = problems({ ...complete, [name]: value });
    expect(others).toEqual([]);
    expect(problem).toMatch(new RegExp(`^${name} is not`));
    expect(problem).not.toContain(value);
  });
});
