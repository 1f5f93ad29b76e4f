import { connect, createServer, type Server, type Socket } from 'node:net';

export interface LossyProxy {
  /** The server's address, by way of the proxy. */
  readonly url: string;
  /** The next answer to an append is read from the server, and the line cut before it is passed on. */
  loseNextAnswer(): void;
  /** The next append is not passed on, and the line cut. */
  loseNextQuestion(): void;
  /** The answer to the next append is read from the server, and never passed on, nor anything after it. */
  keepNextAnswer(): void;
  close(): Promise<void>;
}

/** How a store asks for an append: by a statement that it has prepared. */
const APPEND = /append_\w+\0/;

/** Stands between a store and its PostgreSQL, and can lose what is said by either at the worst moment. */
export async function lossyProxy(server: string): Promise<LossyProxy> {
  const target = new URL(server);
  const sockets = new Set<Socket>();
  let lose: 'answer' | 'question' | 'line' | undefined;

  const listening: Server = createServer((client) => {
    const upstream = connect(Number(target.port || 5432), target.hostname);
    const cut = () => {
      client.destroy();
      upstream.destroy();
    };
    let losing: 'answer' | 'line' | undefined;
    client.on('data', (said) => {
      const asked = lose !== undefined && APPEND.test(said.toString('latin1')) ? lose : undefined;
      if (asked) lose = undefined;
      if (asked === 'question') return cut();
      losing ??= asked;
      upstream.write(said);
    });
    upstream.on('data', (said) => {
      if (losing === 'answer') cut();
      if (!losing) client.write(said);
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
      lose = 'answer';
    },
    loseNextQuestion: () => {
      lose = 'question';
    },
    keepNextAnswer: () => {
      lose = 'line';
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => listening.close(() => resolve()));
    },
  };
}
