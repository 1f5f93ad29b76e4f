import { DocumentedRead } from '#casework/documented';
import { field, isText } from '#casework/fields/field';
import { Position, Uuid } from '#casework/fields/text';
import { Moment } from '#casework/fields/times';
import type { OrganisationKind } from '#pathway/reference';
import { ForRoles, services, ToRead } from '#platform/access';
import { invalid } from '#platform/problem';
import { Visible } from '#platform/visible.interceptor';
import { applyDecorators, Res, UseInterceptors } from '@nestjs/common';
import { ApiOperation, IntersectionType } from '@nestjs/swagger';

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

const MOST = 500;
const USUAL = 100;

/** A page of a list: the items after one that was read, `limit` of them. */
export class Paged extends AfterWrite {
  @Uuid('the item to go on after, as the answer before gave it', { optional: true })
  after?: string;

  @field(
    'how many',
    {
      code: 'NOT_A_NUMBER_OF_ITEMS',
      control: { type: 'number' },
      accepts: (value) => isText(value) && /^\d{1,3}$/.test(value) && Number(value) >= 1 && Number(value) <= MOST,
      as: `as a whole number from 1 to ${MOST}`,
      schema: { type: 'integer', minimum: 1, maximum: MOST, default: USUAL, example: USUAL },
    },
    { optional: true },
  )
  limit?: string;
}

/** The items of a page, and where the next one begins: left out on the last. */
export function pageOf<Item extends { readonly id: string }>(found: readonly Item[], { limit }: Paged) {
  const most = Number(limit ?? USUAL);
  const items = found.slice(0, most);
  const next = found.length > most ? items.at(-1)?.id : undefined;
  return { items, ...(next !== undefined && { next }) };
}

/**
 * The page of a list that is held whole.
 * @throws RequestProblem 400 where it is to go on after something that the list does not hold
 */
export function pageIn<Item extends { readonly id: string }>(all: readonly Item[], page: Paged) {
  const at = page.after === undefined ? -1 : all.findIndex(({ id }) => id === page.after);
  if (page.after !== undefined && at < 0) {
    const message = 'The list no longer holds the item to go on after. Read it again from its beginning.';
    throw invalid([{ field: 'after', error: 'NOT_IN_THIS_LIST', message }]);
  }
  return pageOf(all.slice(at + 1), page);
}

/** One more than the page holds, to know whether another follows. */
export const askedFor = ({ limit }: Paged): number => Number(limit ?? USUAL) + 1;

/** The two clocks: as things stood at a moment, as far as was known at another. Each defaults to now. */
export class Clocks extends AfterWrite {
  @Moment('the moment as of which things stood', { optional: true })
  effectiveAt?: string;

  @Moment('the moment as of which it was known', { optional: true })
  asKnownAt?: string;
}

/** A page of what is read by the two clocks. */
export class PagedClocks extends IntersectionType(Clocks, Paged) {}
