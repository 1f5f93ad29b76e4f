import { type Control, fieldNamed } from '#casework/fields/field';
import { controls } from '#casework/forms/controls';
import { jobs } from '#casework/forms/jobs';
import { type Asked, asking, type Option, type Question } from '#casework/forms/question';
import { plainly, Wording } from '#casework/pages/wording';
import { day } from '#pathway/spoken';
import { PersonIdentifiers } from '#casework/person/person.requests';
import { type Climbed, missedDeadline } from '#casework/handover/ladder';
import { purposeWords } from '#casework/handover/handover-words';
import { requestFor } from '#casework/records';
import { ERASED } from '#pathway/decider';
import { deciders } from '#pathway/deciders';
import type { Purpose } from '#pathway/reference';
import type { StageFact, StageName } from '#pathway/stages';
import type { RequirementTest, ProviderView } from '#pathway/treatment-requirement/reviews';
import { Injectable, type Type } from '@nestjs/common';

/** One thing that a step says. */
export interface Said {
  readonly label: string;
  readonly value: string;
}

type Fields = Readonly<Record<string, unknown>>;

/** The command that would record a fact, where somebody records it by hand. */
export function commandOf(stage: StageName, fact: StageFact): ({ readonly do: string } & Fields) | undefined {
  const { restate } = deciders[stage] as unknown as { restate: (fact: StageFact) => { do: string } | undefined };
  return restate(fact);
}

const asked: readonly Question[] = jobs.flatMap(({ pages }) => pages.flatMap(({ questions }) => questions));

/** Without what opens it in a form, where that asks for something else than this command. */
const byItself = (question: Question): Question =>
  question.under && question.under.question.command !== question.command ? { ...question, under: undefined } : question;

/** The questions by which forms ask for a command, each field once. */
const questionsFor = (command: string): readonly Question[] => {
  const questions = asked.filter((question) => question.command === command).map(byItself);
  return questions.filter(({ field }, index) => questions.findIndex((one) => one.field === field) === index);
};

/**
 * The questions that correct a step: those of the forms that ask for it, then its other fields, by their labels, and
 * always when it happened. Whom and what it belongs to stays.
 */
export function correctionQuestions(stage: StageName, command: string, fields: Fields): readonly Question[] {
  const Request = requestFor(stage, command);
  if (!Request) return [];
  // Identifiers stand: no correction moves them.
  const forms = questionsFor(command).filter(({ field }) => !field.startsWith('identifiers.'));
  const isAskedFor = (name: string) => forms.some(({ field }) => field === name || field.startsWith(`${name}.`));
  const rest = Object.entries(fields).filter(([name, value]) => {
    const control = fieldNamed(Request, name)?.control;
    return control && control.type !== 'part' && value !== undefined && !isId(value) && !isAskedFor(name);
  });
  const ask = asking(command, Request) as (field: string, asked: Asked & { options?: Question['options'] }) => Question;
  return [
    ...forms,
    ...rest.map(([name]) => {
      const { label = '', control } = fieldNamed(Request, name) ?? {};
      return ask(name, { ask: asLabel(label), options: control && wordsFor(command, name, control) });
    }),
    ...(isAskedFor('occurredAt')
      ? []
      : [ask('occurredAt', { ask: 'When did it happen?', needed: true, missing: 'Enter when it happened' })]),
  ];
}

/** `the custody record number` → `Custody record number`. */
export const asLabel = (label: string): string => {
  const words = label.replace(/^the /, '');
  return `${words[0]?.toUpperCase() ?? ''}${words.slice(1)}`;
};

const isId = (value: unknown): boolean =>
  typeof value === 'string' && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value);

/** Of what no form asks for. */
const unasked: Readonly<Record<string, Question['options']>> = {
  'confirm delivery by': { system: 'The computer system of the service', user: 'Somebody who opened it' },
};

/** The words of an option are the form's that asks for it, else those of another form that offers the same ones. */
function wordsFor(command: string, name: string, control: Control): Question['options'] {
  if (!('values' in control)) return undefined;
  const own = asked.find((question) => question.command === command && question.field === name);
  const alike = ({ field, control: other }: Question) =>
    field === name && 'values' in other && other.values === control.values;
  return (own ?? asked.find(alike))?.options ?? unasked[`${command} ${name}`];
}

const optionOf = ([value, words]: [string, string | Omit<Option, 'value'>]): Option =>
  typeof words === 'string' ? { value, text: words } : { value, ...words };

/** That somebody opened it is all that it says. */
const DELIVERY = 'confirm delivery';

type Says = (value: never, wording: Wording) => string;
const text: Says = (value: string) => value;
const code: Says = (value: string) => plainly(value);
const service: Says = (value: string, wording) => wording.organisation(value);
const flag: Says = (value: boolean) => (value ? 'Yes' : 'No');
const substances = (results: object): string =>
  controls.results.say(
    results,
    Object.keys(results).map((value) => ({ value, text: plainly(value) })),
  );

/** What facts say besides what their command was asked: by the journey, by a policy, by information governance. */
const besides: Readonly<Record<string, readonly [label: string, says: Says]>> = {
  purpose: ['Purpose', (value: Purpose) => purposeWords[value]],
  sender: ['Handed over by', service],
  receiver: ['Handed over to', service],
  sentenced: ['Date of sentence', day],
  structured: ['Structured treatment', flag],
  referrer: ['Referred by', service],
  service: ['Liaison and Diversion service', service],
  differentJudge: ['A different judge from before', flag],
  tests: [
    'Tests since the last review',
    (tests: readonly RequirementTest[]) =>
      tests.map(({ takenOn, results }) => `${day(takenOn)}: ${substances(results)}`).join('; ') || 'None',
  ],
  providerView: ["The provider's view", ({ on, summary }: ProviderView) => `${day(on)}: ${summary}`],
  place: ['Where', code],
  user: ['User', text],
  reason: ['Reason', text],
};

/** What steps say, in words: labels from the requests, options from the forms, names from the reference data. */
@Injectable()
export class StepWords {
  constructor(private readonly wording: Wording) {}

  /** What a fact says; of `only` these fields where they are named. */
  says(stage: StageName, fact: StageFact, only?: readonly string[]): readonly Said[] {
    const { do: command = '', ...fields } = commandOf(stage, fact) ?? {};
    const Request = command === DELIVERY ? undefined : requestFor(stage, command);
    const isWanted = (name: string) => only?.includes(name) ?? true;
    const asked = Object.fromEntries(Object.entries(fields).filter(([name]) => isWanted(name)));
    const said = Request ? this.#asked(Request, asked, command) : [];
    const others = Object.entries(fact as unknown as Fields).filter(([name]) => !Request || !(name in fields));
    return [...said, ...others.flatMap(([name, value]) => (isWanted(name) ? this.#besides(name, value) : []))];
  }

  /** The levels of one missed deadline, in the order in which they were climbed. */
  missed(climbed: readonly Climbed[]) {
    return missedDeadline(climbed, this.wording);
  }

  #asked(Request: Type<object>, fields: Fields, command = ''): readonly Said[] {
    return Object.entries(fields).flatMap(([name, value]): readonly Said[] => {
      const field = fieldNamed(Request, name);
      if (!field || value === undefined || isId(value)) return [];
      const { control, label } = field;
      if (value === ERASED) return [{ label: asLabel(label), value: 'Erased' }];
      if (control.type === 'part') return this.#asked(control.fields(), value as Fields);
      const words = wordsFor(command, name, control);
      const options = words ? Object.entries(words).map(optionOf) : this.#names(control, value);
      return [{ label: asLabel(label), value: controls[control.type].say(value, options) || 'None' }];
    });
  }

  #besides(name: string, value: unknown): readonly Said[] {
    if (value === undefined || value === null) return [];
    if (name === 'identifiers') return value === ERASED ? [] : this.#asked(PersonIdentifiers, value as Fields);
    const [label, says] = besides[name] ?? [];
    if (label === undefined || !says) return [];
    return [{ label, value: value === ERASED ? 'Erased' : says(value as never, this.wording) }];
  }

  /** The codes that a value holds, each by its name; what was typed in words stays as it is. */
  #names(control: Control, value: unknown): readonly Option[] {
    if (control.type === 'results')
      return Object.keys(value as object).map((one) => ({ value: one, text: plainly(one) }));
    if ('values' in control) return control.values.map((one) => ({ value: one, text: plainly(one) }));
    const name = typeof value === 'string' ? this.wording.named(value) : undefined;
    return name === undefined ? [] : [{ value: String(value), text: name }];
  }
}
