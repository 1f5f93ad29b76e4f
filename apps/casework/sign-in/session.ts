import { sessionStore } from '#casework/sign-in/session-store';
import type { MasterKey } from '#privacy/keys';
import cookie from '@fastify/cookie';
import session from '@fastify/session';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import type { DataSource } from 'typeorm';

export interface Tokens {
  readonly access: string;
  readonly refresh?: string;
  /** Proves to the issuer whose session is to end. */
  readonly id?: string;
}

/** What was sent along to the issuer, and must come back. */
export interface SigningIn {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
  /** The page that was asked for. */
  readonly to: string;
}

declare module 'fastify' {
  interface Session {
    signingIn?: SigningIn;
    tokens?: Tokens;
    /** The person's own name, as the issuer says it. */
    name?: string;
    /** Milliseconds since 1970. */
    signedInAt?: number;
  }
}

/** Asked by an open page on its own, not by whoever sits before it. */
export const byItself = ({ headers }: FastifyRequest): boolean =>
  headers['x-by-itself'] !== undefined || headers.accept === 'text/event-stream';

/** Keeps a session no longer than it was kept before this request: nobody is using it. */
export function leaveAsItWas({ session: { cookie } }: FastifyRequest): void {
  const { originalExpires } = cookie as { originalExpires?: Date };
  if (originalExpires) cookie.expires = originalExpires;
}

const MINUTE = 60_000;
/** Without a request for so long, whoever it is signs in again. */
const IDLE_MS = 60 * MINUTE;
/** However busy: the length of a long shift. */
export const LONGEST_MS = 12 * 60 * MINUTE;

export interface SessionOptions {
  readonly dataSource: DataSource;
  readonly master: Pick<MasterKey, 'cookies' | 'sealing'>;
  /** False where pages are served over http, in development. */
  readonly secure: boolean;
}

/** Who is signed in at which browser. */
export async function holdSessions(app: NestFastifyApplication, options: SessionOptions): Promise<void> {
  const { dataSource, master, secure } = options;
  await app.register(cookie);
  await app.register(session, {
    secret: master.cookies,
    store: sessionStore(dataSource, master.sealing),
    cookieName: secure ? '__Host-throughcare' : 'throughcare',
    cookie: { httpOnly: true, sameSite: 'lax', secure, path: '/', maxAge: IDLE_MS },
    saveUninitialized: false,
  });
}
