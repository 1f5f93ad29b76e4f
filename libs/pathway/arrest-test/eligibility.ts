import type { ArrestTestCommand } from '#pathway/arrest-test';
import { ageOn, civilDate } from '#pathway/calendar';
import { type Refusal, refuse } from '#pathway/decider';
import type { GivenPerson } from '#pathway/given';
import { inForce, type TestingRegime } from '#pathway/reference';

type Request = ArrestTestCommand & { do: 'request test'; detention: 'arrested' | 'charged' };
type No = Refusal<keyof typeof eligibilityRefusals> | undefined;

export const eligibilityRefusals = {
  AGE_NOT_KNOWN: 'The date of birth is needed first: record it for this person.',
  TOO_YOUNG: 'This person is too young to be tested at this point: on arrest only adults are, on charge those from 14.',
  APPROPRIATE_ADULT_NEEDED: 'A child is tested only with an appropriate adult present: say that one was.',
  OFFENCE_NEEDED: 'Name the trigger offence.',
  NOT_A_TRIGGER_OFFENCE: 'This was not a trigger offence on that day: an inspector’s authority is needed.',
  AUTHORITY_NEEDED: 'Give the inspector’s name and the grounds for the authority.',
  AUTHORITY_TOO_LATE: 'The inspector’s authority must come before the request.',
} as const;

const blank = (words: string): boolean => words.trim() === '';

/** Source: Police and Criminal Evidence Act 1984, section 63B(1A) to (5A). */
export function whyNotTested(request: Request, regime: TestingRegime, given: GivenPerson): No {
  return whyNotThisAge(request, regime, given) ?? whyNotThisGround(request, given);
}

function whyNotThisAge({ detention, appropriateAdult }: Request, regime: TestingRegime, given: GivenPerson): No {
  const { dateOfBirth } = given.person;
  if (dateOfBirth === undefined) return refuse('AGE_NOT_KNOWN');
  const age = ageOn(dateOfBirth, civilDate(given.occurredAt));
  if (age < (detention === 'arrested' ? regime.arrestAge : regime.chargeAge)) return refuse('TOO_YOUNG', 'detention');
  if (age < regime.appropriateAdultUnder && !appropriateAdult)
    return refuse('APPROPRIATE_ADULT_NEEDED', 'appropriateAdult');
  return undefined;
}

function whyNotThisGround({ ground, offence, authority }: Request, { occurredAt, reference }: GivenPerson): No {
  if (ground === 'trigger') {
    if (offence === undefined) return refuse('OFFENCE_NEEDED', 'offence');
    const rows = reference.triggerOffences.filter(({ code }) => code === offence);
    return inForce(rows, civilDate(occurredAt)) ? undefined : refuse('NOT_A_TRIGGER_OFFENCE', 'offence');
  }
  if (ground !== 'inspector') return undefined;
  if (!authority || blank(authority.name) || blank(authority.grounds)) return refuse('AUTHORITY_NEEDED', 'authority');
  return authority.time !== undefined && authority.time > occurredAt
    ? refuse('AUTHORITY_TOO_LATE', 'authority.time')
    : undefined;
}
