import { derive } from '#commands/ids';
import { Log } from '#commands/log';
import { teller } from '#commands/tell';
import type { EventStore, RecordedEvent } from '#event-store/event-store';
import type { PathwayFact } from '#pathway/stages';
import type { Told } from '#pathway/told';
import type { Keys } from '#privacy/keys';

const PAGE = 1_000;
/** Copies that are written side by side, so that their streams lie mixed in the log as people's do. */
const AT_ONCE = 32;
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

async function everyFact(store: EventStore, keys: Keys): Promise<Told[]> {
  const tell = teller(keys);
  const told: Told[] = [];
  for (let after = 0n; ;) {
    const events: RecordedEvent[] = [];
    for await (const event of store.readAll({ after, limit: PAGE })) events.push(event);
    for (const one of await tell(events, { personal: true })) if (!('untellable' in one)) told.push(one);
    after = events.at(-1)?.position ?? after;
    if (events.length < PAGE) return told;
  }
}

/** Records the facts once more as other people's: every id in them becomes another, the same one everywhere. */
async function copy(log: Log, told: readonly Told[], name: string): Promise<void> {
  const other = (text: string): string => text.replace(UUID, (id) => derive(name, id));
  for (const one of told) {
    const fact = JSON.parse(other(JSON.stringify(one.fact))) as PathwayFact;
    const { organisation, user, recordedAt } = one;
    const personId = other(one.personId);
    const stamp = { personId, organisation, user, recordedAt, command: derive(name, one.id), request: '' };
    const history = await log.read(one.stage, other(one.instance));
    await log.append(history, [{ id: other(one.id), fact }], stamp);
  }
}

/** Multiplies a recorded log until it holds so many facts at least: encrypted and chained as ever. */
export async function multiply(store: EventStore, keys: Keys, least: number): Promise<void> {
  const told = await everyFact(store, keys);
  const copies = Array.from({ length: Math.ceil(least / told.length) - 1 }, (_, index) => `copy ${index}`);
  const log = new Log(store, keys);
  const work = async (): Promise<void> => {
    for (let name = copies.shift(); name !== undefined; name = copies.shift()) await copy(log, told, name);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}
