import type { Log } from '#commands/log';
import type { Recording } from '#commands/recording';
import type { Registry } from '#commands/register';
import { forgetMessages } from '#messages/inbound/dealing';
import { Inbox } from '#messages/inbound/inbox';
import { identifierKey } from '#messages/inbound/reading';
import type { Brokers } from '#messages/kafka';
import type { Identifiers } from '#pathway/person';
import type { MasterKey } from '#privacy/keys';
import { episodesOf } from '#read-models/access/queries';
import type { ViewWatermarks } from '#read-models/watermarks';
import { type Following, run } from '#worker/follower';
import type { Patience } from '#worker/listen/deal';
import { receive } from '#worker/listen/kafka';
import { listen } from '#worker/listen/listen';
import { match } from '#worker/listen/match';
import type { CommandBus } from '@nestjs/cqrs';
import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';

export interface StartListening {
  readonly following: Following;
  readonly dataSource: DataSource;
  readonly watermarks: ViewWatermarks;
  readonly log: Log;
  readonly recording: Recording;
  readonly registry: Registry;
  readonly bus: CommandBus;
  readonly master: MasterKey;
  readonly logger: Logger;
  /** Where other services publish. */
  readonly brokers?: Brokers;
  readonly patience?: Patience;
}

const usualPatience: Patience = { firstRetryMs: 500, longestRetryMs: 60_000, lookEveryMs: 500 };
const VIEWS_MS = 30_000;
/** The views that say whose an episode is, and who is who. */
const ASKED = ['access', 'people'];

/** Everything that takes what other services tell; it settles once stopped. */
export function startListening(options: StartListening): Promise<unknown> {
  const { following, dataSource, watermarks, log, recording, master, logger, brokers } = options;
  const { store, signal } = following;
  const { patience = usualPatience } = options;
  const inbox = new Inbox(dataSource, master, () => recording.clock.now());
  async function upToDate(): Promise<void> {
    const head = await store.head();
    const until = AbortSignal.any([AbortSignal.timeout(VIEWS_MS), signal]);
    const reached = await Promise.all(ASKED.map((view) => watermarks.waitFor(view, head, until)));
    if (!reached.every(Boolean)) throw new Error('The views are behind.');
  }
  const episodes: Parameters<typeof listen>[0]['episodes'] = (of) => episodesOf(dataSource, of);
  return Promise.allSettled([
    listen({ ...options, signal, inbox, patience, upToDate, episodes }),
    run(match({ log, dataSource, master }), following),
    ...(brokers ? [receive({ brokers, inbox, reference: recording.reference, logger, signal })] : []),
  ]);
}

/** Forgets the messages that are kept about somebody who was erased. */
export const unkeep =
  (dataSource: DataSource, master: MasterKey) => (personId: string, identifiers: readonly Identifiers[]) =>
    forgetMessages(dataSource, [
      personId,
      ...identifiers.flatMap((one) => Object.entries(one).map(([kind, value]) => identifierKey(master, kind, value))),
    ]);
