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
 * What is sent again and again, without values in its text. They go beside it as PostgreSQL writes them, so that nothing
 * can fail on its way to the server: what follows in the same transaction may be sent before it is answered.
 */
export interface Statement {
  readonly text: string;
  readonly values: string[];
}

export type Scalar = string | number | bigint | boolean | null | undefined;

function element(value: Scalar | readonly Scalar[]): string {
  if (value === null || value === undefined) return 'null';
  const text = typeof value === 'object' ? arrayOf(value) : String(value);
  return `"${text.replaceAll('\\', String.raw`\\`).replaceAll('"', String.raw`\"`)}"`;
}

/** The text of an array of PostgreSQL; an array in it is the text of its own. */
export const arrayOf = (values: readonly (Scalar | readonly Scalar[])[]): string =>
  `{${values.map(element).join(',')}}`;

/**
 * Sends a statement that is sent again and again, without values in its text: within a transaction it is parsed and
 * planned once on each connection. Statements go in the order of these calls. @throws QueryFailedError
 */
export async function send<Row = unknown>(db: EntityManager, text: string, values: unknown[] = []): Promise<Row[]> {
  if (!db.queryRunner) return db.query(text, values);
  try {
    const client = (await db.queryRunner.connect()) as ClientBase;
    return (await client.query({ name: nameOf(text), text, values })).rows as Row[];
  } catch (error) {
    throw new QueryFailedError(text, values, error as Error);
  }
}

/** @throws QueryFailedError of the first that fails */
export const sendAll = (db: EntityManager, statements: readonly Statement[]): Promise<readonly unknown[]> =>
  sideBySide(statements.map(({ text, values }) => send(db, text, values)));

/**
 * Statements of one transaction, sent in this order without waiting for each other. Settles when all have: one that fails
 * must not leave others behind that would run when the transaction is over. @throws what the first to fail threw
 */
export async function sideBySide<Answers extends readonly unknown[]>(running: {
  readonly [Place in keyof Answers]: Promise<Answers[Place]>;
}): Promise<Answers> {
  const settled = await Promise.allSettled(running as readonly Promise<unknown>[]);
  const failed = settled.find((one) => one.status === 'rejected');
  if (failed) throw failed.reason;
  return settled.map((one) => (one as PromiseFulfilledResult<unknown>).value) as unknown as Answers;
}

/** A connection on which what is sent in one turn leaves in one piece, so that whoever receives it is woken once. */
export class GatheringSocket extends Socket {
  override uncork(): void {
    process.nextTick(() => super.uncork());
  }
}
