import type { FeedEntry } from '#messages/outbox';
import { feedFor, type FeedReader } from '#platform/feed';
import { Injectable } from '@nestjs/common';
import { setTimeout as pause } from 'node:timers/promises';
import { DataSource } from 'typeorm';

const MOST = 100;
const LOOK_EVERY_MS = 250;

/** What an organisation is told, for its systems to read. It identifies nobody, so nothing is opened by reading it. */
@Injectable()
export class Feed {
  constructor(private readonly dataSource: DataSource) {}

  /** What came after a position, and how far that is; where there is nothing yet, what comes while it waits. */
  async read(
    reader: FeedReader,
    after: bigint,
    { seconds, signal }: { seconds: number; signal: AbortSignal },
  ): Promise<{ entries: readonly FeedEntry[]; upTo: bigint }> {
    const until = performance.now() + seconds * 1_000;
    for (let at = after; ;) {
      const { entries, upTo } = await feedFor(this.dataSource, reader, at, MOST);
      if (entries.length > 0 || signal.aborted || (upTo === at && performance.now() >= until)) return { entries, upTo };
      if (upTo === at) await pause(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
      at = upTo;
    }
  }
}
