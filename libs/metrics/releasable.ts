import { narrowedBy } from '#metrics/narrowed';
import { isMonth, isWhole } from '#metrics/period';
import { defined, NotAsked, type Question } from '#metrics/question';
import { londonDay, plusDays } from '#read-models/analytics/days';

/**
 * What releases are made of, so that any two of a metric are either apart, the same, or one a part of the other: whole
 * periods of the calendar, when all that belongs to them counts, and never two ways of narrowing at once. @throws NotAsked
 */
export function releasable(question: Question): void {
  const { count, maturityDays } = defined(question);
  if (count && !isMonth(question))
    throw new NotAsked(
      'NOT_A_WHOLE_PERIOD',
      'to',
      'A count on a day is published by the month: give its first and last day.',
    );
  if (!isWhole(question))
    throw new NotAsked(
      'NOT_A_WHOLE_PERIOD',
      'to',
      'What is published is of one whole month, quarter or financial year: give its first and last day.',
    );
  if (question.to > plusDays(londonDay(question.now), -maturityDays - 1))
    throw new NotAsked('PERIOD_NOT_OVER', 'to', notOver(maturityDays));
  const [narrowed, ...more] = [...narrowedBy(question), ...(question.breakdown ? [question.breakdown] : [])];
  if (narrowed !== undefined && more.length > 0)
    throw new NotAsked(
      'NARROWED_TWICE',
      more.at(-1) === question.breakdown ? 'breakdown' : (more.at(-1) ?? ''),
      'What is published is of one provider, of one prison, or broken down by one thing: choose one of these.',
    );
}

const notOver = (maturityDays: number): string =>
  maturityDays === 0
    ? 'The period is not over: publish it once it is.'
    : `Not everybody in the period counts yet: publish it once ${maturityDays} days have passed since its last day.`;
