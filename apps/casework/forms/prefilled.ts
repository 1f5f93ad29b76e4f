import type { FormContext, Known } from '#casework/forms/question';
import { REGISTER } from '#casework/forms/sending';
import { ageOn, civilDate } from '#pathway/calendar';

/** For what most often is recorded as it happens. */
export const justNow = ({ now }: FormContext): Known => ({ value: now, from: 'the clock' });

/** In years, on the day of recording; undefined where the date of birth is not known here. */
export function ageOf({ person, answers, now }: FormContext): number | undefined {
  const born = person?.dateOfBirth ?? answers[REGISTER]?.['dateOfBirth'];
  return typeof born === 'string' ? ageOn(born, civilDate(now)) : undefined;
}
