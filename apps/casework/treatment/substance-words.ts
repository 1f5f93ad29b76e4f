import type { FormContext, Option } from '#casework/forms/question';
import { civilDate } from '#pathway/calendar';
import { isSubstance } from '#pathway/substances';

export const substanceWords = {
  opiate: 'Opiates, such as heroin',
  crack: 'Crack cocaine',
  cocaine: 'Powder cocaine',
  cannabis: 'Cannabis',
  amphetamine: 'Amphetamines',
  benzodiazepine: 'Benzodiazepines',
  ketamine: 'Ketamine',
  nps: 'New psychoactive substances, such as spice',
  alcohol: 'Alcohol',
  other: 'Other drugs',
} as const;

/** Those of today; where a step is put right, it may name one that is held no longer. */
export const substancesNow = ({ reference, now, correcting }: FormContext): readonly Option[] =>
  Object.entries(substanceWords)
    .filter(([code]) => correcting || isSubstance(reference, code, civilDate(now)))
    .map(([value, text]) => ({ value, text }));
