import type { Caller } from '#access/caller';
import type { Job } from '#casework/forms/job';
import type { Answers } from '#casework/forms/question';
import { MASTER_KEY } from '#commands/handlers';
import type { Answer } from '#commands/step';
import type { Instant } from '#pathway/decider';
import type { StageName } from '#pathway/stages';
import { type Clock, CLOCK } from '#platform/clock';
import { notFound } from '#platform/problem';
import type { MasterKey } from '#privacy/keys';
import { seal, unseal } from '#privacy/sealing';
import { Inject, Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { DataSource } from 'typeorm';

/** What was recorded when a form was sent. */
export interface Sent {
  readonly stage: StageName;
  readonly id: string;
  /** Whom it is about; left out in what was sent before it was kept. */
  readonly person?: string;
  readonly position: string;
  /** The events that it recorded. */
  readonly events: readonly string[];
  readonly next: readonly string[];
  readonly title: string;
}

/** A form that was begun: any colleague of the same organisation may go on with it. */
export interface Draft {
  readonly id: string;
  readonly job: string;
  /** Somebody whom the organisation sees already. */
  readonly person: string | null;
  /** The episode that is acted on. */
  readonly episode: string | null;
  readonly answers: Answers;
  /** Pages that were answered, in order. */
  readonly seen: readonly string[];
  /** The person, once registered by sending a form that was then refused. */
  readonly registered?: string;
  readonly begunBy: string;
  readonly changedBy: string;
  readonly changedAt: Instant;
  readonly sent: Sent | null;
}

interface Row {
  readonly id: string;
  readonly job: string;
  readonly person: string | null;
  readonly episode: string | null;
  readonly sealed: string;
  readonly begun_by: string;
  readonly changed_by: string;
  readonly changed_at: Date;
  readonly sent: Sent | null;
}

type Content = Pick<Draft, 'answers' | 'seen' | 'registered'>;
export type Begun = Pick<Draft, 'job' | 'person' | 'episode' | 'answers' | 'seen'>;

const KEPT_DAYS = 28;
/** The name of the lock under which a form is sent. */
const SENDING = 7_462_020;
const columns = 'id, job, person, episode, sealed, begun_by, changed_by, changed_at, sent';

/** Forms not sent yet, sealed; kept for 28 days after the last change, and gone with whoever is erased. */
@Injectable()
export class Drafts {
  constructor(
    private readonly dataSource: DataSource,
    @Inject(MASTER_KEY) private readonly master: MasterKey,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async begin({ organisation, user }: Caller, begun: Begun): Promise<string> {
    const id = randomUUID();
    const { job, person, episode, answers, seen } = begun;
    await this.dataSource.query(
      `insert into casework.draft (id, job, organisation, person, episode, sealed, begun_by, changed_by, changed_at)
       values ($1, $2, $3, $4, $5, $6, $7, $7, $8)`,
      [id, job, organisation, person, episode, this.#sealed(id, { answers, seen }), user, this.clock.now()],
    );
    return id;
  }

  /** @throws RequestProblem 404 for what there is not, or is another organisation's, or of another form */
  async read({ organisation }: Caller, { path }: Pick<Job, 'path'>, id: string): Promise<Draft> {
    const [row]: Row[] = await this.dataSource.query(
      `select ${columns} from casework.draft
       where id = $1 and organisation = $2 and job = $3 and changed_at > $4`,
      [id, organisation, path, this.#oldest()],
    );
    if (!row) throw notFound();
    return this.#opened(row);
  }

  /** What this organisation has begun and not sent, last changed first. Those too old, or of somebody erased, go. */
  async unfinished({ organisation }: Caller): Promise<readonly Draft[]> {
    await this.dataSource.query(
      `delete from casework.draft where changed_at <= $1
         or person in (select person_id from people.person where erased_at is not null)`,
      [this.#oldest()],
    );
    const rows: Row[] = await this.dataSource.query(
      `select ${columns} from casework.draft where organisation = $1 and sent is null order by changed_at desc limit 50`,
      [organisation],
    );
    return rows.map((row) => this.#opened(row));
  }

  /** How often each job was sent by this organisation lately. */
  async sentByJob({ organisation }: Caller): Promise<ReadonlyMap<string, number>> {
    const rows: { job: string; times: number }[] = await this.dataSource.query(
      `select job, count(*)::int as times from casework.draft
       where organisation = $1 and sent is not null and changed_at > $2 group by job`,
      [organisation, this.#oldest()],
    );
    return new Map(rows.map(({ job, times }) => [job, times]));
  }

  async keep({ user }: Caller, { id, person, answers, seen, registered }: Draft): Promise<void> {
    await this.dataSource.query(
      `update casework.draft set person = $2, sealed = $3, changed_by = $4, changed_at = $5 where id = $1 and sent is null`,
      [id, person, this.#sealed(id, { answers, seen, registered }), user, this.clock.now()],
    );
  }

  /** What was answered is in the log now, and nowhere else. */
  async sent({ user }: Caller, id: string, sent: Sent): Promise<void> {
    await this.dataSource.query(
      `update casework.draft set sent = $2, sealed = $3, changed_by = $4, changed_at = $5 where id = $1`,
      [id, JSON.stringify(sent), this.#sealed(id, { answers: {}, seen: [] }), user, this.clock.now()],
    );
  }

  /** One after the other, whoever sends it and from wherever: what `send` finds is what the one before left. */
  async inTurn<T>(id: string, send: () => Promise<T>): Promise<T> {
    const line = this.dataSource.createQueryRunner();
    const lock = [SENDING, id];
    try {
      await line.query('select pg_advisory_lock($1, hashtext($2))', lock);
      return await send();
    } finally {
      await line.query('select pg_advisory_unlock($1, hashtext($2))', lock).finally(() => line.release());
    }
  }

  /** Answers the episode that it was to act on, where there was one. */
  async discard({ organisation }: Caller, id: string): Promise<string | null> {
    const [gone]: [Pick<Row, 'episode'>[], number] = await this.dataSource.query(
      'delete from casework.draft where id = $1 and organisation = $2 returning episode',
      [id, organisation],
    );
    return gone[0]?.episode ?? null;
  }

  #oldest(): Instant {
    return new Date(Date.parse(this.clock.now()) - KEPT_DAYS * 86_400_000).toISOString();
  }

  #sealed(id: string, content: Content): string {
    return seal(content, ['answers'], this.master.sealing, `draft/${id}`);
  }

  #opened(row: Row): Draft {
    const content = unseal(row.sealed, this.master.sealing, `draft/${row.id}`) as unknown as Content;
    return {
      ...content,
      ...{ id: row.id, job: row.job, person: row.person, episode: row.episode, sent: row.sent },
      ...{ begunBy: row.begun_by, changedBy: row.changed_by, changedAt: row.changed_at.toISOString() },
    };
  }
}

export const sentOf = (
  { stage, id, position, events }: Answer,
  said: Pick<Sent, 'title' | 'next' | 'person'>,
): Sent => ({
  ...{ stage, id, position: String(position), ...said },
  events: events.map((event) => event.id),
});
