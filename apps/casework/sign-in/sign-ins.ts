import { Accounts } from '#casework/account/accounts';
import { newFormSecret } from '#casework/pages/forgery';
import { LONGEST_MS, type Tokens } from '#casework/sign-in/session';
import { RequestProblem } from '#platform/problem';
import { TokenVerifier } from '#platform/tokens';
import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest, Session } from 'fastify';
import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  buildEndSessionUrl,
  calculatePKCECodeChallenge,
  type Configuration,
  discovery,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
  refreshTokenGrant,
  type TokenEndpointResponse,
} from 'openid-client';

/** How pages sign people in: as a client of the issuer. */
export interface SignInOptions {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Where people reach these pages; in development where the request says it came. */
  readonly publicUrl?: string;
}
export const SIGN_IN = Symbol('SignInOptions');

const CALLBACK = '/sign-in/callback';
const SIGNED_OUT = '/signed-out';

/** A path of ours to go on to: nothing that leads elsewhere. */
export const within = (path: unknown): string =>
  typeof path === 'string' && /^\/(?![/\\])[\x21-\x7e]*$/.test(path) && !path.startsWith('/sign-') ? path : '/';

/** For so long a request may still come with the tokens from before. */
const RENEWED_FOR_MS = 30_000;

const unavailable = () =>
  new RequestProblem(503, 'ISSUER_UNAVAILABLE', 'Signing in is not possible at the moment. Try again shortly.', {
    retryAfter: 5,
  });

/** OpenID Connect: authorisation code with PKCE. Tokens stay on this side; the browser holds a session only. */
@Injectable()
export class SignIns {
  #client: Promise<Configuration> | undefined;
  readonly #renewals = new Map<string, Promise<Tokens>>();

  constructor(
    @Inject(SIGN_IN) private readonly options: SignInOptions,
    private readonly tokens: TokenVerifier,
    private readonly accounts: Accounts,
  ) {}

  /** Where the browser is sent to sign in. */
  async begin(request: FastifyRequest, to: unknown): Promise<string> {
    const client = await this.#configuration();
    const signingIn = {
      state: randomState(),
      nonce: randomNonce(),
      verifier: randomPKCECodeVerifier(),
      to: within(to),
    };
    request.session.signingIn = signingIn;
    return buildAuthorizationUrl(client, {
      redirect_uri: `${this.#base(request)}${CALLBACK}`,
      scope: 'openid profile email',
      state: signingIn.state,
      nonce: signingIn.nonce,
      code_challenge: await calculatePKCECodeChallenge(signingIn.verifier),
      code_challenge_method: 'S256',
    }).href;
  }

  /** The issuer has sent the browser back. Answers where to go on to; a session of its own begins. */
  async complete(request: FastifyRequest): Promise<string> {
    const { signingIn } = request.session;
    if (!signingIn) return '/';
    const client = await this.#configuration();
    const answer = await authorizationCodeGrant(client, new URL(request.url, this.#base(request)), {
      pkceCodeVerifier: signingIn.verifier,
      expectedState: signingIn.state,
      expectedNonce: signingIn.nonce,
    }).catch(() => {
      throw new RequestProblem(400, 'SIGN_IN_FAILED', 'Signing in did not work. Go to the home page and try again.');
    });
    const claims = await this.tokens.verify(answer.access_token);
    const said: Readonly<Record<string, unknown>> = answer.claims() ?? {};
    const [name, email] = [said['name'], said['email']].map((one) => (typeof one === 'string' ? one : undefined));
    await this.accounts.recognise(claims, { name, email });
    await request.session.regenerate();
    request.session.tokens = held(answer);
    request.session.name = name ?? claims.user;
    request.session.signedInAt = Date.now();
    request.session.formSecret = newFormSecret();
    return signingIn.to;
  }

  /** The access token of whoever is signed in, made anew where it has run out; undefined where somebody must sign in. */
  async tokenOf(request: FastifyRequest): Promise<string | undefined> {
    const { tokens, signedInAt = 0 } = request.session;
    if (!tokens || Date.now() - signedInAt > LONGEST_MS) return undefined;
    try {
      await this.tokens.verify(tokens.access);
      return tokens.access;
    } catch (error) {
      if (!(error instanceof RequestProblem) || error.status !== 401) throw error;
      return this.#renewed(request, tokens);
    }
  }

  /** Whether the session that a request came with goes on: nobody has signed out of it, and neither limit has passed. */
  goesOn({ session, sessionStore }: FastifyRequest): Promise<boolean> {
    return new Promise((resolve, reject) => {
      sessionStore.get(session.sessionId, (error: unknown, found?: Session | null) => {
        if (error) reject(error instanceof Error ? error : new Error('Sessions cannot be read.'));
        else resolve(found?.tokens !== undefined && Date.now() - (found.signedInAt ?? 0) <= LONGEST_MS);
      });
    });
  }

  /** Ends the session here, whether or not the issuer can be asked. Answers where it ends its own. */
  async end(request: FastifyRequest): Promise<string> {
    const { tokens } = request.session;
    await request.session.destroy();
    const client = await this.#configuration().catch(() => undefined);
    if (!client) return SIGNED_OUT;
    return buildEndSessionUrl(client, {
      post_logout_redirect_uri: `${this.#base(request)}${SIGNED_OUT}`,
      ...(tokens?.id !== undefined && { id_token_hint: tokens.id }),
    }).href;
  }

  /** Somebody who may no longer sign in gets no new token. */
  async #renewed(request: FastifyRequest, tokens: Tokens): Promise<string | undefined> {
    if (tokens.refresh === undefined) return undefined;
    try {
      const renewed = { ...tokens, ...(await this.#renewal(tokens.refresh)) };
      request.session.tokens = renewed;
      return renewed.access;
    } catch {
      return undefined;
    }
  }

  /** Asked for once, however many requests come with the same tokens: an issuer may take a refresh token once only. */
  #renewal(refresh: string): Promise<Tokens> {
    const known = this.#renewals.get(refresh);
    if (known) return known;
    const renewal = this.#configuration().then(async (client) => held(await refreshTokenGrant(client, refresh)));
    this.#renewals.set(refresh, renewal);
    setTimeout(() => this.#renewals.delete(refresh), RENEWED_FOR_MS).unref();
    return renewal;
  }

  /** In development wherever the browser found us; no header that a proxy could have added says so. */
  #base({ headers }: FastifyRequest): string {
    return this.options.publicUrl ?? `http://${headers.host ?? 'localhost'}`;
  }

  /** Asked for when somebody first signs in: pages start without the issuer. */
  #configuration(): Promise<Configuration> {
    const { issuer, clientId, clientSecret } = this.options;
    const execute = issuer.startsWith('http:') ? [allowInsecureRequests] : [];
    this.#client ??= discovery(new URL(issuer), clientId, clientSecret, undefined, { execute }).catch(() => {
      this.#client = undefined;
      throw unavailable();
    });
    return this.#client;
  }
}

const held = ({ access_token: access, refresh_token: refresh, id_token: id }: TokenEndpointResponse): Tokens => ({
  access,
  ...(refresh !== undefined && { refresh }),
  ...(id !== undefined && { id }),
});
