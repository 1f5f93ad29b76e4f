import type { CivilDate } from '#pathway/decider';

/** From its first to its last day, both inclusive; without `from` ever before, without `to` still. */
export interface Period {
  readonly from?: CivilDate;
  readonly to?: CivilDate;
}

/** A row whose first day is known. */
export interface InForce extends Period {
  readonly from: CivilDate;
}

export type OrganisationKind =
  | 'police-custody'
  | 'liaison-diversion'
  | 'court'
  | 'probation'
  | 'prison'
  | 'treatment-provider'
  | 'reconnect'
  | 'partnership-lead'
  | 'analyst'
  | 'information-governance';

/** What changes of one, as the area it serves, is another row of the same code, for its own days. Its kind stays. */
export interface Organisation extends Period {
  readonly code: string;
  readonly kind: OrganisationKind;
  readonly name: string;
  /** ONS codes of the local authorities it serves. */
  readonly authorities: readonly string[];
  /** Police force code, for a custody suite. */
  readonly force?: string;
  /** The L&D service a custody suite names. */
  readonly liaison?: string;
  /** A court that sits as an intensive supervision court. */
  readonly intensiveSupervision?: boolean;
  /** NOMIS agency id of a prison. */
  readonly prison?: string;
  /** The partnership that a responsible owner leads. */
  readonly partnership?: string;
  /** The e-mail address of the whole service, told by e-mail of everything that concerns it. */
  readonly mailbox?: string;
  /** The CloudEvents sources that speak for it on a broker. */
  readonly sources?: readonly string[];
}

/** A membership that changes is another row of the same code, for its own days. */
export interface Partnership extends Period {
  readonly code: string;
  readonly name: string;
  readonly authorities: readonly string[];
  readonly region: string;
}

export interface Authority {
  readonly code: string;
  readonly name: string;
  readonly jurisdiction: 'ENG' | 'WLS';
  /** Its region, in England. */
  readonly region?: string;
}

export interface Named {
  readonly code: string;
  readonly name: string;
}

export interface TriggerOffence extends InForce {
  readonly code: string;
  readonly title: string;
  /** Only where the drug is a specified Class A drug. */
  readonly specifiedOnly?: boolean;
}

export interface TestingRegime extends InForce {
  readonly code: string;
  readonly arrestAge: number;
  readonly chargeAge: number;
  readonly assessmentAge: number;
  /** Below this age an appropriate adult must be there. */
  readonly appropriateAdultUnder: number;
  readonly samplesPerDetention: number;
  readonly disputeMinutes: number;
  /** Substances a sample is tested for. */
  readonly substances: readonly string[];
}

export type Purpose = 'notification' | 'onward-referral' | 'requirement' | 'release' | 'reconnect';

/** Deadlines of one purpose. An area's own row, where there is one, stands before the default. */
export interface DeadlineRule extends InForce {
  readonly purpose: Purpose;
  readonly area?: string;
  /** Working days from the request. */
  readonly acknowledge: number;
  /** Working days from the request. */
  readonly decide: number;
  readonly appointment?: { readonly workingDays: number; readonly after: 'acceptance' | 'release' };
  readonly start?: { readonly days: number; readonly after: 'referral' | 'sentence' | 'release' };
}

/** Limits on orders, chosen by the conviction date. */
export interface OrderLimit extends InForce {
  readonly order: 'community' | 'suspended';
  readonly months: number;
}

export interface RequirementRules extends InForce {
  /** A DRR longer than this needs a review court. */
  readonly reviewCourtAboveMonths: number;
  readonly breachWithinMonthsOfWarning: number;
  readonly sanctionCustodyDays: number;
  readonly sanctionCustodyTimes: number;
}

export interface ReconnectRules extends InForce {
  readonly weeksBefore: number;
  readonly daysAfter: number;
}

/** Areas that an area is compared with, the most similar first. */
export interface Comparator {
  readonly area: string;
  readonly similar: readonly string[];
}

/** People in structured treatment that an area set out from, and the number it aims at. */
export interface Baseline extends InForce {
  readonly area: string;
  readonly baseline: number;
  readonly target: number;
  readonly source: string;
}

export interface Substance extends Period {
  readonly code: string;
  readonly title: string;
  readonly group: 'opiate' | 'non-opiate' | 'alcohol';
}

/** The reference data in force, as loaded; `inForce` picks the row for a date. */
export interface Reference {
  readonly organisations: readonly Organisation[];
  readonly partnerships: readonly Partnership[];
  readonly authorities: readonly Authority[];
  /** The nine regions of England. */
  readonly regions: readonly Named[];
  readonly policeForces: readonly Named[];
  readonly comparators: readonly Comparator[];
  readonly baselines: readonly Baseline[];
  readonly substances: readonly Substance[];
  readonly triggerOffences: readonly TriggerOffence[];
  readonly regimes: readonly TestingRegime[];
  readonly deadlines: readonly DeadlineRule[];
  readonly orderLimits: readonly OrderLimit[];
  readonly requirementRules: readonly RequirementRules[];
  readonly reconnectRules: readonly ReconnectRules[];
  readonly bankHolidays: ReadonlySet<CivilDate>;
}

export const isInForce = ({ from, to }: Period, on: CivilDate): boolean =>
  (from === undefined || from <= on) && (to === undefined || on <= to);

export const inForce = <Row extends Period>(rows: readonly Row[], on: CivilDate): Row | undefined =>
  rows.find((row) => isInForce(row, on));

/** The row of a day; on days that have none the last, as of a service that has closed. */
export const rowOn = <Row extends Period>(rows: readonly Row[], on: CivilDate): Row | undefined =>
  inForce(rows, on) ?? rows.at(-1);

/** Each code once, by its last row. */
export const lastOfEach = <Row extends { readonly code: string }>(rows: readonly Row[]): readonly Row[] => [
  ...new Map(rows.map((row) => [row.code, row])).values(),
];

/** An organisation as its last row has it: enough for its kind and its name. */
export const organisation = (reference: Reference, code: string): Organisation | undefined =>
  reference.organisations.findLast((candidate) => candidate.code === code);

export const organisationOn = (reference: Reference, code: string, on: CivilDate): Organisation | undefined =>
  rowOn(
    reference.organisations.filter((candidate) => candidate.code === code),
    on,
  );

/** The organisations of a kind on a day. */
export const ofKind = (reference: Reference, kind: OrganisationKind, on: CivilDate): readonly Organisation[] =>
  reference.organisations.filter((candidate) => candidate.kind === kind && isInForce(candidate, on));

export const isOfKind = (reference: Reference, code: string, kind: OrganisationKind, on: CivilDate): boolean =>
  ofKind(reference, kind, on).some((candidate) => candidate.code === code);

/** The organisation of a kind that serves an authority on a day. */
export const serving = (
  reference: Reference,
  kind: OrganisationKind,
  authority: string,
  on: CivilDate,
): Organisation | undefined =>
  ofKind(reference, kind, on).find((candidate) => candidate.authorities.includes(authority));

/** The Liaison and Diversion service that an organisation names, as a custody suite does, else one that serves its area. */
export function liaisonOf(reference: Reference, code: string, on: CivilDate): string | undefined {
  const { liaison, authorities } = organisationOn(reference, code, on) ?? { authorities: [] };
  if (liaison !== undefined && isOfKind(reference, liaison, 'liaison-diversion', on)) return liaison;
  const near = authorities.map((authority) => serving(reference, 'liaison-diversion', authority, on)?.code);
  return near.find((service) => service !== undefined);
}

/** The courts that serve any authority of a probation unit. */
export function courtsBeside(reference: Reference, unit: string, on: CivilDate): readonly string[] {
  const served = organisationOn(reference, unit, on)?.authorities ?? [];
  return ofKind(reference, 'court', on)
    .filter(({ authorities }) => authorities.some((code) => served.includes(code)))
    .map(({ code }) => code);
}

export const partnershipOf = (reference: Reference, authority: string, on: CivilDate): Partnership | undefined =>
  reference.partnerships.find((candidate) => candidate.authorities.includes(authority) && isInForce(candidate, on));

/** The deadlines of a handover asked for on a day. */
export function deadlineRule(
  { deadlines }: Reference,
  { purpose, area }: { readonly purpose: Purpose; readonly area: string },
  on: CivilDate,
): DeadlineRule | undefined {
  const rules = deadlines.filter((row) => row.purpose === purpose && isInForce(row, on));
  return rules.find((row) => row.area === area) ?? rules.find((row) => row.area === undefined);
}

/** The partnership that an organisation leads, as it stands on a day. */
export function ledBy(reference: Reference, code: string, on: CivilDate): Partnership | undefined {
  const led = organisationOn(reference, code, on)?.partnership;
  return reference.partnerships.find((candidate) => candidate.code === led && isInForce(candidate, on));
}
