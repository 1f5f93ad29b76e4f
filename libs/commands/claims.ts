import { derive } from '#commands/ids';
import { type EventStore, StreamNotFound } from '#event-store/event-store';
import type { Instant } from '#pathway/decider';
import { genesis, link } from '#privacy/chain';

/** Who holds what can be held only once in the whole log: the last event of the stream of that name says. */
export interface Claim {
  readonly stream: string;
  readonly revision: bigint;
  /** Its place in the log; -1n where nobody ever held it. */
  readonly position: bigint;
  readonly hash: string;
  /** Undefined where nobody holds it. */
  readonly holder: string | undefined;
}

/** Claims of one kind, whose events name their holder under the same word. */
export class Claims {
  constructor(
    private readonly store: EventStore,
    private readonly clock: { now(): Instant },
    private readonly kind: { readonly claimed: string; readonly heldBy: string },
  ) {}

  async on(stream: string): Promise<Claim> {
    const { claimed, heldBy } = this.kind;
    try {
      for await (const event of this.store.readStream(stream, { from: 'end', direction: 'backwards', limit: 1 })) {
        const { type, revision, position, metadata } = event;
        const holder = type === claimed ? metadata[heldBy] : undefined;
        return { stream, revision, position, hash: metadata['hash'] ?? '', holder };
      }
    } catch (error) {
      if (!(error instanceof StreamNotFound)) throw error;
    }
    return { stream, revision: -1n, position: -1n, hash: genesis(stream), holder: undefined };
  }

  /** Takes it or, by any other type, gives it up. @throws WrongExpectedVersion where it is not as it was read any more */
  async write({ stream, revision, hash }: Claim, type: string, holder: string, organisation: string): Promise<void> {
    const next = revision + 1n;
    const event = {
      id: derive(stream, String(next), type, holder),
      type,
      data: '{}',
      metadata: { [this.kind.heldBy]: holder, organisation, user: organisation, recordedAt: this.clock.now() },
    };
    await this.store.append(stream, revision < 0n ? 'no-stream' : revision, link(stream, next, hash, [event]));
  }
}
