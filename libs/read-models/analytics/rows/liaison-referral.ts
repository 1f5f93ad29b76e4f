import { londonDay } from '#read-models/analytics/days';
import { every, first, last, type Kept } from '#read-models/analytics/history';
import { authorityOf, common, when, type Source } from '#read-models/analytics/rows/row';
import type { Row } from '#read-models/analytics/tables';

export const liaisonReferrals = (source: Source): readonly Row<'liaison_referral'>[] =>
  source.history.instances('liaison-referral').flatMap(([instance, facts]) => liaisonReferral(source, instance, facts));

function liaisonReferral(source: Source, instance: string, facts: readonly Kept[]): readonly Row<'liaison_referral'>[] {
  const opened = first(facts, 'LiaisonReferralOpened');
  if (!opened) return [];
  const { occurredAt, referrer, service, point } = opened.fact;
  const assessed = every(facts, 'Assessed');
  const day = londonDay(occurredAt);
  return [
    {
      ...common(source, {
        member: instance,
        day,
        at: occurredAt,
        authority: authorityOf(source.places, referrer, day),
        substances: assessed.flatMap(({ fact }) => fact.substances),
        facts,
      }),
      provider: service,
      referrer,
      point,
      needs: last(facts, 'Screened')?.fact.needs ?? [],
      screened_at: when(first(facts, 'Screened')),
      ...consent(facts),
      assessed_at: when(assessed[0]),
    },
  ];
}

/** The latest stretch over which consent to be assessed stood. */
function consent(facts: readonly Kept[]) {
  const answers = every(facts, 'ConsentRecorded').filter(({ fact }) => fact.scope === 'assess');
  const given = answers.findLastIndex(
    ({ fact }, place) => fact.answer === 'given' && answers[place - 1]?.fact.answer !== 'given',
  );
  const ended = answers.slice(given + 1).find(({ fact }) => fact.answer !== 'given');
  return {
    consented_at: when(answers[given]),
    consent_ended_at: given < 0 ? null : when(ended),
  };
}
