import { inMemory } from '#local/issuer-memory';
import { signInPage } from '#local/issuer-page';
import { type DevelopmentUser, developmentUsers } from '#local/issuer-users';
import type { Reference } from '#pathway/reference';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Provider, type ClientMetadata, type Configuration, type JWK } from 'oidc-provider';

export interface IssuerOptions {
  /** On 127.0.0.1; 0 for a free one. */
  readonly port: number;
  readonly reference: Pick<Reference, 'organisations'>;
  /** Where its signing key is kept between starts. */
  readonly folder: string;
}

export interface Issuer {
  readonly issuer: string;
  readonly jwksUri: string;
  readonly tokenUri: string;
  close(): Promise<void>;
}

/** The secret of every development client. */
export const DEVELOPMENT_SECRET = 'development';
/** The client that the pages sign in through, from any path of this machine. */
export const CASEWORK_CLIENT = 'throughcare-casework';

const API = 'urn:throughcare:api';
const HOUR = 3600;
const SIGN_IN = '/sign-in/';

interface Secrets {
  readonly signing: JWK;
  readonly cookies: string;
}

/**
 * An identity provider for development, in the shape of HMPPS Auth: every user of the directory signs in without a
 * password, and each is a client too, so that a script gets a token with `grant_type=client_credentials`.
 * @throws Error in production
 */
export async function startIssuer({ port, reference, folder }: IssuerOptions): Promise<Issuer> {
  if (process.env.NODE_ENV === 'production') {
    throw new Error('The development issuer lets anybody sign in as anybody: in production, set OIDC_ISSUER instead.');
  }
  const users = developmentUsers(reference);
  const server = createServer();
  const issuer = `http://localhost:${await listen(server, port)}`;
  const provider = new Provider(issuer, configuration(users, secretsIn(folder)));
  allowLocalRedirects(provider);
  const answer = provider.callback();
  server.on('request', (request, response) => {
    if (request.url?.startsWith(SIGN_IN)) void signIn(provider, users, request, response);
    else void answer(request, response);
  });
  return {
    issuer,
    jwksUri: `${issuer}/jwks`,
    tokenUri: `${issuer}/token`,
    close: () => closed(server),
  };
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((answer, fail) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const words = `Port ${port} is taken by another program: stop it, or choose another for the development issuer.`;
      fail(error.code === 'EADDRINUSE' ? new Error(words) : error);
    });
    server.listen(port, '127.0.0.1', () => {
      answer((server.address() as AddressInfo).port);
    });
  });
}

function closed(server: Server): Promise<void> {
  return new Promise((answer) => {
    server.close(() => {
      answer();
    });
    server.closeAllConnections();
  });
}

function secretsIn(folder: string): Secrets {
  const file = join(folder, 'issuer.json');
  if (!existsSync(file)) {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const signing = { ...privateKey.export({ format: 'jwk' }), alg: 'RS256', use: 'sig' };
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, JSON.stringify({ signing, cookies: randomBytes(32).toString('base64url') }), { mode: 0o600 });
  }
  return JSON.parse(readFileSync(file, 'utf8')) as Secrets;
}

const userClient = ({ user_name }: DevelopmentUser): ClientMetadata => ({
  client_id: user_name,
  client_secret: DEVELOPMENT_SECRET,
  grant_types: ['client_credentials'],
  redirect_uris: [],
  response_types: [],
});

const caseworkClient: ClientMetadata = {
  client_id: CASEWORK_CLIENT,
  client_secret: DEVELOPMENT_SECRET,
  grant_types: ['authorization_code', 'refresh_token'],
  redirect_uris: ['http://localhost/'],
  response_types: ['code'],
};

function configuration(users: readonly DevelopmentUser[], secrets: Secrets): Configuration {
  const user = (name: string | undefined) => users.find(({ user_name }) => user_name === name);
  return {
    adapter: inMemory(),
    clients: [caseworkClient, ...users.map(userClient)],
    clientAuthMethods: ['client_secret_basic', 'client_secret_post'],
    claims: {
      openid: ['sub'],
      email: ['email'],
      profile: ['name', 'user_name', 'auth_source', 'organisation', 'authorities'],
    },
    conformIdTokenClaims: false,
    cookies: { keys: [secrets.cookies] },
    jwks: { keys: [secrets.signing] },
    issueRefreshToken: (_, client) => Promise.resolve(client.grantTypeAllowed('refresh_token')),
    pkce: { required: () => true },
    ttl: {
      AccessToken: HOUR,
      ClientCredentials: HOUR,
      IdToken: HOUR,
      Interaction: HOUR,
      Session: 12 * HOUR,
      Grant: 12 * HOUR,
      RefreshToken: 12 * HOUR,
    },
    features: {
      clientCredentials: { enabled: true },
      devInteractions: { enabled: false },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => API,
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({
          scope: 'read write',
          audience: API,
          accessTokenFormat: 'jwt',
          accessTokenTTL: HOUR,
          jwt: { sign: { alg: 'RS256' } },
        }),
      },
    },
    interactions: { url: (_, { uid }) => `${SIGN_IN}${uid}` },
    renderError: (ctx, { error, error_description }) => {
      ctx.type = 'text/plain';
      ctx.body = `Signing in failed: ${error_description ?? error}.`;
    },
    findAccount: (_, name) => {
      const found = user(name);
      return found && { accountId: name, claims: () => ({ sub: name, ...found }) };
    },
    extraTokenClaims: (_, token) => {
      const { email: _email, ...claims } = user('accountId' in token ? token.accountId : token.clientId) ?? {};
      return claims;
    },
    loadExistingGrant: async ({ oidc }) => {
      const grant = new oidc.provider.Grant({ clientId: oidc.client?.clientId, accountId: oidc.session?.accountId });
      grant.addOIDCScope('openid profile email');
      grant.addResourceScope(API, 'read write');
      await grant.save();
      return grant;
    },
  };
}

/** The pages run on whatever port of this machine is free. */
function allowLocalRedirects(provider: Provider): void {
  const local = (uri: string) => ['localhost', '127.0.0.1'].includes(URL.parse(uri)?.hostname ?? '');
  provider.Client.prototype.redirectUriAllowed = local;
  provider.Client.prototype.postLogoutRedirectUriAllowed = local;
}

async function signIn(
  provider: Provider,
  users: readonly DevelopmentUser[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    await provider.interactionDetails(request, response);
    const chosen = request.method === 'POST' ? new URLSearchParams(await bodyOf(request)).get('user') : undefined;
    if (chosen && users.some(({ user_name }) => user_name === chosen)) {
      await provider.interactionFinished(request, response, { login: { accountId: chosen } });
      return;
    }
    response.setHeader('content-type', 'text/html; charset=utf-8').end(signInPage(users));
  } catch {
    response.writeHead(400, { 'content-type': 'text/plain' });
    response.end('This sign-in has expired. Go back to the page you came from and try again.');
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
