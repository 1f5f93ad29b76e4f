import { sessionStore } from '#casework/sign-in/session-store';
import type { MasterKey } from '#privacy/keys';
import cookie, { Signer } from '@fastify/cookie';
import session from '@fastify/session';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import { randomBytes } from 'node:crypto';
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

/** None for whoever brings a token: nothing of such a session is signed, looked at again or kept, which takes time. */
const newId = (request?: FastifyRequest): string =>
  request?.headers.authorization?.startsWith('Bearer ') ? '' : randomBytes(24).toString('base64url');

function signerWith(secret: string): { sign(id: string): string; unsign: Signer['unsign'] } {
  const signer = new Signer(secret);
  return { sign: (id) => (id === '' ? id : signer.sign(id)), unsign: (signed) => signer.unsign(signed) };
}

/** Who is signed in at which browser. */
export async function holdSessions(app: NestFastifyApplication, options: SessionOptions): Promise<void> {
  const { dataSource, master, secure } = options;
  await app.register(cookie);
  await app.register(session, {
    secret: signerWith(master.cookies),
    idGenerator: newId,
    store: sessionStore(dataSource, master.sealing),
    cookieName: secure ? '__Host-throughcare' : 'throughcare',
    cookie: { httpOnly: true, sameSite: 'lax', secure, path: '/', maxAge: IDLE_MS },
    saveUninitialized: false,
  });
}
