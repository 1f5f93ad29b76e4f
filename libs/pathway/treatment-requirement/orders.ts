import { civilDate } from '#pathway/calendar';
import type { CivilDate, Refusal } from '#pathway/decider';
import { refuse } from '#pathway/decider';
import type { Given } from '#pathway/given';
import { inForce, isOfKind, organisationOn } from '#pathway/reference';

/** What the court decided. Lengths are in months. */
export interface Imposition {
  readonly order: 'community' | 'suspended';
  readonly orderMonths: number;
  readonly months: number;
  readonly convicted: CivilDate;
  readonly sentenced: CivilDate;
  /** The treatment provider. */
  readonly to: string;
  readonly reviewCourt?: string;
  /** Under an intensive supervision court, and before this judge. */
  readonly intensive?: { readonly judge: string };
}

export const orderRefusals = {
  SENTENCED_BEFORE_CONVICTED: 'The sentence cannot be earlier than the conviction. Check both dates.',
  SENTENCED_IN_FUTURE: 'The sentence date is in the future. Record the requirement once it is imposed.',
  MONTHS_NOT_WHOLE: 'Give the length in whole months, at least 1.',
  REQUIREMENT_LONGER_THAN_ORDER: 'The requirement cannot last longer than its order.',
  ORDER_TOO_LONG: 'An order of this kind cannot be that long for somebody convicted on that date.',
  NO_RULES_IN_FORCE: 'No limits are held for that date. Check the date, or ask for the reference data to be completed.',
  UNKNOWN_PROVIDER: 'There is no such treatment provider. Choose one from the directory.',
  UNKNOWN_COURT: 'There is no such court. Choose one from the directory.',
  REVIEW_COURT_NEEDED: 'A drug rehabilitation requirement this long needs a review court. Name the court.',
  NOT_INTENSIVE_COURT: 'This court does not sit as an intensive supervision court.',
} as const;
type Code = keyof typeof orderRefusals;

export const sitsIntensively = ({ reference, occurredAt }: Given, court: string): boolean =>
  organisationOn(reference, court, civilDate(occurredAt))?.intensiveSupervision === true;

const wholeMonths = (months: number) => Number.isInteger(months) && months >= 1;

function whyNotThen({ convicted, sentenced }: Imposition, given: Given): Refusal<Code> | undefined {
  if (sentenced < convicted) return refuse('SENTENCED_BEFORE_CONVICTED', 'sentenced');
  if (sentenced > civilDate(given.now)) return refuse('SENTENCED_IN_FUTURE', 'sentenced');
  return undefined;
}

/** The limit is chosen by the conviction date (Sentencing Act 2026: convictions on or after 22 March 2026). */
function whyNotSoLong(imposition: Imposition, { reference }: Given): Refusal<Code> | undefined {
  const { order, orderMonths, months, convicted } = imposition;
  if (!wholeMonths(orderMonths)) return refuse('MONTHS_NOT_WHOLE', 'orderMonths');
  if (!wholeMonths(months)) return refuse('MONTHS_NOT_WHOLE', 'months');
  const limits = reference.orderLimits.filter((limit) => limit.order === order);
  const limit = inForce(limits, convicted);
  if (!limit) return refuse('NO_RULES_IN_FORCE', 'convicted');
  if (orderMonths > limit.months) return refuse('ORDER_TOO_LONG', 'orderMonths');
  return months > orderMonths ? refuse('REQUIREMENT_LONGER_THAN_ORDER', 'months') : undefined;
}

function whyNotReviewedThere(imposition: Imposition, kind: string, given: Given): Refusal<Code> | undefined {
  const { months, sentenced, reviewCourt } = imposition;
  if (reviewCourt !== undefined) return undefined;
  const rules = inForce(given.reference.requirementRules, sentenced);
  if (!rules) return refuse('NO_RULES_IN_FORCE', 'sentenced');
  const needed = kind === 'DRR' && months > rules.reviewCourtAboveMonths;
  return needed ? refuse('REVIEW_COURT_NEEDED', 'reviewCourt') : undefined;
}

function whyNotThere(imposition: Imposition & { court: string }, given: Given): Refusal<Code> | undefined {
  if (!imposition.intensive) return undefined;
  const courts = [imposition.court, imposition.reviewCourt ?? imposition.court];
  return courts.every((court) => sitsIntensively(given, court))
    ? undefined
    : refuse('NOT_INTENSIVE_COURT', 'intensive');
}

/** Why a court may not name these services; those that it named before may have closed since. */
export function whyNotNamed(
  { to, reviewCourt }: Partial<Imposition>,
  { reference, occurredAt }: Given,
): Refusal<Code> | undefined {
  const on = civilDate(occurredAt);
  if (to !== undefined && !isOfKind(reference, to, 'treatment-provider', on)) return refuse('UNKNOWN_PROVIDER', 'to');
  return reviewCourt !== undefined && !isOfKind(reference, reviewCourt, 'court', on)
    ? refuse('UNKNOWN_COURT', 'reviewCourt')
    : undefined;
}

/** Why a court may not impose this, as it stands; undefined where it may. */
export const whyNotImposed = (
  imposition: Imposition & { court: string },
  kind: string,
  given: Given,
): Refusal<Code> | undefined =>
  whyNotThen(imposition, given) ??
  whyNotSoLong(imposition, given) ??
  whyNotReviewedThere(imposition, kind, given) ??
  whyNotThere(imposition, given);
