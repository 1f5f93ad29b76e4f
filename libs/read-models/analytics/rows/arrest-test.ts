import type { Results } from '#pathway/arrest-test';
import { overall } from '#pathway/arrest-test/state';
import type { Instant } from '#pathway/decider';
import { londonDay, plusDays, startOfDay } from '#read-models/analytics/days';
import { every, first, last, type Kept, type KeptOf } from '#read-models/analytics/history';
import { authorityOf, common, firstSince, structuredStarts, when, type Source } from '#read-models/analytics/rows/row';
import type { Row } from '#read-models/analytics/tables';

const RETAINED = 84;

const found = (results: Results, matches: (result: string) => boolean): string[] =>
  Object.keys(results).filter((substance) => matches(results[substance] ?? ''));

export const arrestTests = (source: Source): readonly Row<'arrest_test'>[] =>
  source.history.instances('arrest-test').flatMap(([instance, facts]) => arrestTest(source, instance, facts));

function arrestTest(source: Source, instance: string, facts: readonly Kept[]): readonly Row<'arrest_test'>[] {
  const requested = first(facts, 'ArrestTestRequested');
  const recorded = last(facts, 'ArrestTestResultRecorded');
  if (!requested || !recorded) return [];
  const { results, occurredAt } = recorded.fact;
  const day = londonDay(occurredAt);
  const result = overall(results);
  if (result === 'void') return [];
  const positive = found(results, (one) => one === 'positive');
  const steps = result === 'positive' ? taken(source, instance, recorded) : NO_STEPS;
  return [
    {
      ...common(source, {
        member: instance,
        day,
        at: occurredAt,
        authority: authorityOf(source.places, requested.fact.suite, day),
        substances: positive,
        facts: [...facts, ...Object.values(steps.facts)],
      }),
      force: source.places.organisation(requested.fact.suite, day)?.force ?? null,
      suite: requested.fact.suite,
      ground: requested.fact.ground,
      result,
      tested_for: found(results, (one) => one !== 'void'),
      positive_for: positive,
      overturned_at: overturned(facts),
      assessed_at: when(steps.facts.assessed),
      referred_at: when(steps.facts.referred),
      accepted_at: when(steps.facts.accepted),
      started_at: when(steps.facts.started),
      retained_at: steps.retained,
    },
  ];
}

interface Steps {
  readonly facts: { readonly [Step in 'assessed' | 'referred' | 'accepted' | 'started' | 'ended']?: Kept | undefined };
  readonly retained: Instant | null;
}
const NO_STEPS: Steps = { facts: {}, retained: null };

/** What followed a positive result, whichever way the person came to it. */
function taken(source: Source, instance: string, result: Kept): Steps {
  const { history } = source;
  const attended = every(history.instance('arrest-test', instance), 'AssessmentAttended').filter(
    ({ fact }) => fact.which === 'initial',
  );
  const onward = history
    .instances('handover')
    .filter(([, facts]) => first(facts, 'HandoverRequested')?.fact.purpose === 'onward-referral')
    .map(([, facts]) => facts);
  const referred = onward
    .filter((facts) => firstSince(every(facts, 'HandoverRequested'), result))
    .flatMap((facts) => facts);
  const started = firstSince(structuredStarts(source), result);
  const ended = started && last(history.instance('treatment', started.instance), 'TreatmentEnded');
  return {
    facts: {
      assessed: firstSince([...attended, ...history.all('liaison-referral', 'Assessed')], result),
      referred: firstSince(every(referred, 'HandoverRequested'), result),
      accepted: firstSince(every(referred, 'HandoverAccepted', 'HandoverTreatmentStarted'), result),
      started,
      ended,
    },
    retained: started ? retainedAt(started, ended) : null,
  };
}

/** When the 84 days were over, or treatment was completed before; null where it ended before otherwise. */
function retainedAt(started: KeptOf<'TreatmentStarted'>, ended: KeptOf<'TreatmentEnded'> | undefined): Instant | null {
  const day = londonDay(started.fact.occurredAt);
  if (!ended || ended.fact.date >= plusDays(day, RETAINED)) return startOfDay(plusDays(day, RETAINED + 1));
  return ended.fact.reason === 'completed' ? startOfDay(ended.fact.date) : null;
}

const overturned = (facts: readonly Kept[]): Instant | null => {
  const laboratory = last(facts, 'LaboratoryResultRecorded');
  return laboratory && !laboratory.fact.confirmed ? laboratory.fact.occurredAt : null;
};

export const requiredAssessments = (source: Source): readonly Row<'required_assessment'>[] =>
  source.history.instances('arrest-test').flatMap(([instance, facts]) => requiredAssessment(source, instance, facts));

function requiredAssessment(
  source: Source,
  instance: string,
  facts: readonly Kept[],
): readonly Row<'required_assessment'>[] {
  const requested = first(facts, 'ArrestTestRequested');
  const imposed = last(facts, 'RequiredAssessmentImposed');
  const result = last(facts, 'ArrestTestResultRecorded')?.fact;
  if (!requested || !imposed) return [];
  const positive = result && overall(result.results) === 'positive';
  const substances = found(result?.results ?? {}, (one) => one === 'positive');
  const { occurredAt } = imposed.fact;
  const day = londonDay(occurredAt);
  return [
    {
      ...common(source, {
        member: instance,
        day,
        at: occurredAt,
        authority: authorityOf(source.places, requested.fact.suite, day),
        substances,
        facts,
      }),
      force: source.places.organisation(requested.fact.suite, day)?.force ?? null,
      suite: requested.fact.suite,
      ceased_at: positive ? overturned(facts) : occurredAt,
      attended_at: when(every(facts, 'AssessmentAttended').find(({ fact }) => fact.which === 'initial')),
    },
  ];
}
