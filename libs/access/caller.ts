import type { OrganisationKind } from '#pathway/reference';

/** Who is asking, as the bearer token says. */
export interface Caller {
  /** The user's or client's name in the issuer. */
  readonly user: string;
  readonly organisation: string;
  readonly kind: OrganisationKind | 'policy';
  /** `ROLE_…`, from the `authorities` claim. */
  readonly roles: readonly string[];
}
