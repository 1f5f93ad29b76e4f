import { createServer } from 'node:net';

/** A way to run a broker on this machine. */
export interface Runner {
  start(): Promise<void>;
  /** Ends it without warning; what it has written stays. */
  kill(): Promise<void>;
  /** Whether it has ended of itself. */
  ended(): boolean;
  remove(): Promise<void>;
}

/** What the broker is told, besides where it listens: small, and of one node. */
export const settings = {
  'process.roles': 'broker,controller',
  'node.id': '1',
  'inter.broker.listener.name': 'PLAINTEXT',
  'controller.listener.names': 'CONTROLLER',
  'listener.security.protocol.map': 'CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT',
  'num.network.threads': '2',
  'num.io.threads': '2',
  'offsets.topic.replication.factor': '1',
  'offsets.topic.num.partitions': '1',
  'transaction.state.log.replication.factor': '1',
  'transaction.state.log.min.isr': '1',
  'transaction.state.log.num.partitions': '1',
  'group.initial.rebalance.delay.ms': '0',
  'auto.create.topics.enable': 'false',
} as const;

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' ? (address?.port ?? 0) : 0;
}
