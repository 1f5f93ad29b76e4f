import { hash } from 'node:crypto';
import { Socket } from 'node:net';
import type { ClientBase } from 'pg';
import { type EntityManager, QueryFailedError } from 'typeorm';

const names = new Map<string, string>();

function nameOf(text: string): string {
  const known = names.get(text) ?? hash('sha256', text, 'base64url');
  names.set(text, known);
  return known;
}

/**
 * Sends a statement that is sent again and again, without values in its text: within a transaction it is parsed and
 * planned once on each connection. Statements go in the order of these calls. @throws QueryFailedError
 */
export async function send<Row = unknown>(db: EntityManager, text: string, values: unknown[] = []): Promise<Row[]> {
  if (!db.queryRunner) return db.query(text, values);
  const client = (await db.queryRunner.connect()) as ClientBase;
  try {
    return (await client.query({ name: nameOf(text), text, values })).rows as Row[];
  } catch (error) {
    throw new QueryFailedError(text, values, error as Error);
  }
}

/**
 * Statements of one transaction, sent in this order without waiting for each other. Settles when all have: one that fails
 * must not leave others behind that would run when the transaction is over. @throws what the first to fail threw
 */
export async function sideBySide(running: readonly Promise<unknown>[]): Promise<void> {
  const failed = (await Promise.allSettled(running)).find((one) => one.status === 'rejected');
  if (failed) throw failed.reason;
}

/** A connection on which what is sent in one turn leaves in one piece, so that whoever receives it is woken once. */
export class GatheringSocket extends Socket {
  override uncork(): void {
    process.nextTick(() => super.uncork());
  }
}
