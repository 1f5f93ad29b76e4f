import { published } from '#test/simulate/published';
import type { Writer } from '#test/simulate/diary';
import type { Area } from '#test/simulate/caseload';

const substances = (drug: string): readonly string[] => (drug === 'alcohol' ? ['alcohol'] : ['crack', 'opiate']);

/** Treatment from its start to its end, naming the handover it takes up. */
export function treat(writer: Writer, area: Area, { handover, drug }: { handover?: string; drug: string }): void {
  const { dice } = writer;
  const interventions = drug === 'opiate' ? ['pharmacological', 'psychosocial'] : ['psychosocial'];
  const start = {
    personId: '$PERSON',
    triaged: writer.today,
    interventions,
    substances: substances(drug),
    setting: 'community',
  };
  writer.does(area.provider, '/treatment', handover === undefined ? start : { ...start, handover }, { as: 'X' });
  const outcome = dice.weighted(published.treatmentOutcomes);
  const weeks = outcome === 'completed' ? dice.between(14, 40) : dice.between(2, 36);
  for (let week = 6; week < weeks; week += 12)
    writer.days(36, 46).does(area.provider, '/treatment/$X/review-progress', { summary: 'Keeps to the plan.' });
  if (outcome === 'still') return;
  writer.days(7, 49);
  writer.does(area.provider, '/treatment/$X/end-treatment', { date: writer.today, reason: outcome });
}

/** A handover on its way from its sender to the provider. */
export interface Passing {
  readonly handover: string;
  readonly sender: string;
}

/** A provider takes a handover, sometimes late, and sometimes not at all. Answers whether it accepted. */
export function takeUp(writer: Writer, area: Area, { handover, sender }: Passing): boolean {
  const { dice } = writer;
  const pace = dice.weighted({ prompt: 80, late: 14, never: 6 });
  if (pace === 'never') return false;
  writer.days(pace === 'prompt' ? 0 : 4, pace === 'prompt' ? 1 : 7);
  writer.does(area.provider, `/handover/${handover}/acknowledge`);
  if (dice.chance(0.1)) {
    const question = { question: 'Current prescription?' };
    writer.minutes(10, 60).does(area.provider, `/handover/${handover}/request-information`, question);
    writer.days(1, 2).does(sender, `/handover/${handover}/provide-information`, { answer: 'None.' });
  }
  writer.days(0, 2);
  const accepted = dice.chance(0.94);
  if (accepted) writer.does(area.provider, `/handover/${handover}/accept`);
  else writer.does(area.provider, `/handover/${handover}/decline`, { reason: 'Lives outside our area.' });
  return accepted;
}

/** What came to nothing is withdrawn by its sender after some weeks, mostly. */
export function letGo(writer: Writer, { handover, sender }: Passing): void {
  if (writer.dice.chance(0.2)) return;
  writer.days(25, 50).does(sender, `/handover/${handover}/withdraw`, { reason: 'No contact with the person.' });
}

/** A first appointment, offered and kept or missed. Answers whether it was kept. */
export function appointment(writer: Writer, area: Area, handover: string): boolean {
  const kept = writer.dice.chance(0.8);
  writer.minutes(5, 30);
  const when = new Date(Date.parse(writer.now) + 3 * 86_400_000).toISOString().slice(0, 19);
  writer.does(area.provider, `/handover/${handover}/offer-appointment`, { when: `${when}Z`, mode: 'in-person' });
  writer.days(2, 4).does(area.provider, `/handover/${handover}/record-appointment`, { attended: kept });
  return kept;
}
