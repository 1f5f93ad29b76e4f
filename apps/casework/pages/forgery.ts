import { Tokens } from '@fastify/csrf';
import type { FastifyRequest } from 'fastify';

declare module 'fastify' {
  interface Session {
    formSecret?: string;
  }
}

const tokens = new Tokens({});

/** What a form carries to prove that one of our pages sent it; another each time it is asked for. */
export function formToken({ session }: FastifyRequest): string | undefined {
  if (!session.tokens) return undefined;
  session.formSecret ??= tokens.secretSync();
  return tokens.create(session.formSecret);
}

/** Whether a form came from a page that was shown in this session. */
export function isOurs({ session, body }: FastifyRequest): boolean {
  const sent = (body as { _csrf?: unknown } | null | undefined)?._csrf;
  return session.formSecret !== undefined && typeof sent === 'string' && tokens.verify(session.formSecret, sent);
}
