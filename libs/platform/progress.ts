import type { Position } from '#event-store/event-store';
import type { Pool } from 'pg';
import { setTimeout as pause } from 'node:timers/promises';

/** Where a follower of the log is, and the last position that its own doing has reached. */
export async function progress(pool: Pool, follower: string): Promise<{ position: Position; caused: Position }> {
  const { rows } = await pool.query<{ position: string; caused: string }>({
    name: 'follower-progress',
    text: 'select position, caused from worker.follower where name = $1',
    values: [follower],
  });
  const row = rows[0];
  return row ? { position: BigInt(row.position), caused: BigInt(row.caused) } : { position: 0n, caused: 0n };
}

/** Settles once a follower has passed a position. @throws Error (AbortError) when the signal gives up first */
export async function passed(pool: Pool, follower: string, target: Position, signal: AbortSignal): Promise<Position> {
  let place = await progress(pool, follower);
  while (place.position < target) {
    await pause(POLL_MS, undefined, { signal });
    place = await progress(pool, follower);
  }
  return place.caused;
}

/** The longest chain of steps in which one makes the journey take the next. */
const LONGEST_CHAIN = 3;
const POLL_MS = 5;

/**
 * The position by which everything is in the log that the journey does because of what stands at `position`.
 * @throws Error (AbortError) when the signal gives up first
 */
export async function followedThrough(pool: Pool, position: Position, signal: AbortSignal): Promise<Position> {
  let target = position;
  for (let round = 0; round < LONGEST_CHAIN; round += 1) {
    const caused = await passed(pool, 'advance', target, signal);
    if (caused <= target) return target;
    target = caused;
  }
  return target;
}
