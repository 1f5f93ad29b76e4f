import { ConfigurationError } from '#platform/configuration';
import { openStore } from '#platform/store';

const nowhere = 'postgres://somebody:a-secret@127.0.0.1:1/throughcare';

describe('Opening the log', () => {
  it.each([
    ['DATABASE_URL leads to no PostgreSQL that lets Throughcare in (connect ECONNREFUSED 127.0.0.1:1)', undefined],
    ['EVENTSTORE_URL leads to no EventStoreDB that lets Throughcare in', 'esdb://127.0.0.1:1?tls=false'],
  ])('says where it cannot be opened that %s', async (words, eventStoreUrl) => {
    const refused = await openStore({ databaseUrl: nowhere, eventStoreUrl }).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(ConfigurationError);
    const { message } = refused as ConfigurationError;
    expect(message).toContain(words);
    expect(message).not.toContain('a-secret');
  });

  it('says why a server does not let us in', async () => {
    const missing = new URL(process.env['TEST_DATABASE_URL'] ?? '');
    missing.pathname = '/nothing-of-this-name';
    await expect(openStore({ databaseUrl: missing.href })).rejects.toThrow(
      'database "nothing-of-this-name" does not exist',
    );
  });
});
