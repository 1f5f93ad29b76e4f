import { type Desk, desk, ISSUER, OPENED, PERSON } from '#test/support/casework';
import { allBut } from '#test/support/timers';
import { ACCESS, type RouteAccess } from '#platform/access';
import { jest } from '@jest/globals';
import { RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants';
import { DiscoveryModule, DiscoveryService, MetadataScanner } from '@nestjs/core';
import { generateKeyPair, SignJWT } from 'jose';

interface Declared {
  readonly route: string;
  readonly access: RouteAccess | undefined;
}

/** Every route that a controller of the built application declares. */
function routesOf({ app }: Desk): Declared[] {
  const scanner = new MetadataScanner();
  return app
    .get(DiscoveryService)
    .getControllers()
    .flatMap(({ metatype }) => {
      const prototype = (metatype as { prototype: Record<string, object> }).prototype;
      return scanner.getAllMethodNames(prototype).flatMap((name) => {
        const handler = prototype[name] as object;
        const method = Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod | undefined;
        if (method === undefined) return [];
        const path = [
          Reflect.getMetadata(PATH_METADATA, metatype as object),
          Reflect.getMetadata(PATH_METADATA, handler),
        ];
        const access = Reflect.getMetadata(ACCESS, handler) as RouteAccess | undefined;
        return [{ route: `${RequestMethod[method]} ${path.join('/')}`, access }];
      });
    });
}

describe('Who may use a route', () => {
  let at: Desk;
  beforeAll(async () => {
    at = await desk({ imports: [DiscoveryModule] });
  });
  afterAll(() => at.app.close());

  const sample = (authorization?: string) =>
    at.app.inject({
      method: 'POST',
      url: `/arrest-test/${OPENED}/record-sample`,
      headers: { 'idempotency-key': 'key-0001', ...(authorization !== undefined && { authorization }) },
      payload: { sample: 'taken' },
    });

  it('is declared by every route, and only health, signing in and what every page fetches are open to everyone', () => {
    const routes = routesOf(at);
    expect(routes.length).toBeGreaterThan(100);
    expect(routes.filter(({ access }) => access === undefined)).toEqual([]);
    const open = routes.filter(({ access }) => access?.to === 'everyone').map(({ route }) => route);
    const opened = /^(GET \/\/(health|info|ping|sign-in|signed-out)|POST \/\/sign-out$|GET assets\/:version\/:name$)/;
    for (const route of open) expect(route).toMatch(opened);
  });

  it('is nobody who has not signed in', async () => {
    const answer = await sample();
    expect(answer.statusCode).toBe(401);
    expect(answer.headers['www-authenticate']).toBe('Bearer');
    expect(answer.json()).toMatchObject({ status: 401, errorCode: 'SIGN_IN' });
    expect((await sample('Basic dXNlcjpwYXNz')).json()).toMatchObject({ errorCode: 'SIGN_IN' });
  });

  it('is nobody whose token another issuer signed, or nobody', async () => {
    const { privateKey } = await generateKeyPair('ES256');
    const forged = await new SignJWT({ user_name: 'x', organisation: 'custody-brunswick' })
      .setProtectedHeader({ alg: 'ES256', kid: 'one' })
      .setIssuer(ISSUER)
      .setExpirationTime('5m')
      .sign(privateKey);
    const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${forged.split('.')[1]}.`;
    for (const token of [forged, unsigned, 'abc'])
      expect((await sample(`Bearer ${token}`)).json()).toMatchObject({ status: 401, errorCode: 'TOKEN_REFUSED' });
  });

  it('is nobody whose sign-in has run out, also where the same token was good before', async () => {
    expect((await sample(`Bearer ${await at.token({}, '-1s')}`)).json()).toMatchObject({ errorCode: 'TOKEN_EXPIRED' });
    const token = await at.token();
    expect((await sample(`Bearer ${token}`)).statusCode).toBe(200);
    jest.useFakeTimers({ now: Date.now() + 600_000, doNotFake: allBut('Date') });
    try {
      expect((await sample(`Bearer ${token}`)).json()).toMatchObject({ errorCode: 'TOKEN_EXPIRED' });
    } finally {
      jest.useRealTimers();
    }
  });

  it('is nobody whose organisation is not in the directory', async () => {
    const answer = await sample(`Bearer ${await at.token({ organisation: 'custody-nowhere' })}`);
    expect(answer.json()).toMatchObject({ status: 403, errorCode: 'UNKNOWN_ORGANISATION' });
    expect(answer.body).not.toContain('nowhere');
  });

  it('is nobody without the role of their service', async () => {
    const answer = await sample(`Bearer ${await at.token({ authorities: ['ROLE_THROUGHCARE__COURT'] })}`);
    expect(answer.json()).toMatchObject({ status: 403, errorCode: 'ROLE_MISSING' });
  });

  it.each(['provider-riverside', 'analyst-national', 'governance-national'])('is not %s for a test', async (code) => {
    const { authorization } = await at.as(code);
    expect((await sample(authorization)).json()).toMatchObject({ status: 403, errorCode: 'NOT_YOURS' });
    expect((await at.post('/arrest-test', { personId: PERSON }, { authorization })).statusCode).toBe(403);
  });

  it('is a client of a service as well as a person, by the name of the client', async () => {
    const token = await at.token({ user_name: undefined, client_id: 'custody-system' });
    expect((await sample(`Bearer ${token}`)).statusCode).toBe(200);
    expect(at.bus.last().envelope.caller.user).toBe('custody-system');
  });
});
