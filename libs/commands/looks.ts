import type { Caller } from '#access/caller';
import type { Look, Looks } from '#access/looks';
import { oneAtATime } from '#commands/one-at-a-time';
import type { Clock } from '#commands/recording';
import { type EventStore, StreamNotFound, WrongExpectedVersion } from '#event-store/event-store';
import { genesis, link } from '#privacy/chain';
import { randomUUID } from 'node:crypto';

const streamOf = (personId: string): string => `look-${personId}`;
const ATTEMPTS = 10;

/** Looks are events of the log, chained like any other: a read is answered once its look is durable. */
export function loggedLooks(store: EventStore, clock: Clock): Looks {
  const inTurn = oneAtATime();

  async function last(stream: string): Promise<{ revision: bigint; hash: string }> {
    try {
      for await (const event of store.readStream(stream, { from: 'end', direction: 'backwards', limit: 1 }))
        return { revision: event.revision, hash: event.metadata['hash'] ?? '' };
    } catch (error) {
      if (!(error instanceof StreamNotFound)) throw error;
    }
    return { revision: -1n, hash: genesis(stream) };
  }

  async function append(caller: Caller, personId: string, what: string): Promise<void> {
    const stream = streamOf(personId);
    const look = {
      id: randomUUID(),
      type: 'RecordLookedAt',
      data: JSON.stringify({ occurredAt: clock.now(), what }),
      metadata: { person: personId, organisation: caller.organisation, user: caller.user, recordedAt: clock.now() },
    };
    for (let attempt = 1; ; attempt += 1) {
      const { revision, hash } = await last(stream);
      try {
        await store.append(stream, revision < 0n ? 'no-stream' : revision, link(stream, revision + 1n, hash, [look]));
        return;
      } catch (error) {
        if (!(error instanceof WrongExpectedVersion) || attempt === ATTEMPTS) throw error;
      }
    }
  }

  return {
    async record(caller, personIds, what) {
      await Promise.all(
        [...new Set(personIds)].map((personId) => inTurn(personId, () => append(caller, personId, what))),
      );
    },

    async of(personId) {
      const looks: Look[] = [];
      try {
        for await (const { id, data, metadata } of store.readStream(streamOf(personId))) {
          const { what } = JSON.parse(data) as { what: string };
          const { user = '', organisation = '', recordedAt = '' } = metadata;
          looks.push({ id, who: user, organisation, what, when: recordedAt });
        }
      } catch (error) {
        if (!(error instanceof StreamNotFound)) throw error;
      }
      return looks;
    },
  };
}
