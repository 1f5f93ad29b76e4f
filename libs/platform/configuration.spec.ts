import { ConfigurationError, readConfiguration } from '#platform/configuration';

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

describe('What is set from outside', () => {
  it('is read with defaults where it can do without', () => {
    const configuration = readConfiguration(complete);
    expect(configuration).toMatchObject({ port: 3000, logLevel: 'info', kafkaBrokers: [] });
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

  it.each([
    ['PORT', 'eighty'],
    ['PORT', '70000'],
    ['DATABASE_URL', 'mysql://localhost/x'],
    ['EVENTSTORE_URL', 'localhost:2113'],
    ['MASTER_KEY', 'c2hvcnQ='],
    ['LOG_LEVEL', 'loud'],
  ])('says that %s is wrong without repeating %s', (name, value) => {
    const [problem, ...others] = problems({ ...complete, [name]: value });
    expect(others).toEqual([]);
    expect(problem).toMatch(new RegExp(`^${name} is not`));
    expect(problem).not.toContain(value);
  });
});
