import type { Kept } from '#commands/idempotency';
import type { History } from '#commands/log';
import { Refused } from '#commands/refused';
import type { Answer, Envelope } from '#commands/step';
import { correctionRefusals } from '#pathway/corrections';
import type { PathwayFact, StageName } from '#pathway/stages';

export const notFound = (): Refused =>
  new Refused('not-found', 'NOT_FOUND', 'There is nothing here, or nothing that you may see.');

export function refused(
  { refused: code, field }: { refused: string; field?: string },
  words: Readonly<Record<string, string>>,
): Refused {
  const said = words[code] ?? (correctionRefusals as Readonly<Record<string, string>>)[code] ?? code;
  return new Refused(field === undefined ? 'rule' : 'invalid', code, said, field);
}

const keyReused = () =>
  new Refused(
    'key-reused',
    'IDEMPOTENCY_KEY_REUSED',
    'This Idempotency-Key was used before, for something else: send a new one.',
  );

export function asBefore(earlier: Kept, request: string): Answer {
  if (earlier.request !== request) throw keyReused();
  return {
    stage: earlier.stage as StageName,
    id: earlier.instance,
    revision: BigInt(earlier.revision),
    position: BigInt(earlier.position),
    events: earlier.events,
  };
}

interface Repeating {
  readonly request: string;
  readonly envelope: Envelope;
}

/** A policy's command is named after what it follows from: what it is asked with may have been corrected since. */
export function repeated(history: History, mine: History['facts'], { request, envelope }: Repeating): Answer {
  const last = mine.at(-1);
  if (!last || (last.request !== request && envelope.caller.kind !== 'policy')) throw keyReused();
  return {
    stage: history.stage,
    id: history.instance,
    revision: last.revision,
    position: last.position,
    events: mine.map(({ id, fact: { type } }) => ({ id, type })),
  };
}

export function answerOf(history: History, facts: readonly { id: string; fact: PathwayFact }[]): Answer {
  return {
    stage: history.stage,
    id: history.instance,
    revision: history.revision,
    position: history.facts.at(-1)?.position ?? 0n,
    events: facts.map(({ id, fact: { type } }) => ({ id, type })),
  };
}

export const kept = (answer: Answer, command: string, request: string): Kept => ({
  command,
  request,
  stage: answer.stage,
  instance: answer.id,
  revision: String(answer.revision),
  position: String(answer.position),
  events: answer.events,
});
