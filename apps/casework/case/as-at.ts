import type { Moments } from '#casework/episode';
import { CivilDate } from '#casework/fields/times';
import type { Typed } from '#casework/forms/controls';
import { asking, type FormContext } from '#casework/forms/question';
import { errorsOf, viewsOf } from '#casework/forms/question-view';
import { readForm } from '#casework/forms/reading';
import { addDays, londonInstant } from '#pathway/calendar';
import type { CivilDate as Day, Instant } from '#pathway/decider';

class AsAtDates {
  @CivilDate('the day as of which it stood', { optional: true })
  stood?: string;

  @CivilDate('the day as of which it was known', { optional: true })
  known?: string;
}

const AS_AT = 'as at';
const asked = asking(AS_AT, AsAtDates);
const questions = [
  asked('stood', {
    ask: 'As it stood on',
    hint: 'Only what had happened by the end of that day. For example, 27 3 2026.',
  }),
  asked('known', { ask: 'As it was known on', hint: 'Only what had been recorded by the end of that day.' }),
];

/** The last second of a day in London. */
const endOf = (date: Day | undefined): Instant | undefined =>
  date === undefined
    ? undefined
    : `${new Date(Date.parse(londonInstant(addDays(date, 1), '00:00')) - 1000).toISOString().slice(0, 19)}Z`;

/** The two clocks as people type them; with dates that do not exist, as things are now. */
export async function asAtOf(typed: Typed, context: FormContext) {
  const { answers, wrong } = await readForm(questions, typed, context);
  const views = await viewsOf(questions, { context, wrong, typed });
  const { stood, known } = (answers[AS_AT] ?? {}) as AsAtDates;
  const dates = wrong.length > 0 ? {} : { stood, known };
  const moments: Moments = { effectiveAt: endOf(dates.stood), asKnownAt: endOf(dates.known) };
  return { moments, dates, questions: views, errors: errorsOf(wrong, views) };
}
