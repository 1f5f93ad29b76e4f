import type { Results } from '#pathway/arrest-test';
import { addCalendarMonths } from '#pathway/calendar';
import type { CivilDate } from '#pathway/decider';

export interface RequirementTest {
  readonly takenOn: CivilDate;
  readonly results: Results;
}

/** How the provider says the treatment goes, and on which day it said so. */
export interface ProviderView {
  readonly on: CivilDate;
  readonly summary: string;
}

export const reviewRefusals = {
  NOT_REVIEWED:
    'Only a drug rehabilitation requirement, or one under an intensive supervision court, is reviewed by the court.',
  REVIEW_IN_PAST: 'The review date has passed. Schedule a review for today or later.',
  REVIEW_TOO_SOON: 'The next review must be at least a calendar month after the last one held or scheduled.',
  REVIEW_OUT_OF_ORDER: 'A review is recorded for that day or a later one. Correct that review instead.',
} as const;
type Code = keyof typeof reviewRefusals;

/** Reviews of a drug rehabilitation requirement are at least a calendar month apart; the first is whenever. */
export function whyNotReviewedOn(date: CivilDate, kind: string, last?: CivilDate): Code | undefined {
  if (last === undefined) return undefined;
  if (kind === 'DRR') return date < addCalendarMonths(last, 1) ? 'REVIEW_TOO_SOON' : undefined;
  return date <= last ? 'REVIEW_OUT_OF_ORDER' : undefined;
}

const named = (judge: string) => judge.trim().replace(/\s+/g, ' ').toLowerCase();

/** Whether somebody else sat than before, however the name was typed. */
export const anotherJudge = (judge: string, before: string | undefined): boolean =>
  before !== undefined && named(judge) !== named(before);

/** What the provider said last, up to that day. */
export const viewOn = (date: CivilDate, views: readonly ProviderView[] = []): ProviderView | undefined =>
  views
    .filter(({ on }) => on <= date)
    .reduce<ProviderView | undefined>((last, view) => (last && last.on > view.on ? last : view), undefined);
