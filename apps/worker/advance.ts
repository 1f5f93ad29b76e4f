import type { Caller } from '#access/caller';
import { openedBy } from '#commands/ids';
import type { Log, LoggedFact } from '#commands/log';
import type { Recording } from '#commands/recording';
import { Refused } from '#commands/refused';
import { type Answer, HandoverStep, LiaisonReferralStep } from '#commands/step';
import type { teller } from '#commands/tell';
import type { RecordedEvent } from '#event-store/event-store';
import type { Recorded } from '#pathway/corrections';
import { type HandoverFact } from '#pathway/handover';
import { mayAsk, mayOpen, namedBy, next } from '#pathway/journey';
import type { Addressed, Context, Step } from '#pathway/journey/scene';
import { residenceAt } from '#pathway/person/state';
import { placeOf, type StageFact } from '#pathway/stages';
import type { Told } from '#pathway/told';
import { CannotBeDone, type Follower } from '#worker/follower';
import type { CommandBus } from '@nestjs/cqrs';

export interface Advancing {
  readonly bus: CommandBus;
  readonly log: Log;
  readonly recording: Recording;
  readonly tell: ReturnType<typeof teller>;
}

/** The journey: a policy, not a person. Its commands are named after the event they follow from. */
const journey: Caller = { user: 'journey', organisation: 'throughcare', kind: 'policy', roles: [] };

/** What each fact asks of the next stage, carried out in the order of the log; harmless when repeated. */
export function advance(advancing: Advancing): Follower {
  return {
    name: 'advance',
    async handle(event: RecordedEvent) {
      if (!placeOf(event.stream)) return undefined;
      const [told] = await advancing.tell([event], { personal: false });
      if (!told || 'untellable' in told) throw new CannotBeDone(told?.untellable ?? 'UNREADABLE');
      if (!mayAsk(told)) return undefined;
      const steps = next(told, await gather(told, advancing));
      let furthest: bigint | undefined;
      for (const step of steps) {
        const { position } = await carryOut(step, told.id, advancing.bus);
        if (furthest === undefined || position > furthest) furthest = position;
      }
      return furthest;
    },
  };
}

const instanceOf = (addressed: Addressed): string =>
  typeof addressed === 'string' ? addressed : openedBy(addressed.derivedFrom);

async function carryOut(step: Step, event: string, bus: CommandBus): Promise<Answer> {
  const instance = instanceOf(step.instance);
  const envelope = { caller: journey, key: `${event}/${instance}/${step.command.do}`, occurredAt: step.occurredAt };
  try {
    return await (step.stage === 'handover'
      ? bus.execute(new HandoverStep(instance, step.command, envelope))
      : bus.execute(new LiaisonReferralStep(instance, step.command, envelope)));
  } catch (error) {
    if (error instanceof Refused)
      throw new CannotBeDone(`${step.command.do.toUpperCase().replaceAll(' ', '_')}_${error.code}`, error);
    throw error;
  }
}

const asRecorded = <F extends StageFact>(facts: readonly LoggedFact[]) => facts as unknown as readonly Recorded<F>[];

async function gather(told: Told, { log, recording }: Advancing): Promise<Context> {
  const { facts } = await upTo(told, log);
  const person = await recording.person(told.personId, true);
  const opened = await Promise.all(
    facts
      .filter(({ fact }) => mayOpen(fact.type))
      .map(async ({ id }) => ({ event: id, history: await handoverFacts(openedBy(id), log) })),
  );
  const named = namedBy(told);
  return {
    reference: recording.reference,
    history: asRecorded(facts),
    area: (person && residenceAt(person, told.fact.occurredAt)) ?? person?.residence ?? 'not-known',
    opened: opened.filter(({ history }) => history.length > 0),
    ...(named !== undefined && { named: await handoverFacts(named, log) }),
  };
}

/** The stream of a fact at least up to it: read again where what is held in memory does not reach so far. */
async function upTo(told: Told, log: Log): ReturnType<Log['read']> {
  const held = await log.read(told.stage, told.instance);
  return held.revision >= told.revision ? held : log.read(told.stage, told.instance, true);
}

const handoverFacts = async (id: string, log: Log): Promise<readonly Recorded<HandoverFact>[]> =>
  asRecorded<HandoverFact>((await log.read('handover', id, true)).facts);
