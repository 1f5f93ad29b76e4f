import type { CloudEvent } from '#messages/cloud-event';
import { isGenuine, SIGNATURE, SUBSCRIPTION, TIMESTAMP } from '#messages/webhook';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received {
  readonly message: CloudEvent;
  readonly subscription: string;
  readonly genuine: boolean;
}

/** A provider's own system, as far as it takes webhooks. */
export interface Receiver {
  readonly url: string;
  readonly received: readonly Received[];
  /** Every call, taken or not, by the id of its message. */
  readonly calls: readonly string[];
  secret: string;
  /** What it answers with. */
  answer: number;
  /** Settles once so many messages were taken. */
  has(many: number): Promise<readonly Received[]>;
  close(): Promise<void>;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

export async function startReceiver(): Promise<Receiver> {
  const received: Received[] = [];
  const calls: string[] = [];
  const server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      const header = (name: string) => String(request.headers[name]);
      const said = { timestamp: header(TIMESTAMP), signature: header(SIGNATURE), body };
      const message = JSON.parse(body) as CloudEvent;
      const genuine = isGenuine(receiver.secret, said, Date.now() / 1_000);
      calls.push(message.id);
      if (receiver.answer < 300) received.push({ message, subscription: header(SUBSCRIPTION), genuine });
      response.writeHead(receiver.answer, receiver.answer === 302 ? { location: '/elsewhere' } : {}).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const receiver: Receiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/throughcare`,
    received,
    calls,
    secret: '',
    answer: 204,
    async has(many) {
      while (received.length < many) await new Promise((resolve) => setTimeout(resolve, 20));
      return received;
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
  return receiver;
}
