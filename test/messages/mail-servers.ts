import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

export interface Mail {
  readonly id: string;
  readonly to: string;
  readonly subject: string;
  readonly body: string;
}

interface Received {
  readonly mails: readonly Mail[];
  /** Settles once so many e-mails were taken for an address. */
  for(to: string, many: number): Promise<readonly Mail[]>;
  close(): Promise<void>;
}

async function settles(mails: readonly Mail[], to: string, many: number): Promise<readonly Mail[]> {
  for (;;) {
    const theirs = mails.filter((mail) => mail.to === to);
    if (theirs.length >= many) return theirs;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const quoted = (text: string): string =>
  Buffer.from(
    text
      .replaceAll(/=\r\n/g, '')
      .replaceAll(/=([0-9A-F]{2})/g, (_all, hex: string) => String.fromCharCode(parseInt(hex, 16))),
    'latin1',
  ).toString('utf8');

const word = (text: string): string =>
  text
    .replaceAll(/\r\n /g, ' ')
    .replaceAll(/=\?UTF-8\?Q\?(.*?)\?= ?/gi, (_all, inner: string) => quoted(inner.replaceAll('_', ' ')));

function read(raw: string, to: string): Mail {
  const end = raw.indexOf('\r\n\r\n');
  const headers = raw.slice(0, end);
  const header = (name: string) => new RegExp(`^${name}: (.*(?:\r\n .*)*)`, 'im').exec(headers)?.[1] ?? '';
  const isQuoted = header('Content-Transfer-Encoding') === 'quoted-printable';
  const body = raw.slice(end + 4);
  return { id: header('Message-ID'), to, subject: word(header('Subject')), body: isQuoted ? quoted(body) : body };
}

/** A mail server, as far as one takes e-mails. */
export interface SmtpReceiver extends Received {
  readonly url: string;
  /** How it answers an address: 250 where left out. */
  readonly answers: Map<string, number>;
}

export async function startSmtp(): Promise<SmtpReceiver> {
  const mails: Mail[] = [];
  const answers = new Map<string, number>();
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onRcptTo({ address }, _session, callback) {
      const responseCode = answers.get(address);
      callback(responseCode === undefined ? null : Object.assign(new Error('Not taken'), { responseCode }));
    },
    onData(stream, { envelope }, callback) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const raw = Buffer.concat(chunks).toString('utf8');
        for (const { address } of envelope.rcptTo) mails.push(read(raw, address));
        callback(null);
      });
    },
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`,
    ...{ mails, answers },
    for: (to, many) => settles(mails, to, many),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** GOV.UK Notify, as far as it takes e-mails and finds them by their reference. */
export interface NotifyDouble extends Received {
  readonly url: string;
  /** What it does with the next e-mail for an address: takes it where left out; `lost`: takes it, and the answer is lost. */
  readonly answers: Map<string, number | 'lost'>;
  readonly calls: readonly string[];
}

interface Asked {
  readonly email_address: string;
  readonly template_id: string;
  readonly reference: string;
  readonly personalisation: { readonly subject: string; readonly body: string };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

export async function startNotify(template: string): Promise<NotifyDouble> {
  const mails: Mail[] = [];
  const answers = new Map<string, number | 'lost'>();
  const calls: string[] = [];
  function take(asked: Asked): number | 'lost' {
    const { email_address: to, reference: id, personalisation } = asked;
    const answer = asked.template_id === template ? (answers.get(to) ?? 201) : 400;
    answers.delete(to);
    if (answer === 201 || answer === 'lost') mails.push({ id, to, ...personalisation });
    return answer;
  }
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://notify');
    calls.push(`${request.method} ${pathname}`);
    void bodyOf(request).then((body) => {
      if (!/^Bearer [\w-]+\.[\w-]+\.[\w-]+$/.test(request.headers.authorization ?? ''))
        return response.writeHead(403).end();
      const answer = request.method === 'GET' ? 200 : take(JSON.parse(body) as Asked);
      if (answer === 'lost') return request.socket.destroy();
      const notifications = mails.filter(({ id }) => id === searchParams.get('reference'));
      return response.writeHead(answer, { 'content-type': 'application/json' }).end(JSON.stringify({ notifications }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ...{ mails, answers, calls },
    for: (to, many) => settles(mails, to, many),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
