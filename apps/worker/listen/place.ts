import type { Caller } from '#access/caller';
import { derive } from '#commands/ids';
import type { Recording } from '#commands/recording';
import { Refused } from '#commands/refused';
import type { InboundStep, Place } from '#messages/inbound/steps';
import { fold } from '#pathway/corrections';
import { deciders } from '#pathway/deciders';
import type { StageName } from '#pathway/stages';

/** What must be known to find where a message belongs. */
export interface Finding {
  readonly recording: Recording;
  /** Settles once the views have seen everything recorded until now. */
  readonly upToDate: () => Promise<void>;
  /** The episodes of a person at a stage: those an organisation runs, or all. */
  readonly episodes: (of: { personId: string; stage: StageName; organisation?: string }) => Promise<readonly string[]>;
}

const refused = (code: string, words: string) => new Refused('rule', code, words);
const none = () =>
  refused('NO_SUCH_EPISODE', 'Nothing of this person is open here that this could belong to. Record it, then replay.');
const several = () =>
  refused('SEVERAL_EPISODES', 'This could belong to more than one episode of this person. Record it by hand.');
const notOfThisPerson = () =>
  refused('NOT_OF_THIS_PERSON', 'What the message names is not of this person, or not for you to see.');

/**
 * Where a step is recorded; undefined where it opens something of its own.
 * @throws Refused where that cannot be said
 */
export async function instanceFor(
  { stage, at }: InboundStep,
  { personId, caller }: { personId: string; caller: Caller },
  finding: Finding,
): Promise<string | undefined> {
  if (at === 'new') return undefined;
  if ('only' in at || 'latest' in at)
    return search(at, { stage, personId, organisation: caller.organisation }, finding);
  const instance = 'id' in at ? at.id : derive('inbound', stage, caller.organisation, at.reference);
  const { log, surroundings } = finding.recording;
  const holder = (await log.read(stage, instance, true)).personId;
  if (holder === undefined && 'id' in at) throw notOfThisPerson();
  if (holder !== undefined && holder !== personId && !(await surroundings.records(personId)).includes(holder))
    throw notOfThisPerson();
  return instance;
}

type Searched = Extract<Place<never>, { only: unknown } | { latest: unknown }>;

async function search(
  at: Searched,
  { stage, personId, organisation }: { stage: InboundStep['stage']; personId: string; organisation: string },
  { recording, episodes, upToDate }: Finding,
): Promise<string> {
  const mine = 'only' in at ? { organisation } : {};
  await upToDate();
  const found = await Promise.all(
    (await episodes({ personId, stage, ...mine })).map(async (instance) => {
      const { facts } = await recording.log.read(stage, instance, true);
      const state = fold<never, never>(deciders[stage] as never, facts as never);
      return { instance, from: 'latest' in at ? at.latest(state) : at.only(state) ? '' : undefined };
    }),
  );
  const [first, second] = found
    .flatMap(({ instance, from }) => (from === undefined ? [] : [{ instance, from }]))
    .toSorted((one, other) => (one.from < other.from ? 1 : -1));
  if (!first) throw none();
  if (second && 'only' in at) throw several();
  return first.instance;
}
