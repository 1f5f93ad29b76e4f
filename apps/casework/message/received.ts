import type { Caller } from '#access/caller';
import { type Looks, LOOKS } from '#access/looks';
import type { ReadInbox } from '#casework/message/inbox.requests';
import type { InboxAnswer, ReadMessage, ShownMessage } from '#casework/message/inbox.answers';
import { askedFor, pageOf } from '#casework/reading';
import { Sight } from '#casework/sight';
import { inboundContractOf } from '#messages/inbound/contracts';
import { Inbox } from '#messages/inbound/inbox';
import { discardMessage, keptMessage, keptMessages, matchMessage, replayMessages } from '#messages/inbound/kept';
import { readInbound } from '#messages/inbound/reading';
import { type Clock, CLOCK } from '#platform/clock';
import { invalid, notFound, RequestProblem } from '#platform/problem';
import { Inject, Injectable } from '@nestjs/common';

/** Of one organisation, or of all. */
interface Whose {
  readonly organisation?: string;
}
type One = Whose & { readonly id: string };

/** What other services tell over HTTP, and what became of everything they told. */
@Injectable()
export class ReceivedMessages {
  constructor(
    private readonly inbox: Inbox,
    private readonly sight: Sight,
    @Inject(LOOKS) private readonly looks: Looks,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @throws RequestProblem where it is not as agreed, not theirs to tell, or its id was used for something else */
  async take({ organisation, kind, user }: Caller, message: unknown): Promise<ShownMessage> {
    const read = readInbound(message, this.clock.now());
    if ('code' in read) throw invalid([{ field: read.field ?? 'type', error: read.code, message: read.words }]);
    if (inboundContractOf(read.type).sender !== kind)
      throw new RequestProblem(403, 'NOT_YOURS', 'Your service does not tell this.');
    const text = JSON.stringify(message);
    const [kept] = await this.inbox.receive([{ organisation, caller: user, via: 'http', text }]);
    if (!kept) throw notFound();
    if (kept.reused)
      throw new RequestProblem(
        409,
        'ID_REUSED',
        'This id came before from the same source, with other content: this was not taken. Give a message of its own an id of its own.',
      );
    return this.one({ organisation, id: kept.id });
  }

  async list({ organisation }: Whose, asked: ReadInbox): Promise<InboxAnswer> {
    const { state, after } = asked;
    const limit = askedFor(asked);
    const { items, ...rest } = pageOf(
      await keptMessages(this.inbox.dataSource, { organisation, state, after, limit }),
      asked,
    );
    return { messages: items, ...rest };
  }

  /** @throws RequestProblem 404 */
  async one(which: One): Promise<ShownMessage> {
    const found = await keptMessage(this.inbox.dataSource, which);
    if (!found) throw notFound();
    const { payload: _sealed, ...shown } = found;
    return shown;
  }

  /** With whom it names, while it waits; that look is recorded. @throws RequestProblem 404 */
  async read(caller: Caller, which: One): Promise<ReadMessage> {
    const found = await keptMessage(this.inbox.dataSource, which);
    if (!found) throw notFound();
    const { payload, ...shown } = found;
    if (shown.state !== 'waiting' || !payload) return shown;
    await this.looks.record(caller, [shown.id], 'VIEW_WAITING_MESSAGE');
    const message = this.inbox.open(shown.id, payload) as { data?: { person?: object } } | undefined;
    return { ...shown, person: message?.data?.person };
  }

  /** @throws RequestProblem 404 where it does not wait, or the caller may not see the person */
  async match(caller: Caller, which: One, personId: string): Promise<ShownMessage> {
    const { personId: person } = await this.sight.of(caller, personId, 'MATCH_MESSAGE');
    const matched = await matchMessage(this.inbox.dataSource, { ...which, person, user: caller.user });
    return this.#changed(matched, which);
  }

  /** @throws RequestProblem 404 where it is not dead */
  async replay(which: One): Promise<ShownMessage> {
    return this.#changed(await replayMessages(this.inbox.dataSource, which), which);
  }

  /** @throws RequestProblem 404 where it neither waits nor is dead */
  async discard(which: One): Promise<ShownMessage> {
    return this.#changed(await discardMessage(this.inbox.dataSource, which), which);
  }

  async #changed(many: number, which: One): Promise<ShownMessage> {
    if (many === 0) throw notFound();
    return this.one(which);
  }
}
