import { eventStoreContract } from '#test/contracts/event-store.contract';
import { eventStoreDbLog } from '#test/contracts/support/eventstoredb-log';

eventStoreContract({
  name: 'eventstoredb',
  repeatedWithAny: 'are found',
  answersCanBeLost: true,
  connectionsPerStore: 1,
  create: eventStoreDbLog,
});
