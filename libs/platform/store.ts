import type { EventStore } from '#event-store/event-store';
import { eventStoreDbStore } from '#event-store/eventstoredb';
import { postgresStore } from '#event-store/postgres';
import type { Configuration } from '#platform/configuration';

/** The log: in EventStoreDB where an address of one is set, else in PostgreSQL. @throws StoreUnavailable */
export const openStore = ({
  eventStoreUrl,
  databaseUrl,
}: Pick<Configuration, 'eventStoreUrl' | 'databaseUrl'>): Promise<EventStore> =>
  eventStoreUrl === undefined
    ? postgresStore({ connectionString: databaseUrl })
    : eventStoreDbStore({ url: eventStoreUrl });
