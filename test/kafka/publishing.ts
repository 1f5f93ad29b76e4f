import { Log } from '#commands/log';
import { teller } from '#commands/tell';
import { postgresStore } from '#event-store/postgres';
import { masterKey, postgresKeys } from '#privacy/keys';
import { readModels } from '#read-models/data-source';
import { Facts1767225600021 } from '#messages/facts-migration';
import { Messages1767225600013 } from '#messages/migration';
import { announce } from '#worker/announce';
import { onKafka } from '#worker/announce-kafka';
import { installFollowers } from '#worker/follower';
import { pino } from 'pino';
import { Pool } from 'pg';

/** Announces the log of DATABASE_URL on KAFKA_BROKERS until it is killed: the part of the worker that does. */
const url = process.env['DATABASE_URL'] ?? '';
const brokers = (process.env['KAFKA_BROKERS'] ?? '').split(',');
const pool = new Pool({ connectionString: url, max: 4 });
const store = await postgresStore({ connectionString: url });
const log = new Log(store, await postgresKeys(pool, masterKey(Buffer.alloc(32, 1))));
const dataSource = await readModels({ url, migrations: [Messages1767225600013, Facts1767225600021] });
await installFollowers(pool);
const { signal } = new AbortController();
const logger = pino({ level: 'silent' });
await announce(onKafka({ brokers, clientId: 'throughcare' }, dataSource, signal), {
  ...{ store, log, dataSource, pool, logger, signal },
  tell: teller(log.keys),
});
