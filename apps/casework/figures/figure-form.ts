import { OneOf } from '#casework/fields/choices';
import { AreaCode, OrganisationCode } from '#casework/fields/text';
import { CivilDate } from '#casework/fields/times';
import { breakdownWords } from '#casework/figures/breakdown-words';
import type { Typed } from '#casework/forms/controls';
import { asking, type FormContext, type Option, type Question } from '#casework/forms/question';
import { errorsOf, viewsOf } from '#casework/forms/question-view';
import { readForm, type Wrong } from '#casework/forms/reading';
import type { MeasureMetric } from '#casework/metric/metric.requests';
import { type Breakdown, breakdowns, type Definition } from '#metrics/definition';
import { addDays, civilDate, londonInstant } from '#pathway/calendar';
import type { CivilDate as Day, Instant } from '#pathway/decider';
import { lastOfEach, organisation, type OrganisationKind, type Reference } from '#pathway/reference';

/** What is asked of a metric, as people type it. */
class Asked {
  @CivilDate('the first day')
  from: string;

  @CivilDate('the last day')
  to: string;

  @AreaCode('the area')
  area?: string;

  @OrganisationCode('the provider', { optional: true })
  provider?: string;

  @OrganisationCode('the prison', { optional: true })
  prison?: string;

  @OneOf(breakdowns, 'what it is broken down by', { optional: true })
  breakdown?: Breakdown;

  @CivilDate('the day as of which it stood', { optional: true })
  stood?: string;

  @CivilDate('the day as of which it was known', { optional: true })
  known?: string;
}

const NAME = 'figure';
const asked = asking(NAME, Asked);
const ENGLAND = 'E92000001';
const A_YEAR = 365;

/** Every area there is, the largest first. */
function areas({ reference }: FormContext): readonly Option[] {
  const { regions, partnerships, authorities } = reference;
  const option = ({ code, name }: { readonly code: string; readonly name: string }) => ({ value: code, text: name });
  return [
    { value: '', text: 'Everywhere' },
    { value: ENGLAND, text: 'England' },
    ...[...regions, ...lastOfEach(partnerships), ...authorities].map(option),
  ];
}

const everyOf =
  (kind: OrganisationKind, all: string) =>
  ({ reference }: FormContext): readonly Option[] => [
    { value: '', text: all },
    ...lastOfEach(reference.organisations)
      .filter((one) => one.kind === kind)
      .map(({ code, name }) => ({ value: code, text: name }))
      .toSorted((one, other) => one.text.localeCompare(other.text, 'en-GB')),
  ];

const first = asked('from', { ask: 'From', hint: 'For example, 1 4 2026.' });
const last = asked('to', { ask: 'To', hint: 'This day included.' });

/** What may be asked of a metric. */
function questionsFor({ breakdowns: offered }: Definition): readonly Question[] {
  const by = asked('breakdown', {
    ask: 'Broken down by',
    options: breakdownWords,
    choose: () => [{ value: '', text: 'Nothing' }, ...offered.map((value) => ({ value, text: breakdownWords[value] }))],
  });
  const provider = asked('provider', {
    ask: 'Provider',
    choose: everyOf('treatment-provider', 'Every provider'),
  });
  const prison = asked('prison', { ask: 'Prison', choose: everyOf('prison', 'Every prison') });
  return [
    ...[first, last, asked('area', { ask: 'Area', choose: areas })],
    ...(offered.includes('provider') ? [provider] : []),
    ...(offered.includes('prison') ? [prison] : []),
    by,
    asked('stood', { ask: 'As it stood on', hint: 'Only what had happened by the end of that day.' }),
    asked('known', { ask: 'As it was known on', hint: 'Only what had been recorded by the end of that day.' }),
  ];
}

/** The last second of a day in London. */
const endOf = (date: Day): Instant =>
  `${new Date(Date.parse(londonInstant(date, '24:00')) - 1000).toISOString().slice(0, 19)}Z`;

/** Where nothing was typed: the year up to today, in the area that the caller answers for. */
function usual({ caller, reference, now }: FormContext): Asked {
  const today = civilDate(now);
  const area = organisation(reference, caller.organisation)?.partnership;
  return { from: addDays(today, 1 - A_YEAR), to: today, ...(area !== undefined && { area }) };
}

const reversed: Wrong = { question: last, words: 'The last day must be the same as or after the first day' };

/** A question about a metric as somebody typed it, and how the form stands. */
export async function figureAsked(definition: Definition, typed: Typed, context: FormContext) {
  const questions = questionsFor(definition);
  const isTyped = questions.some(({ id }) => [id, `${id}-day`].some((name) => typed[name] !== undefined));
  if (!isTyped) {
    const by = usual(context);
    const views = await viewsOf(questions, { context: { ...context, answers: { [NAME]: { ...by } } } });
    return { asked: measured(by), questions: views, errors: [] };
  }
  const { answers, wrong } = await readForm(questions, typed, context);
  const by = (answers[NAME] ?? {}) as unknown as Asked;
  const broken = wrong.length === 0 && by.to < by.from ? [reversed] : wrong;
  const views = await viewsOf(questions, { context, wrong: broken, typed });
  return { asked: broken.length > 0 ? undefined : measured(by), questions: views, errors: errorsOf(broken, views) };
}

function measured({ stood, known, ...rest }: Asked): MeasureMetric {
  return {
    ...rest,
    ...(stood !== undefined && { effectiveAt: endOf(stood) }),
    ...(known !== undefined && { asKnownAt: endOf(known) }),
  };
}

/** An area by its name. */
function areaName({ regions, partnerships, authorities }: Reference, code: string | undefined): string {
  if (code === undefined) return 'everywhere';
  if (code === ENGLAND) return 'England';
  return [...regions, ...partnerships, ...authorities].find((one) => one.code === code)?.name ?? code;
}

/** The area, then the provider and the prison where it is narrowed to them. */
export function whereOf(reference: Reference, scope: Pick<MeasureMetric, 'area' | 'provider' | 'prison'>): string {
  const named = [scope.provider, scope.prison].flatMap((code) =>
    code === undefined ? [] : [organisation(reference, code)?.name ?? code],
  );
  return [areaName(reference, scope.area), ...named].join(', ');
}
