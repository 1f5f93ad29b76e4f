import { type FeedEntry, feedOf } from '#messages/outbox';
import { Injectable } from '@nestjs/common';
import { setTimeout as pause } from 'node:timers/promises';
import { DataSource } from 'typeorm';

const MOST = 100;
const LOOK_EVERY_MS = 250;

/** What an organisation is told, for its systems to read. It identifies nobody, so nothing is opened by reading it. */
@Injectable()
export class Feed {
  constructor(private readonly dataSource: DataSource) {}

  /** What came after a position; where there is nothing yet, what comes while it waits. */
  async read(
    organisation: string,
    after: bigint,
    { seconds, signal }: { seconds: number; signal: AbortSignal },
  ): Promise<readonly FeedEntry[]> {
    const until = performance.now() + seconds * 1_000;
    for (;;) {
      const entries = await feedOf(this.dataSource, organisation, after, MOST);
      if (entries.length > 0 || signal.aborted || performance.now() >= until) return entries;
      await pause(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
    }
  }
}
