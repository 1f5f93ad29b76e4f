import type { CivilDate } from '#pathway/decider';
import { isStructured } from '#pathway/treatment';
import { bandStarts, residenceOn, type Someone } from '#read-models/analytics/attributes';
import { londonDay, plusDays, startOfDay } from '#read-models/analytics/days';
import { first, last, type Kept } from '#read-models/analytics/history';
import { common, type Source } from '#read-models/analytics/rows/row';
import type { Row } from '#read-models/analytics/tables';

const structured = ({ history }: Source) =>
  history.instances('treatment').flatMap(([instance, facts]) => {
    const started = first(facts, 'TreatmentStarted');
    return started && isStructured(started.fact.interventions)
      ? [{ instance, facts, started: started.fact, ended: last(facts, 'TreatmentEnded')?.fact }]
      : [];
  });
type Structured = ReturnType<typeof structured>[number];

const from = ({ started }: Structured): CivilDate => londonDay(started.occurredAt);
const counted = (source: Source, { instance, facts, started }: Structured, day: CivilDate) => ({
  member: instance,
  day,
  at: startOfDay(day),
  authority: residenceOn(source.who, day),
  substances: started.substances,
  facts: facts.filter(({ fact }: Kept) => fact.type !== 'ContactRecorded'),
});

export const treatments = (source: Source): readonly Row<'treatment'>[] =>
  structured(source).map((one) => ({
    ...common(source, { ...counted(source, one, from(one)), at: one.started.occurredAt }),
    provider: one.started.provider,
    setting: one.started.setting,
    ended_on: one.ended?.date ?? null,
    ended_as: one.ended?.reason ?? null,
  }));

export const treatmentEnds = (source: Source): readonly Row<'treatment_end'>[] =>
  structured(source).flatMap((one) =>
    one.ended
      ? [
          {
            ...common(source, counted(source, one, one.ended.date)),
            provider: one.started.provider,
            setting: one.started.setting,
            ended_as: one.ended.reason,
          },
        ]
      : [],
  );

/** A spell ends where the person moves or comes into another age band, so that a day falls in exactly one. */
export const daysInTreatment = (source: Source): readonly Row<'in_treatment'>[] =>
  structured(source).flatMap((one) => {
    const until = one.ended?.date ?? null;
    const days = breaks(source.who).filter((day) => day > from(one) && (until === null || day <= until));
    const starts = [from(one), ...new Set(days.sort())];
    return starts.map((day, place) => ({
      ...common(source, { ...counted(source, one, day), member: `${one.instance}#${place + 1}` }),
      provider: one.started.provider,
      setting: one.started.setting,
      until: starts[place + 1] === undefined ? until : plusDays(starts[place + 1] as CivilDate, -1),
    }));
  });

function breaks({ residences, birthMonth }: Someone): CivilDate[] {
  const moves = residences.map((residence) => residence.from).slice(1);
  if (!birthMonth) return moves;
  const birthdays = bandStarts.map((age) => `${Number(birthMonth.slice(0, 4)) + age}${birthMonth.slice(4)}-01`);
  return [...moves, ...birthdays];
}
