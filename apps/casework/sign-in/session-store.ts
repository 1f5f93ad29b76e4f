import { seal, unseal } from '#privacy/sealing';
import type { SessionStore } from '@fastify/session';
import type { Session } from 'fastify';
import { hash } from 'node:crypto';
import type { DataSource } from 'typeorm';

/** Of the session, what a copy of this table cannot be used with. */
const digest = (sessionId: string): string => hash('sha256', sessionId, 'base64url');

const isModified = (session: Session): boolean => (session as unknown as { isModified(): boolean }).isModified();
const expiry = ({ cookie }: Session): Date => new Date(cookie.expires ?? Date.now());

/** For how long it is remembered that a session has ended: longer than any request takes. */
const ENDED_FOR = `interval '1 hour'`;

/**
 * Sessions in PostgreSQL until they have been idle for too long: sealed, each under a digest of its id. One that has ended
 * stays ended, whatever a request that began before it still saves; and what such a request did not change, it does
 * not put back.
 */
export function sessionStore(dataSource: DataSource, key: Buffer): SessionStore {
  async function set(sessionId: string, session: Session): Promise<void> {
    const id = digest(sessionId);
    const sealed = seal({ session: { ...session } }, ['session'], key, `session/${id}`);
    await dataSource.query(
      `insert into casework.session (id, content, expires_at) values ($1, $2, $3)
       on conflict (id) do update
       set expires_at = greatest(session.expires_at, excluded.expires_at),
         content = case when $4 then excluded.content else session.content end
       where json_typeof(session.content) <> 'null'`,
      [id, sealed, expiry(session), isModified(session)],
    );
  }
  async function get(sessionId: string): Promise<Session | null> {
    const id = digest(sessionId);
    const [found]: { content: string; expires_at: Date }[] = await dataSource.query(
      `select content::text as content, expires_at from casework.session
       where id = $1 and expires_at > now() and json_typeof(content) <> 'null'`,
      [id],
    );
    if (!found) return null;
    const { session } = unseal(found.content, key, `session/${id}`) as unknown as { session: Session };
    return { ...session, cookie: { ...session.cookie, expires: found.expires_at } };
  }
  async function destroy(sessionId: string): Promise<void> {
    await dataSource.query(`delete from casework.session where expires_at < now()`);
    await dataSource.query(
      `insert into casework.session (id, content, expires_at) values ($1, 'null', now() + ${ENDED_FOR})
       on conflict (id) do update set content = 'null', expires_at = excluded.expires_at`,
      [digest(sessionId)],
    );
  }
  return {
    set: (sessionId, session, done) => void set(sessionId, session).then(() => done(), done),
    get: (sessionId, done) => void get(sessionId).then((found) => done(null, found), done),
    destroy: (sessionId, done) => void destroy(sessionId).then(() => done(), done),
  };
}
