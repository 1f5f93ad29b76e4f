import { Log } from '#commands/log';
import { teller } from '#commands/tell';
import { postgresStore } from '#event-store/postgres';
import { readSide } from '#platform/read-side';
import { masterKey, postgresKeys } from '#privacy/keys';
import { loadReference } from '#reference/load';
import { project } from '#worker/project';
import { pino } from 'pino';
import { Pool } from 'pg';

/** Projects the log of DATABASE_URL with others, shared on KAFKA_BROKERS, until it is killed: that part of the worker. */
const databaseUrl = process.env['DATABASE_URL'] ?? '';
const brokers = (process.env['KAFKA_BROKERS'] ?? '').split(',');
const pool = new Pool({ connectionString: databaseUrl, max: 4 });
const store = await postgresStore({ connectionString: databaseUrl });
const log = new Log(store, await postgresKeys(pool, masterKey(Buffer.alloc(32, 1))));
const { dataSource, views } = await readSide({ databaseUrl, reference: await loadReference(), store });
const { signal } = new AbortController();
const logger = pino({ level: process.env['LOG_LEVEL'] ?? 'error' }, pino.destination(2));
await Promise.all(
  project({
    ...{ store, pool, dataSource, views, logger, signal },
    tell: teller(log.keys),
    sharedOn: { brokers, clientId: 'throughcare' },
  }),
);
