import { CHANNEL } from '#event-store/postgres-schema';
import { Wakes } from '#event-store/wakes';
import type pg from 'pg';

/** One connection that listens for all subscriptions of a store; when it is lost, they all drop. */
export class Listener {
  readonly #connect: () => Promise<pg.Client>;
  #listening: Promise<{ wakes: Wakes; client: pg.Client }> | undefined;
  #wakes: Wakes | undefined;
  #closed = false;

  constructor(connect: () => Promise<pg.Client>) {
    this.#connect = connect;
  }

  /** Called directly after a commit of this process, which need not wait to be told by the server. */
  wake(): void {
    this.#wakes?.wake();
  }

  async wakes(): Promise<Wakes> {
    if (this.#closed) throw new Error('The store was closed.');
    this.#listening ??= this.#listen().catch((error: unknown) => {
      this.#listening = undefined;
      throw error;
    });
    return (await this.#listening).wakes;
  }

  async close(): Promise<void> {
    this.#closed = true;
    const listening = await this.#listening?.catch(() => undefined);
    listening?.wakes.fail(new Error('The store was closed.'));
    await listening?.client.end();
  }

  async #listen(): Promise<{ wakes: Wakes; client: pg.Client }> {
    const client = await this.#connect();
    const wakes = new Wakes();
    const lost = (cause: unknown) => {
      this.#listening = undefined;
      wakes.fail(cause);
    };
    client.once('error', lost);
    client.once('end', () => lost(new Error('The connection that listens was closed.')));
    client.on('notification', () => wakes.wake());
    await client.query(`listen ${CHANNEL}`);
    this.#wakes = wakes;
    return { wakes, client };
  }
}
