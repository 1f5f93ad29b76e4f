import type { Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';

/**
 * `question`: it is not written, and the line cut. `answer`: it is written, and the line cut. `patience`: it is written,
 * and never answered.
 */
export type Lost = 'question' | 'answer' | 'patience';

/** What a test may ask of the server from outside. */
export type Fault =
  /** Cuts every line. */
  | { readonly do: 'cut' }
  /** Ends every subscription: with an error, or without a word. */
  | { readonly do: 'drop'; readonly how: 'with an error' | 'silently' }
  /** What becomes of the next append of this connection. */
  | { readonly do: 'lose'; readonly of: string; readonly what: Lost }
  /** Refuses whatever carries more bytes. */
  | { readonly do: 'limit'; readonly bytes: number }
  /** Every twentieth append takes a moment longer. */
  | { readonly do: 'slow-commits' }
  /** Milliseconds before every answer of a read or a subscription. */
  | { readonly do: 'slow-reads'; readonly by: number }
  /** From now on this server follows the one at that port, and sends on to it whoever asks for the leader. */
  | { readonly do: 'follow'; readonly leader: number }
  /** Nothing goes wrong: it writes what it holds to this file, as a backup. */
  | { readonly do: 'copy'; readonly to: string }
  | { readonly do: 'count' };

export interface Counted {
  readonly connections: number;
  readonly subscriptions: number;
  /** Answers written to subscriptions. */
  readonly told: number;
}

export interface Subscribed {
  fail(): void;
  end(): void;
}

/** The faults that are on, and what they fall on. */
export class Faults {
  readonly sockets = new Set<Socket>();
  readonly subscriptions = new Set<Subscribed>();
  told = 0;
  /** The most that an append may carry, in bytes. */
  limit = Infinity;
  /** The port of the leader, where that is another server. */
  leader: number | undefined;
  #lose: { readonly of: string; readonly what: Lost } | undefined;
  #slowCommits = false;
  #slowReads = 0;
  #commits = 0;

  bring(fault: Fault): Counted {
    switch (fault.do) {
      case 'cut':
        for (const socket of this.sockets) socket.destroy();
        break;
      case 'drop':
        for (const one of [...this.subscriptions])
          if (fault.how === 'silently') one.end();
          else one.fail();
        break;
      case 'lose':
        this.#lose = fault;
        break;
      case 'limit':
        this.limit = fault.bytes;
        break;
      case 'slow-commits':
        this.#slowCommits = true;
        break;
      case 'slow-reads':
        this.#slowReads = fault.by;
        break;
      case 'follow':
        this.leader = fault.leader;
        break;
      case 'copy':
      case 'count':
        break;
    }
    return { connections: this.sockets.size, subscriptions: this.subscriptions.size, told: this.told };
  }

  /** What of the append that has come in on this connection is to be lost. */
  lost(connection: string): Lost | undefined {
    if (this.#lose?.of !== connection) return undefined;
    const { what } = this.#lose;
    this.#lose = undefined;
    return what;
  }

  /** Cuts the line to this client. */
  cut(peer: string): void {
    for (const socket of this.sockets) if (peer === `${socket.remoteAddress}:${socket.remotePort}`) socket.destroy();
  }

  /** Undefined where nothing is to be waited for. */
  commit(): Promise<void> | undefined {
    this.#commits += 1;
    return this.#slowCommits && this.#commits % 20 === 0 ? setTimeout(3) : undefined;
  }

  read(): Promise<void> | undefined {
    return this.#slowReads > 0 ? setTimeout(this.#slowReads) : undefined;
  }
}
