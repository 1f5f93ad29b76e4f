import { type EventStore, StoreUnavailable } from '#event-store/event-store';
import { eventStoreDbStore } from '#event-store/eventstoredb';
import { postgresStore } from '#event-store/postgres';
import { type Configuration, ConfigurationError } from '#platform/configuration';

/**
 * The log: in EventStoreDB where an address of one is set, else in PostgreSQL.
 * @throws ConfigurationError where it does not let us in, with the setting that says where it is
 */
export async function openStore({
  eventStoreUrl,
  databaseUrl,
}: Pick<Configuration, 'eventStoreUrl' | 'databaseUrl'>): Promise<EventStore> {
  try {
    return eventStoreUrl === undefined
      ? await postgresStore({ connectionString: databaseUrl })
      : await eventStoreDbStore({ url: eventStoreUrl });
  } catch (error) {
    if (!(error instanceof StoreUnavailable)) throw error;
    const [setting, server] =
      eventStoreUrl === undefined ? ['DATABASE_URL', 'PostgreSQL'] : ['EVENTSTORE_URL', 'EventStoreDB'];
    const words = `${setting} leads to no ${server} that lets Throughcare in (${reason(error.cause)}). Start it, or set where it is.`;
    throw new ConfigurationError([words]);
  }
}

/** The first that was tried, where a name has several addresses. */
function reason(cause: unknown): string {
  const { errors: [first = cause] = [] } = cause as Partial<AggregateError>;
  return (first as Error).message;
}
