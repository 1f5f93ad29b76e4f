import type { CivilDate } from '#pathway/decider';
import { residenceOn } from '#read-models/analytics/attributes';
import { londonDay, startOfDay } from '#read-models/analytics/days';
import { every, first, last, type Kept } from '#read-models/analytics/history';
import { common, firstFrom, since, structuredStarts, when, type Source } from '#read-models/analytics/rows/row';
import type { Row } from '#read-models/analytics/tables';

export const requirements = (source: Source): readonly Row<'requirement'>[] =>
  source.history.instances('treatment-requirement').flatMap(([instance, facts]) => imposed(source, instance, facts));

function imposed(source: Source, instance: string, facts: readonly Kept[]): readonly Row<'requirement'>[] {
  const sentence = last(facts, 'RequirementImposed');
  if (!sentence) return [];
  const { sentenced, to, court } = sentence.fact;
  const started = firstFrom(structuredStarts(source), sentenced);
  const engaged = engagement(source, instance, sentenced);
  return [
    {
      ...common(source, {
        member: instance,
        day: sentenced,
        at: startOfDay(sentenced),
        authority: residenceOn(source.who, sentenced),
        substances: started?.fact.substances ?? [],
        facts: [...facts, started, engaged],
      }),
      provider: to,
      court,
      kind: kindOf(facts),
      started_at: when(started),
      start_days: since(sentenced, started),
      engaged_at: when(engaged),
      engaged_days: since(sentenced, engaged),
    },
  ];
}

const kindOf = (facts: readonly Kept[]): string => last(facts, 'SuitabilityAssessed')?.fact.kind ?? 'not-known';

/** A contact or a start of any kind with any provider, or an appointment that the requirement's own handover led to. */
function engagement({ history }: Source, instance: string, from: CivilDate): Kept | undefined {
  const attended = history
    .instances('handover')
    .filter(([, facts]) => first(facts, 'HandoverRequested')?.fact.openedBy.instance === instance)
    .flatMap(([, facts]) => every(facts, 'HandoverAppointmentAttended'));
  const treated = history
    .instances('treatment')
    .flatMap(([, facts]) => every(facts, 'TreatmentStarted', 'ContactRecorded'));
  return firstFrom([...attended, ...treated], from);
}

/** The failure that breach followed, as it stands: correcting the failure corrects that. */
const breach = (facts: readonly Kept[]): Kept | undefined =>
  every(facts, 'NonComplianceRecorded').find(({ fact }) => fact.response === 'breach');

export const requirementEnds = (source: Source): readonly Row<'requirement_end'>[] =>
  source.history.instances('treatment-requirement').flatMap(([instance, facts]) => ended(source, instance, facts));

function ended(source: Source, instance: string, facts: readonly Kept[]): readonly Row<'requirement_end'>[] {
  const sentence = last(facts, 'RequirementImposed');
  const end = last(facts, 'RequirementCompleted', 'RequirementRevoked');
  if (!sentence || !end) return [];
  const { occurredAt } = end.fact;
  const day = londonDay(occurredAt);
  return [
    {
      ...common(source, {
        member: instance,
        day,
        at: occurredAt,
        authority: residenceOn(source.who, day),
        substances: firstFrom(structuredStarts(source), sentence.fact.sentenced)?.fact.substances ?? [],
        facts,
      }),
      provider: sentence.fact.to,
      court: sentence.fact.court,
      kind: kindOf(facts),
      ended_as: end.fact.type === 'RequirementCompleted' ? 'completed' : 'revoked',
      breached_at: when(breach(facts)),
    },
  ];
}
