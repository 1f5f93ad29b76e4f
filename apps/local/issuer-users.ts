import { hasLead, OPERATOR, type Post, rolesOf } from '#access/roles';
import { lastOfEach, type Organisation, type OrganisationKind, type Reference } from '#pathway/reference';

/** Somebody who may sign in during development, with the claims that HMPPS Auth would give. */
export interface DevelopmentUser {
  readonly user_name: string;
  readonly name: string;
  readonly email: string;
  readonly auth_source: string;
  /** A code of the directory; `throughcare` for the system's own operator. */
  readonly organisation: string;
  readonly authorities: readonly string[];
}

const OPERATOR_CLIENT = 'throughcare-operator';

/** Probation and prison staff sign in with their own case systems' accounts. */
const sources: Partial<Record<OrganisationKind, string>> = { probation: 'delius', prison: 'nomis' };

const userAt = ({ code, kind, name }: Organisation, post: Post): DevelopmentUser => ({
  user_name: `${code}.${post}`,
  name: `${name} ${post}`,
  email: `${post}@${code}.example`,
  auth_source: sources[kind] ?? 'auth',
  organisation: code,
  authorities: rolesOf(kind, post),
});

const operator: DevelopmentUser = {
  user_name: OPERATOR_CLIENT,
  name: 'Throughcare operator',
  email: 'operator@throughcare.example',
  auth_source: 'none',
  organisation: 'throughcare',
  authorities: [OPERATOR],
};

/** A practitioner of every organisation, a lead where it has one, and the operator. */
export const developmentUsers = ({ organisations }: Pick<Reference, 'organisations'>): readonly DevelopmentUser[] => [
  ...lastOfEach(organisations).flatMap((organisation) => [
    userAt(organisation, 'practitioner'),
    ...(hasLead(organisation.kind) ? [userAt(organisation, 'lead')] : []),
  ]),
  operator,
];
