import { together, type Round } from '#test/bench/measure';
import { randomUUID } from 'node:crypto';
import { Client } from 'pg';

/** What one fact comes to in the log: about so many characters of data and of metadata. */
export const DATA = JSON.stringify({ occurredAt: '2026-03-02T21:40:00Z', sealed: 'x'.repeat(220) });
export const METADATA = JSON.stringify({
  person: randomUUID(),
  hash: 'x'.repeat(64),
  previous: 'x'.repeat(64),
  by: 'x'.repeat(120),
});

const table = `
  create table if not exists floor (
    position bigint generated always as identity primary key,
    stream text collate "C" not null,
    revision bigint not null,
    id uuid not null,
    type text collate "C" not null,
    data json not null,
    metadata json not null,
    unique (stream, revision)
  )`;

/** The least that keeps a fact: one prepared INSERT a transaction, each writer on a connection of its own. */
export class Inserts {
  private constructor(private readonly clients: readonly Client[]) {}

  static async by(connections: number, connectionString: string): Promise<Inserts> {
    const clients = Array.from({ length: connections }, () => new Client({ connectionString }));
    // When something else ends the bench, the server goes first: that must not be what is said.
    for (const client of clients) client.on('error', () => undefined);
    await Promise.all(clients.map((client) => client.connect()));
    await clients[0]?.query(table);
    return new Inserts(clients);
  }

  async run(milliseconds: number): Promise<Round> {
    const writers = this.clients.map((client) => () => insert(client));
    await Promise.all(writers.map((writer) => writer()));
    return together(writers, milliseconds);
  }

  async close(): Promise<void> {
    await Promise.all(this.clients.map((client) => client.end()));
  }
}

const insert = (client: Client): Promise<unknown> =>
  client.query({
    name: 'floor',
    text: 'insert into floor (stream, revision, id, type, data, metadata) values ($1, 0, $2, $3, $4, $5)',
    values: [`arrest-test-${randomUUID()}`, randomUUID(), 'SampleTaken', DATA, METADATA],
  });
