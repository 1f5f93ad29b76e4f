import { type FeedEntry, feedOf } from '#messages/outbox';
import type { Position } from '#event-store/event-store';
import { hiddenFrom } from '#read-models/people/queries';
import type { DataSource } from 'typeorm';

/** Whoever reads what an organisation is told: a user of it, or the lead who has it sent on. */
export interface FeedReader {
  readonly organisation: string;
  readonly user: string;
}

/**
 * What the organisation was told after a position, as far as it is about people whom this reader may see, and how far that
 * was looked at: somebody restricted, without a grant for the reader, is passed over.
 */
export async function feedFor(
  dataSource: DataSource,
  { organisation, user }: FeedReader,
  after: Position,
  limit: number,
): Promise<{ entries: readonly FeedEntry[]; upTo: Position }> {
  const told = await feedOf(dataSource, organisation, after, limit);
  const hidden = await hiddenFrom(
    dataSource,
    user,
    told.flatMap(({ message }) => message.subject ?? []),
  );
  const entries = told.filter(({ message: { subject } }) => subject === undefined || !hidden.has(subject));
  return { entries, upTo: told.at(-1)?.position ?? after };
}
