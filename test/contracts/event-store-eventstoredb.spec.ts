import { eventStoreContract } from '#test/contracts/event-store.contract';
import { eventStoreDbLog } from '#test/contracts/support/eventstoredb-log';

eventStoreContract({
  name: 'eventstoredb',
  repeatedWithAny: 'are found',
  tellsFresh: false,
  answersCanBeLost: true,
  connectionsPerStore: 1,
  // The test server and the client pass on some ten thousand a second.
  farBehind: 100_000,
  canBeCopied: process.env['EVENTSTORE_URL'] === undefined,
  create: eventStoreDbLog,
});
