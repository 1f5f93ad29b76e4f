import type { Caller } from '#access/caller';
import { deadlineWords } from '#casework/handover/handover-words';
import { messageWords } from '#casework/message/message-words';
import { ReceivedMessages } from '#casework/message/received';
import { Page } from '#casework/pages/page';
import { civilDate } from '#pathway/calendar';
import { ledBy, type Reference } from '#pathway/reference';
import { type Clock, CLOCK } from '#platform/clock';
import { REFERENCE } from '#platform/provided';
import { overdueInAreas } from '#read-models/handover/piles';
import { nearMatches } from '#read-models/people/queries';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

const SHOWN = '50';

/** The first pages of those who work with no handovers of their own. */
@Injectable()
export class OtherHomes {
  constructor(
    private readonly received: ReceivedMessages,
    private readonly dataSource: DataSource,
    @Inject(REFERENCE) private readonly reference: Reference,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** What is overdue where a partnership is responsible: how many at which service, and nobody's identity. */
  async partnership({ organisation: code }: Caller): Promise<Page> {
    const at = Date.now();
    const now = this.clock.now();
    const partnership = ledBy(this.reference, code, civilDate(now));
    const overdue = await overdueInAreas(this.dataSource, partnership?.authorities ?? [], now);
    return new Page('home/partnership', {
      ...{ title: 'Home', at, partnership: partnership?.name },
      says: `${overdue.reduce((sum, one) => sum + one.overdue, 0)} overdue in your area`,
      overdue: overdue.map((one) => ({ ...one, what: deadlineWords[one.deadline] })),
    });
  }

  /** What only information governance settles. Nobody is looked at before a record is opened. */
  async governance(): Promise<Page> {
    const at = Date.now();
    const [pairs, { messages, next }, dead] = await Promise.all([
      nearMatches(this.dataSource),
      this.received.list({}, { state: 'waiting', limit: SHOWN }),
      this.received.list({}, { state: 'dead', limit: '1' }),
    ]);
    const waits = `${messages.length}${next === undefined ? '' : ' or more'} messages wait to be matched`;
    const told = messages.map((message) => ({ ...message, what: messageWords(message.type) }));
    const shows = {
      title: 'Home',
      at,
      pairs,
      messages: told,
      more: next !== undefined,
      dead: dead.messages.length > 0,
    };
    return new Page('home/governance', { ...shows, says: `${pairs.length} pairs of records, ${waits}` });
  }
}
