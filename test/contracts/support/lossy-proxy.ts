import { connect, createServer, type Server, type Socket } from 'node:net';

export interface LossyProxy {
  /** The server's address, by way of the proxy. */
  readonly url: string;
  /** The next answer to an append is read from the server, and the line cut before it is passed on. */
  loseNextAnswer(): void;
  /** The next append is not passed on, and the line cut. */
  loseNextQuestion(): void;
  /**
   * The answer to the next append, or to its preparation, is kept back, and all that comes after it on that line. Settles
   * once it was asked for.
   */
  keepNextAnswer(to: 'append' | 'preparation'): Promise<void>;
  close(): Promise<void>;
}

/** How a store prepares for appends, and asks for one. */
const ASKED = { preparation: /prepare append_/, append: /append_\w+\0/ };

interface Loss {
  readonly what: 'answer' | 'question' | 'line';
  readonly asked: RegExp;
  readonly met?: () => void;
}

/** Stands between a store and its PostgreSQL, and can lose what is said by either at the worst moment. */
export async function lossyProxy(server: string): Promise<LossyProxy> {
  const target = new URL(server);
  const sockets = new Set<Socket>();
  let next: Loss | undefined;

  const listening: Server = createServer((client) => {
    const upstream = connect(Number(target.port || 5432), target.hostname);
    const cut = () => {
      client.destroy();
      upstream.destroy();
    };
    let lost: Loss | undefined;
    client.on('data', (said) => {
      if (next?.asked.test(said.toString('latin1'))) {
        lost = next;
        next = undefined;
      }
      if (lost?.what === 'question') return cut();
      lost?.met?.();
      upstream.write(said);
    });
    upstream.on('data', (said) => {
      if (lost?.what === 'answer') cut();
      if (!lost) client.write(said);
    });
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', cut);
      socket.on('close', () => {
        sockets.delete(socket);
        cut();
      });
    }
  });
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  const address = listening.address();
  const url = new URL(server);
  url.host = `127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  return {
    url: url.href,
    loseNextAnswer: () => {
      next = { what: 'answer', asked: ASKED.append };
    },
    loseNextQuestion: () => {
      next = { what: 'question', asked: ASKED.append };
    },
    keepNextAnswer: (to) =>
      new Promise((met) => {
        next = { what: 'line', asked: ASKED[to], met };
      }),
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => listening.close(() => resolve()));
    },
  };
}
