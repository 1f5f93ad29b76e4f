import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** An answer, as far as the bench looks at it. */
export interface Reply {
  readonly status: number;
  readonly body: string;
}

const END_OF_HEAD = '\r\n\r\n';

/**
 * Loads a server with as little work of its own as can be: one kept connection, one request at a time, HTTP/1.1 written
 * by hand. It reads the status and a body of a stated length, which is all that a command answers with.
 */
export class Caller {
  #received = '';
  #answered: ((reply: Reply) => void) | undefined;
  #failed: ((error: Error) => void) | undefined;

  private constructor(
    private readonly socket: Socket,
    private readonly head: string,
  ) {
    socket.setEncoding('latin1');
    socket.on('data', (text: string) => this.#take(text));
    socket.on('error', (error) => this.#failed?.(error));
    socket.on('close', () => this.#failed?.(new Error('The server closed the connection.')));
  }

  static async at(url: string, token: string): Promise<Caller> {
    const { hostname, port, host } = new URL(url);
    const socket = connect({ host: hostname, port: Number(port), noDelay: true });
    await once(socket, 'connect');
    const head = `Host: ${host}\r\nAuthorization: Bearer ${token}\r\nContent-Type: application/json\r\n`;
    return new Caller(socket, head);
  }

  /** A command, under its Idempotency-Key. The body is ASCII. */
  post(path: string, body: string, key: string): Promise<Reply> {
    const head = `POST ${path} HTTP/1.1\r\n${this.head}Idempotency-Key: ${key}\r\nContent-Length: ${body.length}`;
    return new Promise((resolve, reject) => {
      this.#answered = resolve;
      this.#failed = reject;
      // A connection that the server has closed meanwhile says so only here.
      this.socket.write(`${head}\r\n\r\n${body}`, (error) => error && reject(error));
    });
  }

  close(): void {
    this.#failed = undefined;
    this.socket.destroy();
  }

  #take(text: string): void {
    this.#received += text;
    const end = this.#received.indexOf(END_OF_HEAD);
    if (end < 0) return;
    const head = this.#received.slice(0, end);
    const length = Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? 0);
    const body = this.#received.slice(end + END_OF_HEAD.length);
    if (body.length < length) return;
    this.#received = '';
    this.#answered?.({ status: Number(head.slice(9, 12)), body });
  }
}
