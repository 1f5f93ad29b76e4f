import { Words } from '#casework/fields/text';
import type { FormPage, Rule } from '#casework/forms/job';
import { type Answers, answerTo, asking, type FormContext, type Known, type Option } from '#casework/forms/question';
import { REGISTER } from '#casework/forms/sending';
import { day } from '#pathway/spoken';
import { RegisterPerson, SearchPerson } from '#casework/person/person.requests';
import { canonical } from '#pathway/identifiers';
import { type IdentifierKind, identifierKinds } from '#pathway/person';
import type { OrganisationKind } from '#pathway/reference';

/** Where a form begins with finding somebody: these answers are never sent. */
export const FIND = 'find person';
/** Chosen where nobody found is the one. */
export const SOMEBODY_ELSE = 'somebody-else';

class FindPerson extends SearchPerson {
  @Words(40, 'who it is', { optional: true })
  chosen?: string;
}

/** Who was found, by id: who they are is read each time, as far as whoever asks may still see them. */
export const foundIn = (answers: Answers): readonly string[] =>
  (answers[FIND]?.['found'] as readonly string[] | undefined) ?? [];
export const chosenIn = (answers: Answers): string | undefined => {
  const chosen = answers[FIND]?.['chosen'] as string | undefined;
  return chosen === SOMEBODY_ELSE ? undefined : chosen;
};

const find = asking(FIND, FindPerson);
const details = asking(REGISTER, RegisterPerson);

const typed =
  (field: 'name' | 'dateOfBirth') =>
  ({ answers }: FormContext): Known | undefined => {
    const value = answers[FIND]?.[field];
    return value === undefined ? undefined : { value, from: 'what you searched for' };
  };

/** The identifier that was searched by, in the field of its kind. */
const typedIdentifier =
  (kind: IdentifierKind) =>
  ({ answers, now }: FormContext): Known | undefined => {
    const value = answers[FIND]?.['identifier'];
    const fits = typeof value === 'string' && canonical(kind, value, Number(now.slice(0, 4))) !== undefined;
    return fits ? { value, from: 'what you searched for' } : undefined;
  };

const identifier = find('identifier', {
  ask: 'Identifier',
  hint: 'A PNC id, CRO number, CRN, prison number or NHS number. Leave it empty if you do not have one.',
  either: true,
});
const name = find('name', { ask: 'Name', hint: 'It does not have to be spelt exactly.', either: true });
const dateOfBirth = find('dateOfBirth', { ask: 'Date of birth', hint: 'For example, 27 3 1991.', either: true });

const chosen = find('chosen', {
  ask: 'Is it one of these people?',
  hint: 'People with whom only other services work are not shown.',
  needed: true,
  missing: 'Select who it is, or that it is somebody else',
  choose: ({ found = [] }) => [
    ...found.map(({ personId: id, name: text, dateOfBirth: born }) => ({
      value: id,
      text: text ?? '',
      ...(born !== null && { hint: `Born ${day(born)}` }),
    })),
    { value: SOMEBODY_ELSE, text: 'No, it is somebody else' },
  ],
});

/** The NHS data dictionary's sixteen ethnic categories and the codes for not stated and not known. */
export const ethnicityWords = {
  A: 'White: British',
  B: 'White: Irish',
  C: 'White: any other background',
  D: 'Mixed: White and Black Caribbean',
  E: 'Mixed: White and Black African',
  F: 'Mixed: White and Asian',
  G: 'Mixed: any other background',
  H: 'Asian: Indian',
  J: 'Asian: Pakistani',
  K: 'Asian: Bangladeshi',
  L: 'Asian: any other background',
  M: 'Black: Caribbean',
  N: 'Black: African',
  P: 'Black: any other background',
  R: 'Chinese',
  S: 'Any other ethnic group',
  Z: 'Not stated',
} as const;

export const sexWords = { male: 'Male', female: 'Female', other: 'Other', unknown: 'Not known' } as const;

/**
 * Where people live: every local authority by its name, and the two that are none. Of an authority with two codes only
 * the later one: the other is from before its boundary changed.
 */
export const residences = ({ reference }: FormContext): readonly Option[] => [
  { value: 'no-fixed-abode', text: 'No fixed abode' },
  { value: 'not-known', text: 'Not known' },
  ...[...new Map(reference.authorities.map(({ code, name: text }) => [text, { value: code, text }])).values()].toSorted(
    (one, other) => one.text.localeCompare(other.text, 'en-GB'),
  ),
];

const unknown = ({ personId, answers }: FormContext): boolean =>
  personId === undefined && chosenIn(answers) === undefined;

const identifierWords: Readonly<Record<IdentifierKind, { ask: string; hint?: string }>> = {
  pnc: { ask: 'PNC id', hint: 'For example, 2024/9000001Z.' },
  cro: { ask: 'CRO number' },
  crn: { ask: 'CRN', hint: 'The probation case reference number.' },
  prisonNumber: { ask: 'Prison number', hint: 'For example, A1234BC.' },
  nhsNumber: { ask: 'NHS number' },
};

/** The identifiers that a service works with: it is asked for these, and for the one it searched by. */
const usual: Partial<Record<OrganisationKind, readonly IdentifierKind[]>> = {
  'police-custody': ['pnc', 'cro'],
  'liaison-diversion': ['pnc', 'nhsNumber'],
  court: ['pnc', 'crn'],
  probation: ['crn', 'pnc'],
  prison: ['prisonNumber', 'pnc'],
  'treatment-provider': ['nhsNumber', 'crn'],
  reconnect: ['prisonNumber', 'nhsNumber'],
};

const isUsual = (kind: IdentifierKind, { caller }: FormContext): boolean =>
  caller.kind !== 'policy' && (usual[caller.kind]?.includes(kind) ?? false);

const identifiers = identifierKinds.map((kind) =>
  details(`identifiers.${kind}`, {
    ...identifierWords[kind],
    known: typedIdentifier(kind),
    when: (context) => isUsual(kind, context) || typedIdentifier(kind)(context) !== undefined,
  }),
);

/** Check digits are looked at before anything is sent. */
const checkDigits = identifiers.map((about, index): Rule => {
  const kind = identifierKinds[index] ?? 'pnc';
  return {
    about,
    words: `Check ${about.label}: it cannot be right`,
    broken({ answers, now }) {
      const value = answerTo(answers, about);
      return typeof value === 'string' && canonical(kind, value, Number(now.slice(0, 4))) === undefined;
    },
  };
});

/** Without an identifier it takes both a name and a date of birth. */
const without =
  (missing: 'name' | 'dateOfBirth', given: 'name' | 'dateOfBirth') =>
  ({ answers }: FormContext): boolean => {
    const by = answers[FIND] ?? {};
    return by['identifier'] === undefined && by[missing] === undefined && by[given] !== undefined;
  };

const enoughToSearchBy: readonly Rule[] = [
  {
    about: identifier,
    words: 'Enter an identifier, or a name and a date of birth',
    broken: ({ answers }) =>
      [identifier, name, dateOfBirth].every((question) => answerTo(answers, question) === undefined),
  },
  { about: name, words: 'Enter the name as well', broken: without('name', 'dateOfBirth') },
  { about: dateOfBirth, words: 'Enter the date of birth as well', broken: without('dateOfBirth', 'name') },
];

/** Finding somebody, by what is known of them. */
export const findPage: FormPage = {
  path: 'person',
  title: 'Who is it about?',
  intro: 'Search by an identifier, or by a name and a date of birth.',
  questions: [identifier, name, dateOfBirth],
  when: ({ personId }) => personId === undefined,
  rules: enoughToSearchBy,
};

/** Whether a page finds or describes whom the form is about. */
export const isAboutWhom = ({ questions }: FormPage): boolean =>
  questions.some(({ command }) => command === FIND || command === REGISTER);

/** Who it is about: somebody seen already, else somebody described, so that nobody is on record twice. */
export const whoItIs: readonly FormPage[] = [
  findPage,
  {
    path: 'who',
    questions: [chosen],
    when: ({ personId, found = [] }) => personId === undefined && found.length > 0,
  },
  {
    path: 'details',
    title: 'About this person',
    intro: ({ found = [] }) =>
      `${found.length === 0 ? 'Nobody whom you may see was found. ' : ''}This begins a new record. Enter any identifier that you have: if another service knows the person by it, the two records become one.`,
    questions: [
      details('name', { ask: 'Name', known: typed('name') }),
      details('dateOfBirth', { ask: 'Date of birth', hint: 'For example, 27 3 1991.', known: typed('dateOfBirth') }),
      details('sex', { ask: 'Sex', options: sexWords }),
      details('ethnicity', { ask: 'Ethnic group', hint: 'As the person says it.', options: ethnicityWords }),
      details('residence', { ask: 'Where does the person live?', choose: residences }),
      ...identifiers,
    ],
    when: unknown,
    rules: checkDigits,
  },
];
