import type { Caller } from '#access/caller';
import { RequestProblem } from '#platform/problem';
import type { Claims } from '#platform/tokens';
import type { OrganisationKind } from '#pathway/reference';
import type { StageName } from '#pathway/stages';
import { createParamDecorator, type CustomDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

/** Who may use a route. Every route says so; one that does not is refused to everybody. */
export type RouteAccess =
  | { readonly to: 'everyone' }
  | { readonly to: 'record'; readonly stage: StageName; readonly command: string }
  | { readonly to: 'read'; readonly kinds: readonly OrganisationKind[]; readonly operators?: true }
  | { readonly to: 'role'; readonly roles: readonly string[] };

export const ACCESS = 'throughcare:access';

const access = (granted: RouteAccess): CustomDecorator => SetMetadata(ACCESS, granted);

/** Without signing in: health, documentation. */
export const ForEveryone = () => access({ to: 'everyone' });
/** For those who may record this step. */
export const ToRecord = (stage: StageName, command: string) => access({ to: 'record', stage, command });
/** For users of these kinds of organisation; which people they see is decided per person. */
export const ToRead = (...kinds: readonly OrganisationKind[]) => access({ to: 'read', kinds });
/** The same, and for whoever runs the system: an operator of no organisation comes without a caller. */
export const ToReadOrOperate = (...kinds: readonly OrganisationKind[]) =>
  access({ to: 'read', kinds, operators: true });
/** For whoever holds one of these roles, of whatever organisation or none. */
export const ForRoles = (...roles: readonly string[]) => access({ to: 'role', roles });

/** The services that work with people on the pathway. */
export const services: readonly OrganisationKind[] = [
  'police-custody',
  'liaison-diversion',
  'court',
  'probation',
  'prison',
  'treatment-provider',
  'reconnect',
];

/** Everybody who signs in with an organisation. */
export const everyKind: readonly OrganisationKind[] = [
  ...services,
  'partnership-lead',
  'analyst',
  'information-governance',
];

const callers = new WeakMap<FastifyRequest, Caller>();

export const signIn = (request: FastifyRequest, caller: Caller): void => void callers.set(request, caller);

export const callerIfAny = (request: FastifyRequest): Caller | undefined => callers.get(request);

/** @throws RequestProblem 401 where nobody has signed in. */
export function callerOf(request: FastifyRequest): Caller {
  const caller = callers.get(request);
  if (!caller) throw new RequestProblem(401, 'SIGN_IN', 'Sign in to use this.');
  return caller;
}

const claims = new WeakMap<FastifyRequest, Claims>();

export const holdClaims = (request: FastifyRequest, held: Claims): void => void claims.set(request, held);

export const claimsIfAny = (request: FastifyRequest): Claims | undefined => claims.get(request);

/** What the token says, as a parameter of a route that is for a role. */
export const WithClaims = createParamDecorator((_data: unknown, context: ExecutionContext): Claims => {
  const held = claims.get(context.switchToHttp().getRequest<FastifyRequest>());
  if (!held) throw new RequestProblem(401, 'SIGN_IN', 'Sign in to use this.');
  return held;
});

/** The caller, as a parameter of a route. */
export const SignedIn = createParamDecorator((_data: unknown, context: ExecutionContext) =>
  callerOf(context.switchToHttp().getRequest<FastifyRequest>()),
);
