import { eventStoreContract } from '#test/contracts/event-store.contract';
import { postgresLog } from '#test/contracts/support/postgres-log';

eventStoreContract({
  name: 'postgres',
  repeatedWithAny: 'are written again',
  tellsFresh: true,
  answersCanBeLost: true,
  connectionsPerStore: 6,
  farBehind: 1_000_000,
  canBeCopied: true,
  create: postgresLog,
});
