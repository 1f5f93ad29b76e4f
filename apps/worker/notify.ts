import type { Log } from '#commands/log';
import type { teller } from '#commands/tell';
import { keepNotices } from '#messages/notices/kept';
import { isNotable, tellingOf } from '#messages/notices/notice';
import type { Reference } from '#pathway/reference';
import type { Clock } from '#platform/clock';
import { CannotBeDone, type Follower } from '#worker/follower';
import { HandoversFollowed } from '#worker/handovers-followed';
import type { DataSource } from 'typeorm';

export interface Notifying {
  readonly dataSource: DataSource;
  readonly log: Log;
  readonly tell: ReturnType<typeof teller>;
  readonly reference: Reference;
  readonly clock: Clock;
}

/** Keeps what people are to be told by e-mail of each fact. No key is fetched: what is personal cannot be read here. */
export function notify({ dataSource, log, tell, reference, clock }: Notifying): Follower {
  const handovers = new HandoversFollowed(log);
  return {
    name: 'notify',
    async handle(event) {
      if (!isNotable(event.type)) return undefined;
      const [told] = await tell([event], { personal: false });
      if (!told || 'untellable' in told) throw new CannotBeDone(told?.untellable ?? 'UNREADABLE');
      const handover = await handovers.with(told);
      const telling = handover && tellingOf(told, handover, reference);
      if (telling) await keepNotices(dataSource, told.id, telling, { reference, now: clock.now() });
      return undefined;
    },
  };
}
