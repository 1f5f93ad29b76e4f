import type { Caller } from '#access/caller';
import { rightTo } from '#access/recording';
import { OPERATOR, rolesOf } from '#access/roles';
import { ACCESS, holdClaims, type RouteAccess, signIn } from '#platform/access';
import { RequestProblem } from '#platform/problem';
import { REFERENCE } from '#platform/provided';
import { type Claims, TokenVerifier } from '#platform/tokens';
import { organisation, type Reference } from '#pathway/reference';
import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';

const forbidden = (code: string, words: string) => new RequestProblem(403, code, words);

const roleMissing = () => forbidden('ROLE_MISSING', 'You do not have the role for this. Ask for it to be given.');

const bearer = (request: FastifyRequest): string => {
  const token = /^Bearer ([\w~+/.=-]+)$/i.exec(request.headers.authorization ?? '')?.[1];
  if (!token) throw new RequestProblem(401, 'SIGN_IN', 'Sign in to use this.');
  return token;
};

/** The role that everybody at an organisation of this kind needs. */
function holdsItsRole({ kind, roles }: Caller): boolean {
  const [role] = kind === 'policy' ? [] : rolesOf(kind, 'practitioner');
  return role !== undefined && roles.includes(role);
}

function admitted(caller: Caller, access: Extract<RouteAccess, { to: 'record' | 'read' }>): boolean {
  const kinds = access.to === 'read' ? access.kinds : (rightTo(access.stage, access.command)?.kinds ?? []);
  return kinds.some((kind) => kind === caller.kind);
}

/** Nobody passes a route that does not say whom it is for. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly tokens: TokenVerifier,
    @Inject(REFERENCE) private readonly reference: Reference,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const access = this.reflector.get<RouteAccess | undefined>(ACCESS, context.getHandler());
    if (!access) throw forbidden('NOT_OPEN', 'This is not open to anybody.');
    if (access.to === 'everyone') return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const claims = await this.tokens.verify(bearer(request));
    holdClaims(request, claims);
    if (access.to === 'role') return holds(claims, access.roles);
    if (access.to === 'read' && access.operators && this.#isOperator(claims)) return true;
    const caller = this.#caller(claims);
    if (!holdsItsRole(caller)) throw roleMissing();
    if (!admitted(caller, access)) throw forbidden('NOT_YOURS', 'Your service does not do this.');
    signIn(request, caller);
    return true;
  }

  #isOperator({ organisation: code = '', roles }: Claims): boolean {
    return roles.includes(OPERATOR) && organisation(this.reference, code) === undefined;
  }

  #caller({ user, organisation: code, roles }: Claims): Caller {
    const known = code === undefined ? undefined : organisation(this.reference, code);
    if (!known)
      throw forbidden(
        'UNKNOWN_ORGANISATION',
        'Your sign-in names no organisation of the directory. Ask for it to be added.',
      );
    return { user, organisation: known.code, kind: known.kind, roles };
  }
}

function holds(claims: Claims, wanted: readonly string[]): true {
  if (wanted.some((role) => claims.roles.includes(role))) return true;
  throw roleMissing();
}
