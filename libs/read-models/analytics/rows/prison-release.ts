import { residenceOn, residenceOnRelease } from '#read-models/analytics/attributes';
import { londonDay, startOfDay } from '#read-models/analytics/days';
import { every, first, last, type Kept, type KeptOf } from '#read-models/analytics/history';
import { overall } from '#pathway/arrest-test/state';
import { common, firstFrom, since, structuredStarts, when, type Source } from '#read-models/analytics/rows/row';
import type { Row } from '#read-models/analytics/tables';

export const prisonReleases = (source: Source): readonly Row<'prison_release'>[] =>
  source.history.instances('prison-release').flatMap(([instance, facts]) =>
    every(facts, 'Released')
      .filter(({ fact }) => fact.reason === 'released')
      .map((released, place) => release(source, { member: `${instance}#${place + 1}`, released, facts })),
  );

interface OneRelease {
  readonly member: string;
  readonly released: KeptOf<'Released'>;
  readonly facts: readonly Kept[];
}

const NO_PLAN = { prison: 'not-known', inTreatment: false, substances: [] as readonly string[] };

function release(source: Source, { member, released, facts }: OneRelease): Row<'prison_release'> {
  const { date } = released.fact;
  const { prison, inTreatment, substances } = last(facts, 'ReleasePlanned')?.fact ?? NO_PLAN;
  const referrals = every(facts, 'CommunityReferralMade');
  const started = firstFrom(structuredStarts(source), date);
  return {
    ...common(source, {
      member,
      day: date,
      at: startOfDay(date),
      authority: residenceOnRelease(source.who, facts, date),
      substances,
      facts: [...facts, started],
    }),
    prison,
    provider: referrals.at(-1)?.fact.to ?? null,
    in_treatment: inTreatment,
    in_need: inTreatment || substances.length > 0,
    referred: referrals.some(({ fact }) => londonDay(fact.occurredAt) <= date),
    started_at: when(started),
    start_days: since(date, started),
    meeting_at: when(first(facts, 'PreReleaseMeetingHeld')),
    naloxone_at: when(first(facts, 'NaloxoneSupplied')),
    medication_at: when(first(facts, 'MedicationContinuityArranged')),
    recalled_on: every(facts, 'Recalled').find(({ fact }) => fact.date >= date)?.fact.date ?? null,
  };
}

export const prisonTests = (source: Source): readonly Row<'prison_test'>[] =>
  source.history
    .instances('prison-release')
    .flatMap(([, facts]) => every(facts, 'PrisonTestRecorded').map((test) => prisonTest(source, facts, test)));

function prisonTest(source: Source, facts: readonly Kept[], test: KeptOf<'PrisonTestRecorded'>): Row<'prison_test'> {
  const { occurredAt, results, kind } = test.fact;
  const day = londonDay(occurredAt);
  return {
    ...common(source, {
      member: test.id,
      day,
      at: occurredAt,
      authority: residenceOn(source.who, day),
      substances: Object.keys(results).filter((substance) => results[substance] === 'positive'),
      facts: [test],
    }),
    prison: first(facts, 'ReleasePlanned')?.fact.prison ?? 'not-known',
    kind,
    result: overall(results),
  };
}
