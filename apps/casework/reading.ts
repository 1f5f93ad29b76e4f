import { DocumentedRead } from '#casework/documented';
import { Position } from '#casework/fields/text';
import { Moment } from '#casework/fields/times';
import type { OrganisationKind } from '#pathway/reference';
import { ForRoles, services, ToRead } from '#platform/access';
import { Visible } from '#platform/visible.interceptor';
import { applyDecorators, Res, UseInterceptors } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';

interface Documented {
  readonly operationId: string;
  readonly summary: string;
  readonly tag: string;
}

const waiting = ({ operationId, summary, tag }: Documented) =>
  applyDecorators(UseInterceptors(Visible), DocumentedRead(), ApiOperation({ operationId, summary, tags: [tag] }));

/** A read for users of these kinds of organisation, that waits for what its caller has written. */
export const Reads = (documented: Documented, kinds: readonly OrganisationKind[]) =>
  applyDecorators(ToRead(...kinds), waiting(documented));

/** The same, for whoever holds one of these roles. */
export const ReadsByRole = (documented: Documented, roles: readonly string[]) =>
  applyDecorators(ForRoles(...roles), waiting(documented));

/** Those who may read about people, each about those they see. */
export const caseworkers: readonly OrganisationKind[] = [...services, 'information-governance'];

/** The reply, for headers: the answer itself is what the route returns. */
export const Reply = () => Res({ passthrough: true });

export class AfterWrite {
  @Position('the position that must be visible')
  minPosition?: string;
}

/** The two clocks: as things stood at a moment, as far as was known at another. Each defaults to now. */
export class Clocks extends AfterWrite {
  @Moment('the moment as of which things stood', { optional: true })
  effectiveAt?: string;

  @Moment('the moment as of which it was known', { optional: true })
  asKnownAt?: string;
}
