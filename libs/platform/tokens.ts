import { RequestProblem } from '#platform/problem';
import { hash as digest } from 'node:crypto';
import { createRemoteJWKSet, errors, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from 'jose';
import { LRUCache } from 'lru-cache';

/** What a token says of whoever sent it, as far as Throughcare uses it. */
export interface Claims {
  readonly user: string;
  readonly organisation?: string;
  readonly roles: readonly string[];
}

export interface Issuer {
  readonly issuer: string;
  readonly jwks: JWTVerifyGetKey;
  readonly audience?: string;
}

const KEPT_MOST = 10_000;
const algorithms = ['RS256', 'PS256', 'ES256', 'EdDSA'];

const refused = (code: string, words: string) => new RequestProblem(401, code, words);

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

function claimsOf(payload: JWTPayload): Claims {
  const user = text(payload['user_name']) ?? text(payload['client_id']);
  if (!user) throw refused('TOKEN_NAMES_NOBODY', 'The sign-in names no user. Sign in again.');
  const authorities: unknown[] = Array.isArray(payload['authorities']) ? payload['authorities'] : [];
  const roles = authorities.filter((one): one is string => typeof one === 'string');
  const organisation = text(payload['organisation']);
  return { user, roles, ...(organisation !== undefined && { organisation }) };
}

function asProblem(error: unknown): RequestProblem {
  if (error instanceof RequestProblem) return error;
  if (error instanceof errors.JWTExpired) return refused('TOKEN_EXPIRED', 'The sign-in has run out. Sign in again.');
  if (error instanceof errors.JOSEError && !(error instanceof errors.JWKSTimeout))
    return refused('TOKEN_REFUSED', 'The sign-in is not valid here. Sign in again.');
  return new RequestProblem(503, 'ISSUER_UNAVAILABLE', 'Signing in is not possible at the moment. Try again shortly.', {
    retryAfter: 5,
  });
}

/**
 * Verifies bearer tokens against the issuer's keys, once a token until it runs out. Lifetimes are real time, whatever
 * clock records the steps.
 */
export class TokenVerifier {
  readonly #verified = new LRUCache<string, { claims: Claims; until: number }>({ max: KEPT_MOST });

  constructor(private readonly issuer: Issuer) {}

  /** @throws RequestProblem 401 for a token that is not valid, 503 where the issuer cannot be asked. */
  async verify(token: string): Promise<Claims> {
    const hash = digest('sha256', token, 'base64');
    const known = this.#verified.get(hash);
    if (known && known.until > Date.now()) return known.claims;
    this.#verified.delete(hash);
    try {
      const { issuer, jwks, audience } = this.issuer;
      const { payload } = await jwtVerify(token, jwks, {
        issuer,
        algorithms,
        requiredClaims: ['exp'],
        ...(audience !== undefined && { audience }),
      });
      const claims = claimsOf(payload);
      this.#verified.set(hash, { claims, until: (payload.exp ?? 0) * 1000 });
      return claims;
    } catch (error) {
      throw asProblem(error);
    }
  }
}

/** Tokens of an issuer whose keys are read from its JWKS address. */
export const tokensOf = (settings: { issuer: string; jwksUrl: string; audience?: string }): TokenVerifier =>
  new TokenVerifier({ ...settings, jwks: createRemoteJWKSet(new URL(settings.jwksUrl)) });
