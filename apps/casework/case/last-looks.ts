import type { Caller } from '#access/caller';
import type { Instant } from '#pathway/decider';
import { type Clock, CLOCK } from '#platform/clock';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

/** How far somebody had seen a person's way when they last looked. */
export interface LastLook {
  readonly at: Instant;
  /** The last place in the log that was shown. */
  readonly position: bigint;
}

interface Row {
  readonly before_at: Date | null;
  readonly before_position: string | null;
}

/** Pages opened within half an hour are one visit: what is new stays marked through it. */
const VISIT_MINUTES = 30;

/** Remembers, for each user and person, what they have seen. */
@Injectable()
export class LastLooks {
  constructor(
    private readonly dataSource: DataSource,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Remembers that all up to a position was seen now. Answers the last visit before this one; none at the first. */
  async look({ user }: Caller, person: string, position: bigint): Promise<LastLook | undefined> {
    const rows: Row[] = await this.dataSource.query(
      `insert into casework.last_look as last (looker, person, at, position) values ($1, $2, $3, $4)
       on conflict (looker, person) do update set
         before_at = case when last.at < excluded.at - interval '${VISIT_MINUTES} minutes' then last.at else last.before_at end,
         before_position =
           case when last.at < excluded.at - interval '${VISIT_MINUTES} minutes' then last.position else last.before_position end,
         at = excluded.at,
         position = greatest(last.position, excluded.position)
       returning before_at, before_position`,
      [user, person, this.clock.now(), String(position)],
    );
    const [row] = rows;
    if (!row?.before_at || row.before_position === null) return undefined;
    return { at: row.before_at.toISOString(), position: BigInt(row.before_position) };
  }
}
