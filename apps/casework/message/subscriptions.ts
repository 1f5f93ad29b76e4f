import { isOpenUrl } from '#messages/addresses';
import {
  replay,
  reviveDead,
  subscribe,
  type Subscription,
  subscriptionsOf,
  unsubscribe,
} from '#messages/subscriptions';
import { type Webhooks, WEBHOOKS } from '#messages/webhook';
import { notFound, RequestProblem } from '#platform/problem';
import { Inject, Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { DataSource } from 'typeorm';

interface Asked {
  readonly organisation: string;
  readonly user: string;
  readonly url: string;
  readonly after?: string;
}

interface Named {
  readonly organisation: string;
  readonly id: string;
}

/** Where organisations have their messages sent. */
@Injectable()
export class Subscriptions {
  constructor(
    private readonly dataSource: DataSource,
    @Inject(WEBHOOKS) private readonly webhooks: Webhooks,
  ) {}

  /** The secret is said this once. */
  async begin({ organisation, user, url, after }: Asked): Promise<Subscription & { secret: string }> {
    if (!isOpenUrl(url, this.webhooks.allowLocal))
      throw new RequestProblem(
        400,
        'CLOSED_ADDRESS',
        'Messages are not sent to this address. Give one that starts with https:// and is open to the internet.',
      );
    const id = randomUUID();
    const from = after === undefined ? {} : { after: BigInt(after) };
    const begun = await subscribe(this.dataSource, { id, organisation, url, user, ...from });
    if (begun) return { ...begun, secret: this.webhooks.secretOf(id) };
    throw new RequestProblem(
      409,
      'SUBSCRIBED_ALREADY',
      'Your messages are sent to this address already. Delete that subscription first if its secret is lost.',
    );
  }

  list(organisation?: string): Promise<readonly Subscription[]> {
    return subscriptionsOf(this.dataSource, organisation);
  }

  /** @throws RequestProblem 404 */
  async end({ organisation, id }: Named): Promise<void> {
    if (!(await unsubscribe(this.dataSource, organisation, id))) throw notFound();
  }

  /** For operators: goes on where sending was given up, one or all. Answers how many. */
  reviveDead(id?: string): Promise<number> {
    return reviveDead(this.dataSource, id);
  }

  /** @throws RequestProblem 404 */
  async again({ organisation, id }: Named, after: string | undefined): Promise<Subscription> {
    const from = after === undefined ? {} : { after: BigInt(after) };
    if (!(await replay(this.dataSource, { organisation, id, ...from }))) throw notFound();
    const revived = (await this.list(organisation)).find((one) => one.id === id);
    if (!revived) throw notFound();
    return revived;
  }
}
