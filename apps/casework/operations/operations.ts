import { ReceivedMessages } from '#casework/message/received';
import { Subscriptions } from '#casework/message/subscriptions';
import { Page } from '#casework/pages/page';
import { replayMessages } from '#messages/inbound/kept';
import { deadEmails, replayEmails } from '#messages/notices/emails';
import { notFound } from '#platform/problem';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

const SHOWN = 50;

const did = {
  messages: ['message is tried again', 'messages are tried again'],
  deliveries: ['delivery goes on where it stopped', 'deliveries go on where they stopped'],
  emails: ['e-mail is sent again', 'e-mails are sent again'],
} as const;
export type Kind = keyof typeof did;

const isKind = (kind: string): kind is Kind => Object.hasOwn(did, kind);

/** What was given up, and what operators try again once what was wrong is put right. They see nobody. */
@Injectable()
export class Operations {
  constructor(
    private readonly received: ReceivedMessages,
    private readonly subscriptions: Subscriptions,
    private readonly dataSource: DataSource,
  ) {}

  async show(done?: { readonly kind: string; readonly many: number }): Promise<Page> {
    const [{ messages, next }, subscriptions, emails] = await Promise.all([
      this.received.list({}, { state: 'dead', limit: String(SHOWN) }),
      this.subscriptions.list(),
      deadEmails(this.dataSource, SHOWN),
    ]);
    const words = done && isKind(done.kind) ? did[done.kind][done.many === 1 ? 0 : 1] : undefined;
    return new Page('operations/operations', {
      title: 'What was given up',
      ...{ messages, more: next !== undefined, emails },
      deliveries: subscriptions.filter(({ state }) => state === 'dead'),
      did: done && words ? `${done.many} ${words}` : undefined,
    });
  }

  /** One, or all where none is named. Answers how many. @throws RequestProblem 404 for what is not tried again */
  async again(kind: string, id?: string): Promise<number> {
    if (!isKind(kind)) throw notFound();
    switch (kind) {
      case 'messages':
        return replayMessages(this.dataSource, id === undefined ? {} : { id });
      case 'deliveries':
        return this.subscriptions.reviveDead(id);
      case 'emails':
        return replayEmails(this.dataSource, id);
    }
  }
}
