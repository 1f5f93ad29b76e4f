import type { Instant } from '#pathway/decider';
import { deadlineRule, type Purpose } from '#pathway/reference';
import { residenceOn, type Places } from '#read-models/analytics/attributes';
import { londonDay } from '#read-models/analytics/days';
import { every, first, last, type Kept, type KeptOf } from '#read-models/analytics/history';
import { common, firstFrom, since, structuredStarts, when, type Source } from '#read-models/analytics/rows/row';
import type { Row } from '#read-models/analytics/tables';

type Opening = KeptOf<'HandoverRequested'> | KeptOf<'HandoverReassigned'>;

/** One receiver's part of a handover: from the request of it to the next. */
interface Request {
  readonly member: string;
  readonly opened: KeptOf<'HandoverRequested'>;
  readonly opening: Opening;
  readonly receiver: string;
  readonly facts: readonly Kept[];
  readonly reassigned: Kept | undefined;
}

export const handovers = (source: Source): readonly Row<'handover'>[] =>
  source.history
    .instances('handover')
    .flatMap(([instance, facts]) => requests(instance, facts).map((request) => handover(source, request)));

function requests(instance: string, facts: readonly Kept[]): readonly Request[] {
  const opened = first(facts, 'HandoverRequested');
  if (!opened) return [];
  const openings: readonly Opening[] = [opened, ...every(facts, 'HandoverReassigned')];
  return openings.map((opening, place) => {
    const next = openings[place + 1];
    const start = place === 0 ? 0 : facts.indexOf(opening);
    return {
      member: `${instance}#${place + 1}`,
      opened,
      opening,
      receiver: opening.fact.type === 'HandoverRequested' ? opening.fact.receiver : opening.fact.to,
      facts: facts.slice(start, next ? facts.indexOf(next) : undefined),
      reassigned: next,
    };
  });
}

function handover(source: Source, request: Request): Row<'handover'> {
  const { purpose, sender } = request.opened.fact;
  const { occurredAt } = request.opening.fact;
  const day = londonDay(occurredAt);
  const started = firstFrom(
    structuredStarts(source).filter(({ fact }) => fact.provider === request.receiver),
    day,
  );
  const { substances, needs } = openerOf(source, request.opened);
  return {
    ...common(source, {
      member: request.member,
      day,
      at: occurredAt,
      authority: residenceOn(source.who, day),
      substances,
      facts: [request.opened, ...request.facts, request.reassigned, started],
    }),
    purpose,
    sender,
    source: source.places.organisation(sender, day)?.kind ?? 'not-known',
    provider: request.receiver,
    needs,
    ...answered(source, request),
    started_at: when(started),
    start_days: since(day, started),
  };
}

function answered({ places }: Source, { opened, opening, facts, reassigned }: Request) {
  const asked = opening.fact.occurredAt;
  const acknowledged = first(
    facts,
    'HandoverAcknowledged',
    'HandoverInformationRequested',
    'HandoverAccepted',
    'HandoverDeclined',
    'HandoverTreatmentStarted',
  );
  return {
    acknowledge_due: acknowledgeDue(places, opened.fact, asked),
    acknowledged_at: when(acknowledged),
    acknowledge_minutes: acknowledged ? places.workingMinutes(asked, acknowledged.fact.occurredAt) : null,
    accepted_at: when(first(facts, 'HandoverAccepted', 'HandoverTreatmentStarted')),
    declined_at: when(first(facts, 'HandoverDeclined')),
    closed_at: when(first(facts, 'HandoverWithdrawn') ?? reassigned),
  };
}

function acknowledgeDue(
  { reference, deadline }: Places,
  handed: { purpose: Purpose; area: string },
  asked: Instant,
): Instant | null {
  const day = londonDay(asked);
  const rule = deadlineRule(reference, handed, day);
  return rule ? deadline(day, rule.acknowledge) : null;
}

/** What the step that opened the handover knew of substances and needs. */
function openerOf({ history }: Source, { fact }: KeptOf<'HandoverRequested'>) {
  const { instance } = fact.openedBy;
  const referral = history.instance('liaison-referral', instance);
  const plan = last(history.instance('prison-release', instance), 'ReleasePlanned');
  return {
    substances: [
      ...every(referral, 'Assessed').flatMap((kept) => kept.fact.substances),
      ...(plan?.fact.substances ?? []),
    ],
    needs: last(referral, 'Screened')?.fact.needs ?? [],
  };
}
