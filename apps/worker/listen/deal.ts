import type { Caller } from '#access/caller';
import { notFound } from '#commands/answers';
import type { Registry } from '#commands/register';
import { Refused } from '#commands/refused';
import {
  type Answer,
  HandoverStep,
  PersonStep,
  PrisonReleaseStep,
  TreatmentRequirementStep,
  TreatmentStep,
} from '#commands/step';
import { AppendRejected } from '#event-store/event-store';
import type { Outcome, Turn } from '#messages/inbound/dealing';
import { inboundContractOf, inboundTopics, senders } from '#messages/inbound/contracts';
import type { Inbox } from '#messages/inbound/inbox';
import { type InboundMessage, readInbound } from '#messages/inbound/reading';
import type { InboundStep } from '#messages/inbound/steps';
import { organisation, type Organisation, type Reference } from '#pathway/reference';
import { type Finding, instanceFor } from '#worker/listen/place';
import type { CommandBus } from '@nestjs/cqrs';

export interface Dealing extends Finding {
  readonly inbox: Inbox;
  readonly registry: Registry;
  readonly bus: CommandBus;
  readonly patience: Patience;
}

export interface Patience {
  readonly firstRetryMs: number;
  readonly longestRetryMs: number;
  readonly lookEveryMs: number;
}

/** A clock that is ahead of ours by no more than this will be right shortly. */
const AHEAD_MS = 300_000;

/** The organisation that a source speaks for at a place on a broker: one of the kind that the topic is for. */
export function speaksFor({ organisations }: Reference, source = '', place = ''): Organisation | undefined {
  const sender = senders.find((kind) => place.startsWith(`${inboundTopics[kind]}/`));
  return organisations.find(({ kind, sources }) => kind === sender && sources?.includes(source));
}

const dead = (code: string, words: string) => ({ state: 'dead', code, words }) as const;

const nobody = dead('NOT_FOUND', notFound().message);

/** What becomes of a message in its turn. It rejects only where the inbox itself cannot be read. */
export async function dealWith(turn: Turn, dealing: Dealing): Promise<Outcome> {
  const { inbox, recording } = dealing;
  const read = readInbound(inbox.open(turn.id, turn.payload), recording.clock.now());
  if ('code' in read) return dead(read.code, read.words);
  const caller = senderOf(turn, read, recording.reference);
  if (!caller)
    return dead(
      'UNKNOWN_SOURCE',
      'Its source speaks for no service that tells this here. Check the directory’s sources.',
    );
  const from = { organisation: caller.organisation };
  try {
    const personId = turn.person ?? (await whom(read, caller, dealing));
    if (personId !== undefined) return { ...from, ...(await recorded(read, { personId, caller, turn }, dealing)) };
    return { ...from, ...('subject' in read.named ? nobody : { state: 'waiting' }) };
  } catch (error) {
    return { ...from, ...passing(error, turn, dealing) };
  }
}

async function whom({ named }: InboundMessage, caller: Caller, { registry, upToDate }: Dealing) {
  if (!('subject' in named)) return registry.known(named.identifiers, named.dateOfBirth, caller);
  await upToDate();
  return (await registry.sees(named.subject, caller)) ? named.subject : undefined;
}

/** Over HTTP, who signed in; on a broker, whom the source speaks for. */
function senderOf({ organisation: code, caller: user, place }: Turn, message: InboundMessage, reference: Reference) {
  const known = code === null ? speaksFor(reference, message.source, place ?? '') : organisation(reference, code);
  if (known?.kind !== inboundContractOf(message.type).sender) return undefined;
  return { user, organisation: known.code, kind: known.kind, roles: [] } satisfies Caller;
}

function passing(error: unknown, { attempts }: Turn, { patience }: Dealing): Outcome {
  const longest = Math.min(patience.longestRetryMs, patience.firstRetryMs * 2 ** Math.min(attempts, 20));
  const code = error instanceof Refused ? error.code : error instanceof Error ? error.name : typeof error;
  return { state: 'received', code, retryInMs: Math.round(longest * (1 - Math.random() / 2)) };
}

interface Sent {
  readonly personId: string;
  readonly caller: Caller;
  readonly turn: Turn;
}

async function recorded(message: InboundMessage, sent: Sent, dealing: Dealing): Promise<Outcome> {
  const { personId: person, turn } = sent;
  try {
    const { stage, id: instance } = await record(message, sent, dealing);
    return { state: 'recorded', person, stage, instance };
  } catch (error) {
    if (error instanceof Refused && !isAhead(error, message, dealing))
      return { ...dead(error.code, error.message), person };
    if (error instanceof AppendRejected) return { ...dead('NOT_STORABLE', 'It cannot be stored as it is.'), person };
    return { ...passing(error, turn, dealing), person } as Outcome;
  }
}

const isAhead = ({ code }: Refused, { time }: InboundMessage, { recording }: Dealing): boolean =>
  code === 'OCCURRED_IN_FUTURE' && Date.parse(time) - Date.parse(recording.clock.now()) <= AHEAD_MS;

/** One message is one step, recorded as its sender's under a key of the message's own: however often, it is once. */
async function record(message: InboundMessage, { personId, caller }: Sent, dealing: Dealing): Promise<Answer> {
  const { source, id, type, time, data } = message;
  const person = await dealing.recording.person(personId, true);
  const about = { personId, dateOfBirth: person?.dateOfBirth ?? '' };
  const step = inboundContractOf(type).step(data as never, about);
  const instance = await instanceFor(step, { personId, caller }, dealing);
  const envelope = { caller, key: `message/${source}/${id}`, occurredAt: time };
  return dealing.bus.execute(stepOf(step, instance, envelope));
}

function stepOf(
  { stage, command }: InboundStep,
  instance: string | undefined,
  envelope: ConstructorParameters<typeof HandoverStep>[2],
) {
  switch (stage) {
    case 'person':
      return new PersonStep(instance, command, envelope);
    case 'prison-release':
      return new PrisonReleaseStep(instance, command, envelope);
    case 'treatment-requirement':
      return new TreatmentRequirementStep(instance, command, envelope);
    case 'treatment':
      return new TreatmentStep(instance, command, envelope);
    case 'handover':
      return new HandoverStep(instance, command, envelope);
  }
}
