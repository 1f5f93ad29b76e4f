import { Changes, tellChanged } from '#read-models/changes';
import { createTestDatabase, type TestDatabase } from '#test/support/database';
import pg from 'pg';
import { DataSource } from 'typeorm';

let database: TestDatabase;
let dataSource: DataSource;
let changes: Changes;
beforeEach(async () => {
  database = await createTestDatabase();
  dataSource = await new DataSource({ type: 'postgres', url: database.url, poolSize: 2 }).initialize();
  changes = new Changes(database.url);
});
afterEach(async () => {
  await changes.close();
  await dataSource.destroy();
  await database.drop();
});

/** Settles each time an organisation is told. */
function hearing(organisation: string) {
  let told = 0;
  let heard = Promise.withResolvers<undefined>();
  const stop = changes.listen(organisation, () => {
    told += 1;
    heard.resolve(undefined);
    heard = Promise.withResolvers<undefined>();
  });
  return { stop, next: () => heard.promise, told: () => told };
}
const tell = (...organisations: string[]) => tellChanged(dataSource.manager, organisations);
const listeners = async (): Promise<number[]> => {
  const rows: { pid: number }[] = await dataSource.query(
    `select pid from pg_stat_activity where application_name = 'throughcare changes' and datname = current_database()`,
  );
  return rows.map(({ pid }) => pid);
};

describe('What has changed', () => {
  it('is told to those whom it concerns, and only once the transaction has committed', async () => {
    const ours = hearing('provider-riverside');
    const theirs = hearing('provider-northgate');
    await Promise.all([ours.next(), theirs.next()]);
    const begun = [ours.told(), theirs.told()];
    const next = ours.next();
    await dataSource.transaction(async (db) => {
      await tellChanged(db, ['provider-riverside', 'provider-riverside']);
      await tell('ld-quayside');
      expect(ours.told()).toBe(begun[0]);
    });
    await next;
    expect([ours.told(), theirs.told()]).toEqual([Number(begun[0]) + 1, begun[1]]);
  });

  it('is heard on one connection, however many listen', async () => {
    const all = ['a', 'a', 'b', 'c'].map(hearing);
    await Promise.all(all.map(({ next }) => next()));
    expect(await listeners()).toHaveLength(1);
    const [first, second] = all.map(({ next }) => next());
    await tell('a');
    await Promise.all([first, second]);
    all[0]?.stop();
    const before = all[0]?.told();
    const again = all[1]?.next();
    await tell('a');
    await again;
    expect(all[0]?.told()).toBe(before);
  });

  it('may have been missed while the connection was lost: everybody is told when it is back', async () => {
    const ours = hearing('provider-riverside');
    await ours.next();
    const [pid] = await listeners();
    const back = ours.next();
    const killer = new pg.Client({ connectionString: database.url });
    await killer.connect();
    await killer.query('select pg_terminate_backend($1)', [pid]);
    await killer.end();
    await back;
    const next = ours.next();
    await tell('provider-riverside');
    await next;
  });

  it('since a page was made is known as far as it was listened', async () => {
    expect(changes.mayHaveChanged('provider-riverside', Date.now())).toBe(true);
    const ours = hearing('provider-riverside');
    await ours.next();
    expect(changes.mayHaveChanged('provider-riverside', Date.now() + 1)).toBe(false);
    expect(changes.mayHaveChanged('provider-northgate', Date.now() + 1)).toBe(false);
    const before = Date.now();
    const next = ours.next();
    await tell('provider-riverside');
    await next;
    expect(changes.mayHaveChanged('provider-riverside', before)).toBe(true);
  });
});
