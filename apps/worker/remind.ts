import { Refused } from '#commands/refused';
import { HandoverStep } from '#commands/step';
import type { Caller } from '#access/caller';
import type { Instant } from '#pathway/decider';
import type { DueBy, DueRung } from '#read-models/handover/queries';
import type { CommandBus } from '@nestjs/cqrs';
import type { Logger } from 'pino';

export interface Reminding {
  readonly bus: CommandBus;
  readonly log: Logger;
  readonly dueBy: DueBy;
  /** Nothing is waited for, nor prompted, once it aborts. */
  readonly signal: AbortSignal;
}

/** The reminder: a policy, not a person. */
const reminder: Caller = { user: 'remind', organisation: 'throughcare', kind: 'policy', roles: [] };
const AT_ONCE = 200;

/**
 * Prompts the handovers whose deadlines have passed, until nothing more is due; answers how many levels were prompted.
 * The handover's own decider raises the level, once, whoever prompts and however often.
 */
export async function remind({ bus, log, dueBy, signal }: Reminding, now: Instant): Promise<number> {
  const prompted = new Set<string>();
  for (;;) {
    const rungs = (await dueBy(now, AT_ONCE + prompted.size, signal)).filter((rung) => !prompted.has(keyOf(rung)));
    if (rungs.length === 0) return prompted.size;
    for (const rung of rungs) {
      signal.throwIfAborted();
      prompted.add(keyOf(rung));
      await raise(bus, log, rung);
    }
  }
}

const keyOf = ({ handover, receiver, deadline, due, level }: DueRung): string =>
  `remind/${handover}/${receiver}/${deadline}/${due}/${level}`;

async function raise(bus: CommandBus, log: Logger, rung: DueRung): Promise<void> {
  const { handover, deadline, due, level } = rung;
  try {
    await bus.execute(
      new HandoverStep(handover, { do: 'escalate', deadline, due, level }, { caller: reminder, key: keyOf(rung) }),
    );
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    log.warn({ handover, deadline, level, code: error.code }, 'a prompted level was not raised');
  }
}
