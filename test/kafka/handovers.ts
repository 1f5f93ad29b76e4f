import type { Log } from '#commands/log';
import type { HandoverFact } from '#pathway/handover';
import { randomUUID } from 'node:crypto';

/** Facts of one person in one round. */
export const STEPS = 5;
const AT_ONCE = 32;
const at = '2026-03-02T09:00:00Z';

/** A handover is requested, then asked after and answered again and again: each of these facts is told. */
function factsOf(round: number, personId: string): readonly HandoverFact[] {
  const asked = { type: 'HandoverInformationRequested', occurredAt: at, question: 'In treatment?' } as const;
  const answered = { type: 'HandoverInformationProvided', occurredAt: at, answer: 'Yes.' } as const;
  const requested = {
    type: 'HandoverRequested',
    occurredAt: at,
    personId,
    purpose: 'release',
    sender: 'prison-brookvale',
    receiver: 'provider-riverside',
    openedBy: { stage: 'prison-release', instance: randomUUID(), event: randomUUID() },
    area: 'E08000012',
  } as const;
  return [round === 0 ? requested : asked, answered, asked, answered, asked];
}

/** So many people's handovers, recorded one round of facts after another; knows the ids of each person's in order. */
export function handovers(log: Log, count: number) {
  const people = Array.from({ length: count }, (): Record<'personId' | 'handover', string> => ({
    personId: randomUUID(),
    handover: randomUUID(),
  }));
  const written = new Map<string, string[]>(people.map(({ personId }) => [personId, []]));
  async function record(round: number, { personId, handover }: Record<'personId' | 'handover', string>): Promise<void> {
    const stamp = { personId, organisation: 'test', user: 'test', request: '', recordedAt: at, command: randomUUID() };
    const facts = factsOf(round, personId).map((fact) => ({ id: randomUUID(), fact }));
    await log.append(await log.read('handover', handover), facts, stamp);
    written.get(personId)?.push(...facts.map(({ id }) => id));
  }
  return {
    written,
    async round(round: number): Promise<void> {
      const left = [...people];
      const work = async () => {
        for (let next = left.pop(); next; next = left.pop()) await record(round, next);
      };
      await Promise.all(Array.from({ length: AT_ONCE }, work));
    },
  };
}
