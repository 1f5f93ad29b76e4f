import type { Fault } from '#test/eventstoredb/faults';
import type { TestServer } from '#test/eventstoredb/start';
import { connect, createServer, type Socket } from 'node:net';

/**
 * A server that runs elsewhere, without TLS, by way of a line that can be cut, or that loses an answer. What only a server
 * can do to itself is left to it: it commits as fast as it does.
 */
export async function realServer(url: string): Promise<TestServer> {
  const { hostname, port } = new URL(url);
  const sockets = new Set<Socket>();
  let losing = false;
  const listening = createServer((client) => {
    const upstream = connect(Number(port || 2113), hostname);
    const cut = () => {
      client.destroy();
      upstream.destroy();
    };
    let asked: string | undefined;
    client.on('data', (said: Buffer) => {
      if (losing) asked ??= /handover-\d+-[-0-9a-f]{36}/.exec(said.toString('latin1'))?.[0];
      upstream.write(said);
    });
    upstream.on('data', (said: Buffer) => {
      if (asked === undefined || !said.includes(asked)) return client.write(said);
      losing = false;
      return cut();
    });
    sockets.add(client);
    for (const socket of [client, upstream]) {
      socket.setNoDelay();
      socket.on('error', cut);
      socket.on('close', () => {
        sockets.delete(client);
        cut();
      });
    }
  });
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  const address = listening.address();
  const through = typeof address === 'object' ? (address?.port ?? 0) : 0;
  const bring = (fault: Fault) => {
    if (fault.do === 'cut') for (const socket of sockets) socket.destroy();
    losing ||= fault.do === 'lose';
    return Promise.resolve({ connections: sockets.size, subscriptions: 0, told: 0 });
  };
  return {
    port: through,
    url: () => `esdb://127.0.0.1:${through}?tls=false`,
    bring,
    kill: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => listening.close(() => resolve()));
    },
  };
}
