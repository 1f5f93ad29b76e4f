import { Tokens } from '@fastify/csrf';
import type { FastifyRequest } from 'fastify';

declare module 'fastify' {
  interface Session {
    formSecret?: string;
  }
}

const tokens = new Tokens({});

/** What the forms of a session are proved by, from its beginning to its end. */
export const newFormSecret = (): string => tokens.secretSync();

/** What a form carries to prove that one of our pages sent it; another each time it is asked for. */
export const formToken = ({ session: { formSecret } }: FastifyRequest): string | undefined =>
  formSecret === undefined ? undefined : tokens.create(formSecret);

/** Whether a form came from a page that was shown in this session. */
export function isOurs({ session, body }: FastifyRequest): boolean {
  const sent = (body as { _csrf?: unknown } | null | undefined)?._csrf;
  return session.formSecret !== undefined && typeof sent === 'string' && tokens.verify(session.formSecret, sent);
}
