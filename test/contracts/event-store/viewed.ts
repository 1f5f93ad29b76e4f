import { Log } from '#commands/log';
import { teller } from '#commands/tell';
import type { EventStore } from '#event-store/event-store';
import { masterKey, postgresKeys } from '#privacy/keys';
import { readModels } from '#read-models/data-source';
import { projector } from '#read-models/projector';
import { timelineView } from '#read-models/timeline';
import { toTheEnd } from '#test/faults/projector-run';
import { createTestDatabase } from '#test/support/database';
import { randomUUID } from 'node:crypto';
import { Pool } from 'pg';

const personId = randomUUID();
const provider = 'provider-riverside';

/** Facts recorded in a log, and a view that follows it, in a database of its own. */
export async function viewed() {
  const database = await createTestDatabase();
  const dataSource = await readModels({ url: database.url, poolSize: 4 });
  const pool = new Pool({ connectionString: database.url, max: 2 });
  const keys = await postgresKeys(pool, masterKey(Buffer.alloc(32, 1)));
  const options = (store: EventStore) => ({ store, view: timelineView, dataSource, tell: teller(keys) });
  return {
    /** Records that a contact took place, by a handler whose clock says this. */
    async record(store: EventStore, treatment: string, clock: string): Promise<void> {
      const log = new Log(store, keys);
      const fact = { type: 'ContactRecorded', occurredAt: '2026-03-02T09:00:00Z', personId, provider } as const;
      const stamp = { personId, organisation: provider, user: 'somebody', request: '', recordedAt: clock };
      const history = await log.read('treatment', treatment);
      await log.append(history, [{ id: randomUUID(), fact }], { ...stamp, command: randomUUID() });
    },
    follow: (store: EventStore) => toTheEnd(options(store)),
    /** Settles only where the view refuses the log. */
    refuses: (store: EventStore) => projector(options(store)).run(new AbortController().signal),
    async steps(): Promise<readonly { treatment: string; revision: string; recordedAt: string }[]> {
      const rows: { instance: string; revision: string; recorded_at: Date }[] = await dataSource.query(
        'select instance, revision, recorded_at from timeline.step order by position',
      );
      return rows.map(({ instance, revision, recorded_at }) => ({
        treatment: instance,
        revision,
        recordedAt: recorded_at.toISOString().replace('.000', ''),
      }));
    },
    async end(): Promise<void> {
      await pool.end();
      await dataSource.destroy();
      await database.drop();
    },
  };
}

export type Viewed = Awaited<ReturnType<typeof viewed>>;
