import type { OrganisationKind } from '#pathway/reference';

/** What somebody is at their organisation. */
export type Post = 'practitioner' | 'lead';

/** Given besides the role of the kind to whoever answers for a service: late handovers are told to a lead. */
export const LEAD = 'ROLE_THROUGHCARE__LEAD';
/** Runs the system: health, parked streams, replays. Sees nobody. */
export const OPERATOR = 'ROLE_THROUGHCARE__OPERATOR';

const roles: Readonly<Record<OrganisationKind, readonly string[]>> = {
  'police-custody': ['ROLE_THROUGHCARE__CUSTODY'],
  'liaison-diversion': ['ROLE_THROUGHCARE__LIAISON'],
  court: ['ROLE_THROUGHCARE__COURT'],
  probation: ['ROLE_PROBATION'],
  prison: ['ROLE_THROUGHCARE__PRISON'],
  'treatment-provider': ['ROLE_THROUGHCARE__PROVIDER'],
  reconnect: ['ROLE_THROUGHCARE__RECONNECT'],
  'partnership-lead': ['ROLE_THROUGHCARE__PARTNERSHIP'],
  analyst: ['ROLE_THROUGHCARE__ANALYST'],
  'information-governance': ['ROLE_THROUGHCARE__GOVERNANCE', 'ROLE_SAR_DATA_ACCESS'],
};

/** The kinds of organisation that have leads. */
const led: readonly OrganisationKind[] = [
  'police-custody',
  'liaison-diversion',
  'court',
  'probation',
  'prison',
  'treatment-provider',
  'reconnect',
];

export const hasLead = (kind: OrganisationKind): boolean => led.includes(kind);

/** The authorities that the issuer gives to somebody in a post at an organisation of a kind. */
export const rolesOf = (kind: OrganisationKind, post: Post): readonly string[] =>
  post === 'lead' && hasLead(kind) ? [...roles[kind], LEAD] : roles[kind];
