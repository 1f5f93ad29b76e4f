import type { SessionStore } from '@fastify/session';
import type { Session } from 'fastify';
import { hash } from 'node:crypto';
import type { DataSource } from 'typeorm';

/** Of the session, what a copy of this table cannot be used with. */
const digest = (sessionId: string): string => hash('sha256', sessionId, 'base64url');

const expiry = ({ cookie }: Session): Date => new Date(cookie.expires ?? Date.now());

/** Sessions in PostgreSQL, each under a digest of its id, until they have been idle for too long. */
export function sessionStore(dataSource: DataSource): SessionStore {
  async function set(sessionId: string, session: Session): Promise<void> {
    await dataSource.query(
      `insert into casework.session (id, content, expires_at) values ($1, $2, $3)
       on conflict (id) do update set content = excluded.content, expires_at = excluded.expires_at`,
      [digest(sessionId), JSON.stringify(session), expiry(session)],
    );
  }
  async function get(sessionId: string): Promise<Session | null> {
    const [found]: { content: Session }[] = await dataSource.query(
      'select content from casework.session where id = $1 and expires_at > now()',
      [digest(sessionId)],
    );
    return found?.content ?? null;
  }
  async function destroy(sessionId: string): Promise<void> {
    await dataSource.query('delete from casework.session where id = $1 or expires_at < now()', [digest(sessionId)]);
  }
  return {
    set: (sessionId, session, done) => void set(sessionId, session).then(() => done(), done),
    get: (sessionId, done) => void get(sessionId).then((found) => done(null, found), done),
    destroy: (sessionId, done) => void destroy(sessionId).then(() => done(), done),
  };
}
