import { hasLead, rolesOf } from '#access/roles';
import { CASEWORK_CLIENT, DEVELOPMENT_SECRET, type Issuer, startIssuer } from '#local/issuer';
import type { OrganisationKind } from '#pathway/reference';
import { reference } from '#test/support/reference';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folder = mkdtempSync(join(tmpdir(), 'throughcare-issuer-'));
let issuer: Issuer;

beforeAll(async () => {
  issuer = await startIssuer({ port: 0, reference, folder });
});
afterAll(async () => {
  await issuer.close();
  rmSync(folder, { recursive: true });
});

const tokenRequest = (client: string, secret: string, body: Record<string, string>) =>
  fetch(issuer.tokenUri, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${client}:${secret}`).toString('base64')}` },
    body: new URLSearchParams(body),
  });

async function tokenOf(client: string): Promise<string> {
  const response = await tokenRequest(client, DEVELOPMENT_SECRET, { grant_type: 'client_credentials' });
  expect(response.status).toBe(200);
  const { access_token, expires_in } = (await response.json()) as { access_token: string; expires_in: number };
  expect(expires_in).toBe(3600);
  return access_token;
}

async function claimsOf(token: string) {
  const { payload } = await jwtVerify(token, createRemoteJWKSet(new URL(issuer.jwksUri)), {
    issuer: issuer.issuer,
    algorithms: ['RS256'],
  });
  return payload;
}

const kinds = [...new Set(reference.organisations.map(({ kind }) => kind))];
const anyOf = (kind: OrganisationKind) => {
  const found = reference.organisations.find((candidate) => candidate.kind === kind);
  if (!found) throw new Error(`The directory has no ${kind}.`);
  return found;
};

describe('the development issuer', () => {
  it.each(kinds)('gives a practitioner of %s a token with their name, organisation and roles', async (kind) => {
    const { code, name } = anyOf(kind);
    const user = `${code}.practitioner`;
    expect(await claimsOf(await tokenOf(user))).toMatchObject({
      sub: user,
      user_name: user,
      client_id: user,
      name: `${name} practitioner`,
      organisation: code,
      authorities: rolesOf(kind, 'practitioner'),
    });
  });

  it.each(kinds.filter(hasLead))('makes the lead of %s known as one', async (kind) => {
    const { authorities } = await claimsOf(await tokenOf(`${anyOf(kind).code}.lead`));
    expect(authorities).toEqual([...rolesOf(kind, 'practitioner'), 'ROLE_THROUGHCARE__LEAD']);
  });

  it('tells a probation and a prison account by its source', async () => {
    expect(await claimsOf(await tokenOf(`${anyOf('probation').code}.lead`))).toMatchObject({ auth_source: 'delius' });
    expect(await claimsOf(await tokenOf(`${anyOf('prison').code}.lead`))).toMatchObject({ auth_source: 'nomis' });
    expect(await claimsOf(await tokenOf(`${anyOf('court').code}.lead`))).toMatchObject({ auth_source: 'auth' });
  });

  it('gives the operator nothing but the operation of the system', async () => {
    expect(await claimsOf(await tokenOf('throughcare-operator'))).toMatchObject({
      authorities: ['ROLE_THROUGHCARE__OPERATOR'],
      organisation: 'throughcare',
    });
  });

  it('knows nobody outside the directory, and asks for the secret', async () => {
    const nobody = await tokenRequest('nobody.practitioner', DEVELOPMENT_SECRET, { grant_type: 'client_credentials' });
    expect(nobody.status).toBe(401);
    const guess = await tokenRequest('throughcare-operator', 'guess', { grant_type: 'client_credentials' });
    expect(guess.status).toBe(401);
  });

  it('still knows yesterday’s tokens after it was started again', async () => {
    const before = await tokenOf('throughcare-operator');
    const again = await startIssuer({ port: 0, reference, folder });
    const { payload } = await jwtVerify(before, createRemoteJWKSet(new URL(again.jwksUri)));
    expect(payload).toMatchObject({ client_id: 'throughcare-operator' });
    await again.close();
  });

  it('lets a person choose who they are, and signs them in to the pages on any port', async () => {
    const verifier = randomBytes(32).toString('base64url');
    const redirect = 'http://localhost:43210/signed-in';
    const visit = visitor();
    const list = await visit(
      `${issuer.issuer}/auth?${new URLSearchParams({
        client_id: CASEWORK_CLIENT,
        response_type: 'code',
        scope: 'openid profile read write',
        redirect_uri: redirect,
        code_challenge: createHash('sha256').update(verifier).digest('base64url'),
        code_challenge_method: 'S256',
        state: 'abc',
      }).toString()}`,
    );
    expect(await list.response.text()).toContain('Riverside Recovery Liverpool practitioner');
    const back = await visit(list.url, 'provider-riverside.practitioner');
    const returned = new URL(back.url);
    expect(`${returned.origin}${returned.pathname}`).toBe(redirect);
    const answer = await tokenRequest(CASEWORK_CLIENT, DEVELOPMENT_SECRET, {
      grant_type: 'authorization_code',
      code: returned.searchParams.get('code') ?? '',
      redirect_uri: redirect,
      code_verifier: verifier,
    });
    const { access_token, id_token } = (await answer.json()) as { access_token: string; id_token: string };
    expect(await claimsOf(access_token)).toMatchObject({
      sub: 'provider-riverside.practitioner',
      user_name: 'provider-riverside.practitioner',
      client_id: CASEWORK_CLIENT,
      organisation: 'provider-riverside',
      authorities: ['ROLE_THROUGHCARE__PROVIDER'],
    });
    expect(await claimsOf(id_token)).toMatchObject({ sub: 'provider-riverside.practitioner' });
  });

  it('sends nobody to another machine', async () => {
    const response = await fetch(
      `${issuer.issuer}/auth?client_id=${CASEWORK_CLIENT}&response_type=code&redirect_uri=http://elsewhere.example/`,
      { redirect: 'manual' },
    );
    expect(response.status).toBe(400);
  });

  it('refuses to run in production', async () => {
    process.env.NODE_ENV = 'production';
    await expect(startIssuer({ port: 0, reference, folder })).rejects.toThrow('lets anybody sign in as anybody');
    process.env.NODE_ENV = 'test';
  });
});

/** A browser's part: keeps cookies and follows redirects as far as the issuer goes. */
function visitor() {
  const cookies = new Map<string, string>();
  const request = async (url: string, user?: string) => {
    const response = await fetch(url, {
      redirect: 'manual',
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(user && { method: 'POST', body: new URLSearchParams({ user }) }),
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [pair = ''] = cookie.split(';');
      cookies.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1));
    }
    return response;
  };
  return async (start: string, user?: string) => {
    let url = start;
    let response = await request(url, user);
    while (response.headers.has('location')) {
      url = new URL(response.headers.get('location') ?? '', url).href;
      if (new URL(url).origin !== new URL(issuer.issuer).origin) break;
      response = await request(url);
    }
    return { url, response };
  };
}
