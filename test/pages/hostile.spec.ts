import { sessionStore } from '#casework/sign-in/session-store';
import { startIssuer } from '#local/issuer';
import { SIGN_IN } from '#casework/sign-in/sign-ins';
import { type Local, startLocal } from '#local/system';
import { masterKeyIn } from '#local/master-key';
import { seal, unseal } from '#privacy/sealing';
import { ApiClient } from '#test/journeys/client';
import { desk } from '#test/support/casework';
import { reference } from '#test/support/reference';
import { startSystem } from '#test/support/system';
import { pageRoutes } from '#test/pages/routes';
import { Visitor } from '#test/pages/visitor';
import { createTestDatabase, type TestDatabase } from '#test/support/database';
import { RequestMethod } from '@nestjs/common';
import type { Session } from 'fastify';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { DataSource } from 'typeorm';

const CUSTODY = 'custody-brunswick.practitioner';
const STRANGER = 'custody-hartwell.practitioner';
const GOVERNANCE = 'governance-national.practitioner';
const HOSTILE = `<img src=x onerror=alert(1)> "'&{{ 7*7 }}`;
const NOBODY = '0a5b1a52-3f0e-5d0b-9a55-0d5b6b1b7c11';
const FORM = '/forms/record-a-drug-test';

/** Every route of a page with this method, each part of its address filled in with something. */
const routes = (wanted: RequestMethod): readonly string[] =>
  pageRoutes(wanted).map((route) =>
    route.replace(':job', 'record-a-drug-test').replace(':id', NOBODY).replaceAll(/:\w+/g, 'somewhere'),
  );

interface Held extends Record<string, unknown> {
  tokens: Record<string, string>;
  signedInAt: number;
}

describe('Somebody hostile at the pages', () => {
  let folder: string;
  let database: TestDatabase;
  let system: Local;
  let api: ApiClient;
  let db: Client;
  let keys = 0;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'throughcare-hostile-'));
    database = await createTestDatabase();
    const ports = 'free';
    system = await startLocal({
      folder,
      databaseUrl: database.url,
      ports,
      log: 'silent',
      startsAt: '2026-03-02T09:00:00Z',
    });
    api = new ApiClient(system.url, system.tokenUri);
    db = new Client({ connectionString: database.url });
    await db.connect();
  });
  afterAll(async () => {
    await db.end();
    await system.stop();
    await database.drop();
    rmSync(folder, { recursive: true, force: true });
  });

  const send = (user: string, path: string, body: object) => api.post(user, path, body, `hostile-key-${(keys += 1)}`);
  async function signedIn(user = CUSTODY): Promise<Visitor> {
    const visitor = new Visitor(system.url);
    await visitor.signIn(user);
    return visitor;
  }
  const isSentAway = ({ status, headers }: Response) =>
    status === 303 && (headers.get('location') ?? '').startsWith('/sign-in?to=');

  /** Changes what every session holds, as only somebody with the key can. */
  async function change(held: (session: Held) => object): Promise<void> {
    const key = masterKeyIn(folder).sealing;
    const { rows } = await db.query<{ id: string; content: string }>(
      `select id, content::text as content from casework.session where json_typeof(content) <> 'null'`,
    );
    for (const { id, content } of rows) {
      const { session } = unseal(content, key, `session/${id}`) as unknown as { session: Held };
      if (!('tokens' in session)) continue;
      const changed = { session: { ...session, ...held(session) } };
      const sealed = seal(changed, ['session'], key, `session/${id}`);
      await db.query('update casework.session set content = $2 where id = $1', [id, sealed]);
    }
  }

  /** Somebody whom the custody suite sees: by a test of theirs. */
  async function detained(name: string, dateOfBirth: string): Promise<string> {
    const details = { name, dateOfBirth, sex: 'male', ethnicity: 'Z', residence: 'E08000012', identifiers: {} };
    const person = String((await send(CUSTODY, '/person', details)).body['id']);
    const test = {
      personId: person,
      custodyRecord: `05/BD/${keys}/26`,
      detention: 'arrested',
      ground: 'trigger',
      offence: 'TA68-1',
    };
    const requested = await send(CUSTODY, '/arrest-test', test);
    if (requested.status !== 201) throw new Error(JSON.stringify(requested.body));
    await system.settled();
    return person;
  }

  /** A search that found somebody: answers the address of its draft. */
  async function found(visitor: Visitor, name: string, [day, month, year]: readonly [string, string, string]) {
    const by = { 'find-person-name': name, 'find-person-dateOfBirth-day': day, 'find-person-dateOfBirth-month': month };
    const fields = { ...by, 'find-person-dateOfBirth-year': year, _csrf: await visitor.token(FORM) };
    const kept = await visitor.post(FORM, fields);
    return (kept.headers.get('location') ?? '').replace(/\/[a-z]+$/, '');
  }

  describe('who wants another’s session', () => {
    it('finds its cookie out of the reach of scripts and of other sites', async () => {
      const [line = ''] = (await new Visitor(system.url).ask('/sign-in')).headers.getSetCookie();
      expect(line).toMatch(/^throughcare=/);
      expect(line).toMatch(/; HttpOnly/i);
      expect(line).toMatch(/; SameSite=Lax/i);
      expect(line).toMatch(/; Path=\//i);
      expect(line).not.toMatch(/Domain=/i);
    });

    it('gains nothing by planting a session before somebody signs in with it', async () => {
      const visitor = new Visitor(system.url);
      await visitor.ask('/sign-in');
      const before = visitor.cookies();
      await visitor.signIn(CUSTODY);
      expect(visitor.cookies()).not.toBe(before);
      const thief = new Visitor(system.url);
      thief.plant('throughcare', before.replace('throughcare=', ''));
      expect(isSentAway(await thief.ask('/'))).toBe(true);
      expect((await visitor.ask('/')).status).toBe(200);
    });

    it('finds the former one ended where somebody who is signed in has signed in again', async () => {
      const visitor = await signedIn();
      const before = visitor.cookies();
      await visitor.signIn(CUSTODY);
      expect(visitor.cookies()).not.toBe(before);
      const thief = new Visitor(system.url);
      thief.plant('throughcare', before.replace('throughcare=', ''));
      expect(isSentAway(await thief.ask('/'))).toBe(true);
      expect((await visitor.ask('/')).status).toBe(200);
    });

    it('makes none up, and reads none from a copy of the table', async () => {
      const visitor = await signedIn();
      const thief = new Visitor(system.url);
      const value = visitor.cookies().replace('throughcare=', '');
      thief.plant('throughcare', `${value.slice(0, -4)}AAAA`);
      expect(isSentAway(await thief.ask('/'))).toBe(true);
      const { rows } = await db.query<{ row: string }>('select session::text as row from casework.session');
      const table = rows.map(({ row }) => row).join();
      expect(table).not.toContain(decodeURIComponent(value).split('.')[0]);
      expect(table).not.toMatch(/eyJ|custody|access|refresh/);
    });

    it('is late once it has been idle for too long, or has lasted too long, or its owner has signed out', async () => {
      const idle = await signedIn();
      await db.query(`update casework.session set expires_at = now() - interval '1 second'`);
      expect(isSentAway(await idle.ask('/'))).toBe(true);
      const long = await signedIn();
      await change(({ signedInAt }) => ({ signedInAt: signedInAt - 12 * 3_600_000 }));
      expect(isSentAway(await long.ask('/'))).toBe(true);
      const out = await signedIn();
      const cookie = out.cookies().replace('throughcare=', '');
      const left = await out.post('/sign-out', { _csrf: await out.token() });
      expect(left.headers.get('location')).toContain(system.issuer);
      const thief = new Visitor(system.url);
      thief.plant('throughcare', cookie);
      expect(isSentAway(await thief.ask('/'))).toBe(true);
    });

    it('does not bring it back by a request that was under way when its owner signed out', async () => {
      const source = await new DataSource({ type: 'postgres', url: database.url }).initialize();
      const store = sessionStore(source, masterKeyIn(folder).sealing);
      const cookie = { expires: new Date(Date.now() + 60_000), originalMaxAge: 60_000 };
      const session = { cookie, name: 'Sam', isModified: () => true } as unknown as Session;
      const set = promisify(store.set.bind(store));
      const get = promisify(store.get.bind(store));
      await set('one', session);
      expect(await get('one')).toMatchObject({ name: 'Sam' });
      await promisify(store.destroy.bind(store))('one');
      await set('one', session);
      expect(await get('one')).toBeNull();
      await source.destroy();
    });

    it('who was thrown out at the issuer is out here when the token has run out; whoever was not goes on, many at once', async () => {
      const visitor = await signedIn();
      await change(({ tokens }) => ({ tokens: { ...tokens, access: 'run-out' } }));
      const many = await Promise.all(Array.from({ length: 8 }, () => visitor.ask('/')));
      expect(many.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 200));
      await change(({ tokens }) => ({ tokens: { ...tokens, access: 'run-out', refresh: 'withdrawn' } }));
      expect(isSentAway(await visitor.ask('/'))).toBe(true);
    });
  });

  describe('who lures somebody elsewhere', () => {
    it.each([
      'https://evil.example/',
      '//evil.example/',
      String.raw`/\evil.example`,
      '/\t/evil.example',
      'javascript:alert(1)',
      '/sign-out',
      '/sign-in?to=/',
    ])('has them land at home instead of %s', async (to) => {
      expect(await new Visitor(system.url).signIn(CUSTODY, to)).toBe('/');
    });

    it('has them land at home when asking for two pages at once, and where they wanted when it is ours', async () => {
      const visitor = new Visitor(system.url);
      expect((await visitor.ask('/sign-in?to=/one&to=/two')).status).toBe(303);
      expect(await visitor.signIn(CUSTODY, `${FORM}?person=${NOBODY}`)).toBe(`${FORM}?person=${NOBODY}`);
    });

    it('does not steer where the issuer sends them back to', async () => {
      const headers = { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https' };
      const location = (await new Visitor(system.url).ask('/sign-in', { headers })).headers.get('location') ?? '';
      expect(new URL(location).searchParams.get('redirect_uri')).toBe(`${system.url}/sign-in/callback`);
    });
  });

  describe('who sends forms from another site', () => {
    const posts = routes(RequestMethod.POST);

    it.each(posts)(
      'is refused at %s, without a token, with a wrong one and with one of another session',
      async (path) => {
        const visitor = await signedIn();
        const another = await signedIn();
        for (const fields of ['', '_csrf=made-up', `_csrf=${encodeURIComponent(await another.token())}`]) {
          const refused = await visitor.post(path, fields);
          expect(refused.status).toBe(403);
          expect(await refused.text()).toContain('FORM_OUT_OF_DATE');
        }
        const twice = await visitor.post(path, `_csrf=a&_csrf=${await visitor.token()}`);
        expect(twice.status).toBe(403);
        expect((await visitor.ask('/')).status).toBe(200);
      },
    );

    it('gets nothing from the API with the cookie of somebody who is signed in', async () => {
      const visitor = await signedIn();
      for (const path of [`/person/${NOBODY}`, '/worklist', `/handover/${NOBODY}`])
        expect((await visitor.ask(path)).status).toBe(401);
      const body = JSON.stringify({ name: 'Sam' });
      const headers = { 'content-type': 'application/json', 'idempotency-key': 'hostile-0001' };
      expect((await visitor.ask('/person', { method: 'POST', body, headers })).status).toBe(401);
      expect((await visitor.post('/person', { _csrf: await visitor.token(), name: 'Sam' })).status).toBe(401);
    });
  });

  describe('who wants a script to run', () => {
    // What says that something changed is no page, and does not end.
    it.each(routes(RequestMethod.GET).filter((path) => !path.startsWith('/sign-in') && path !== '/live'))(
      'finds on %s no script without the nonce of this very answer, and no style or handler in it',
      async (path) => {
        const visitor = await signedIn();
        const answers = await Promise.all([visitor.ask(path), visitor.ask(path)]);
        const nonces = await Promise.all(
          answers.map(async (answer) => {
            const policy = answer.headers.get('content-security-policy') ?? '';
            const nonce = /'nonce-([\w+/=]+)'/.exec(policy)?.[1] ?? '';
            const html = await answer.text();
            if (!answer.headers.get('content-type')?.startsWith('text/html')) return answer.headers.get('location');
            expect(policy).toMatch(/default-src 'none'.*base-uri 'none'.*frame-ancestors 'none'/);
            expect(policy).not.toMatch(/unsafe-|\*/);
            expect(answer.headers.get('cache-control')).toBe('no-store');
            expect(html).not.toMatch(/<style|\sstyle=|\son\w+=|javascript:/i);
            for (const [, attributes = ''] of html.matchAll(/<script([^>]*)>/g))
              expect(attributes.includes('src=') || attributes.includes(`nonce="${nonce}"`)).toBe(true);
            return nonce;
          }),
        );
        expect(nonces[0]).toBeTruthy();
        if (answers[0]?.status !== 303) expect(nonces[0]).not.toBe(nonces[1]);
      },
    );

    it('is shown as the letters it was typed in when it is somebody’s name', async () => {
      await detained(HOSTILE, '1981-05-06');
      const visitor = await signedIn();
      const at = await found(visitor, HOSTILE, ['6', '5', '1981']);
      const who = await visitor.html(`${at}/who`);
      expect(who).toContain('&lt;img src=x onerror=alert(1)&gt;');
      const chosen = /name="find-person-chosen" type="radio" value="([^"]+)"/.exec(who)?.[1] ?? '';
      const next = await visitor.post(`${at}/who`, { 'find-person-chosen': chosen, _csrf: await visitor.token() });
      const page = await visitor.html(next.headers.get('location') ?? '');
      expect(page).toContain('&lt;img src=x onerror=alert(1)&gt;');
      for (const html of [who, page]) {
        expect(html).not.toContain('<img');
        expect(html).toContain('{{ 7*7 }}');
      }
    });

    it('has what they typed wrongly shown as letters, too', async () => {
      const visitor = await signedIn();
      const again = await visitor.post(FORM, {
        'find-person-name': `"><script>${HOSTILE}`,
        _csrf: await visitor.token(),
      });
      expect(again.status).toBe(400);
      expect(await again.text()).not.toMatch(/"><script>|<img/);
    });
  });

  describe('who sends what no form of ours would', () => {
    it('is told on a page that it is too large, or cannot be read', async () => {
      const visitor = await signedIn();
      const token = await visitor.token();
      const large = await visitor.post(FORM, { _csrf: token, 'find-person-name': 'x'.repeat(2_000_000) });
      expect(large.status).toBe(413);
      expect(large.headers.get('content-type')).toMatch(/^text\/html/);
      const prototype = await visitor.post(FORM, `_csrf=${token}&__proto__=x`);
      expect(prototype.status).toBe(400);
      expect(prototype.headers.get('content-type')).toMatch(/^text\/html/);
      const body = JSON.stringify({ _csrf: token, 'find-person-name': { toString: 1 } });
      const json = await visitor.ask(FORM, { method: 'POST', body, headers: { 'content-type': 'application/json' } });
      expect(json.status).toBe(415);
      const headers = { 'content-type': 'multipart/form-data; boundary=x' };
      expect((await visitor.ask(FORM, { method: 'POST', body: '--x--', headers })).status).toBe(415);
    });

    it.each([
      'find-person-name=a&find-person-name=b',
      'find-person-name[a]=b&find-person-name[__proto__][x]=1',
      'find-person=1&constructor=1&toString=1&hasOwnProperty=1',
      'find-person-name=%E0%A4%A&find-person-identifier=%00',
      'find-person-dateOfBirth-day=NaN&find-person-dateOfBirth-month=1e9&find-person-dateOfBirth-year=-1',
      'find-person-chosen=somebody-else&personId=x&do=erase+person',
    ])('is told what is wrong with %s, and nothing breaks', async (fields) => {
      const visitor = await signedIn();
      const answer = await visitor.post(FORM, `_csrf=${encodeURIComponent(await visitor.token())}&${fields}`);
      expect([303, 400]).toContain(answer.status);
    });

    it.each([`${FORM}?person=a&person=b`, `${FORM}?on=x`, '/forms/__proto__', '/forms/constructor'])(
      'finds nothing at %s',
      async (path) => {
        expect((await (await signedIn()).ask(path)).status).toBe(404);
      },
    );

    it('is not believed when choosing what was not offered', async () => {
      const stranger = await detained('Robin Elsewhere', '1970-01-02');
      await detained('Kim Offered', '1982-06-07');
      const visitor = await signedIn();
      const at = await found(visitor, 'Kim Offered', ['7', '6', '1982']);
      const _csrf = await visitor.token();
      for (const chosen of [stranger, NOBODY, 'x']) {
        const again = await visitor.post(`${at}/who`, { _csrf, 'find-person-chosen': chosen });
        expect(again.status).toBe(400);
        expect(await again.text()).toContain('Select who it is');
      }
      await visitor.post(`${at}/who`, { _csrf, 'find-person-chosen': 'somebody-else' });
      const details = {
        'register-person-name': 'Kim Else',
        'register-person-sex': 'dragon',
        'register-person-residence': 'X',
      };
      const told = await (await visitor.post(`${at}/details`, { _csrf, ...details })).text();
      expect(told).toContain('#register-person-sex');
      expect(told).toContain('#register-person-residence');
    });
  });

  describe('who looks at what is another’s', () => {
    it('finds no draft of another service, of another form, or of nobody', async () => {
      await detained('Alex Drafted', '1983-07-08');
      const visitor = await signedIn();
      const at = await found(visitor, 'Alex Drafted', ['8', '7', '1983']);
      const stranger = await signedIn(STRANGER);
      const _csrf = await stranger.token();
      for (const path of [at, `${at}/who`, `${at}/check`, `${at}/done`])
        expect((await stranger.ask(path)).status).toBe(404);
      for (const path of [`${at}/who`, `${at}/check`]) expect((await stranger.post(path, { _csrf })).status).toBe(404);
      await stranger.post(`${at}/discard`, { _csrf });
      expect((await visitor.ask(`${at}/who`)).status).toBe(200);
      expect((await visitor.ask(`${FORM}/${NOBODY}`)).status).toBe(404);
      expect((await visitor.ask(`${FORM}/../${NOBODY}`)).status).toBe(404);
      const { rowCount } = await db.query(`update casework.draft set job = 'another' where id = $1`, [at.slice(-36)]);
      expect(rowCount).toBe(1);
      expect((await visitor.ask(`${at}/who`)).status).toBe(404);
      expect((await visitor.ask(`${at}/check`)).status).toBe(404);
    });

    it.each([
      ['restricted', 'restrict', { reason: 'Known to a member of staff' }, ['1', '8', '1984']],
      ['erased', 'erase', { reason: 'Asked for by the person' }, ['2', '8', '1984']],
    ] as const)('does not read in a draft the name of somebody %s since', async (_what, step, body, born) => {
      const [day, month, year] = born;
      const person = await detained('Jo Hidden', `${year}-0${month}-0${day}`);
      const visitor = await signedIn();
      const searching = await found(visitor, 'Jo Hidden', born);
      expect(await visitor.html(`${searching}/who`)).toContain('Jo Hidden');
      const about = await found(visitor, 'Jo Hidden', born);
      const _csrf = await visitor.token();
      await visitor.post(`${about}/who`, { _csrf, 'find-person-chosen': person });
      expect(await visitor.html(`${about}/detention`)).toContain('Jo Hidden');
      const hidden = await send(GOVERNANCE, `/person/${person}/${step}-person`, body);
      expect(hidden.status).toBe(200);
      await system.settled();
      for (const path of [`${searching}/who`, `${about}/detention`, `${about}/check`, about])
        expect(await visitor.html(path)).not.toContain('Jo Hidden');
    });
  });
});

describe('Where people reach the pages over https', () => {
  it('the cookie is for this host and for https alone, and no line says what was asked for', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'throughcare-https-'));
    const issuer = await startIssuer({ port: 0, reference, folder });
    const { issuer: url } = issuer;
    const signIn = { issuer: url, clientId: 'casework', clientSecret: 'secret', publicUrl: 'https://pages.example' };
    const { app, lines } = await desk({
      providers: [
        { provide: SIGN_IN, useValue: signIn },
        { provide: DataSource, useValue: { query: () => Promise.resolve([]) } },
      ],
    });
    try {
      const headers = { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'evil.example' };
      const answer = await app.inject({ url: '/sign-in?to=/people?name=Sam+Hidden', headers });
      expect(answer.headers['set-cookie']).toMatch(
        /^__Host-throughcare=.*; Path=\/; .*HttpOnly; Secure; SameSite=Lax$/,
      );
      const location = new URL(answer.headers.location ?? '');
      expect(location.searchParams.get('redirect_uri')).toBe('https://pages.example/sign-in/callback');
      await app.inject({ url: '/forms/Sam-Hidden?name=Sam+Hidden', headers });
      expect(lines.length).toBeGreaterThan(1);
      expect(lines.join()).not.toContain('Hidden');
    } finally {
      await app.close();
      await issuer.close();
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe('What pages fetch', () => {
  it('is kept for ever under a name that changes with it, and is nothing else', async () => {
    const system = await startSystem({ startsAt: '2026-03-02T09:00:00Z' });
    try {
      const visitor = new Visitor(system.url);
      const page = await visitor.html('/signed-out');
      const [style = ''] = /\/assets\/\w+\/throughcare\.css/.exec(page) ?? [];
      const answer = await visitor.ask(style);
      expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
      for (const path of ['/assets/0/throughcare.css', style.replace('throughcare.css', '..%2f..%2fpackage.json')])
        expect((await visitor.ask(path)).status).toBe(404);
    } finally {
      await system.stop();
    }
  });
});
