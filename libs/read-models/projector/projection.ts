import type { RecordedEvent } from '#event-store/event-store';
import type { Instant } from '#pathway/decider';
import { placeOf } from '#pathway/stages';
import { later } from '#read-models/instants';
import { Memory } from '#read-models/memory';
import type { Checkpoint } from '#read-models/projector/checkpoints';
import { ApplyFailed, type Commits } from '#read-models/projector/commits';
import { isPoison, reasonCode } from '#read-models/projector/failures';
import type { Statement } from '#read-models/statements';
import type { Told } from '#pathway/told';
import { listensTo, type Tell, type View } from '#read-models/view';
import type { DataSource, EntityManager } from 'typeorm';

/** An event on its way into a view: what it tells, or why it is parked; neither where the view does not listen to it. */
interface Step {
  readonly event: RecordedEvent;
  readonly recordedAt: Instant | undefined;
  readonly told?: Told;
  readonly poison?: string;
}

/** What one batch comes to: what the view is told, and what is set aside. */
interface Sorted {
  readonly told: readonly Told[];
  readonly parked: readonly { readonly event: RecordedEvent; readonly reason: string }[];
}

export interface ProjectionOptions {
  readonly view: View;
  readonly dataSource: DataSource;
  readonly commits: Commits;
  readonly tell: Tell;
  /** The schema that is written to; it also names the checkpoint. */
  readonly schema: string;
  /** How many streams may be parked before the view stops instead. */
  readonly parkAtMost: number;
}

/** A view that has more than this to take in is catching up: it goes by itself, and nobody waits for it. */
const SHARED_MOST = 200;

/** So many streams fail that the fault is the view's, not theirs. It has stopped where it was. */
export class TooManyParked extends Error {
  constructor(view: string, parked: number) {
    super(`The view ${view} has stopped: ${parked} streams cannot be applied. Correct the view, then rebuild it.`);
    this.name = 'TooManyParked';
  }
}

/** Takes events into one schema of a view: the rows and the checkpoint in one transaction. */
export class Projection {
  readonly #memory = new Memory();

  private constructor(
    private readonly options: ProjectionOptions,
    private checkpoint: Checkpoint,
    private readonly parked: Set<string>,
  ) {}

  static async from(options: ProjectionOptions, checkpoint: Checkpoint): Promise<Projection> {
    const rows: { stream: string }[] = await options.dataSource.query(
      'select distinct stream from projections.parked where view = $1',
      [options.schema],
    );
    return new Projection(options, checkpoint, new Set(rows.map(({ stream }) => stream)));
  }

  get at(): Checkpoint {
    return this.checkpoint;
  }

  /**
   * Applies the events in order. One that cannot be applied parks its stream, and nothing else.
   * @throws OwnershipLost, TooManyParked, or a failure that may pass
   */
  async project(events: readonly RecordedEvent[]): Promise<void> {
    const steps = await this.#steps(events.filter(({ position }) => position > this.checkpoint.position));
    if (steps.length > 0) await this.#take(steps);
  }

  /** Everything up to here has been seen. */
  async seen(position: bigint, recordedAt = this.checkpoint.recordedAt): Promise<void> {
    if (position <= this.checkpoint.position) return;
    const to = { position, recordedAt };
    const apply = () => Promise.resolve([]);
    this.checkpoint = await this.options.commits.together({ from: this.checkpoint, to, apply });
  }

  async #steps(events: readonly RecordedEvent[]): Promise<readonly Step[]> {
    const { view, tell } = this.options;
    const heard = events.filter(({ stream }) => {
      const place = placeOf(stream);
      return place !== undefined && view.listens[place.stage] !== 'ignored';
    });
    const answers = heard.length > 0 ? await tell(heard, { personal: view.personal ?? false }) : [];
    const answerTo = new Map(heard.map((event, index) => [event, answers[index]]));
    let { recordedAt } = this.checkpoint;
    return events.map((event): Step => {
      recordedAt = later(event.metadata['recordedAt'] ?? recordedAt ?? '', recordedAt) || undefined;
      const told = answerTo.get(event);
      if (!told) return { event, recordedAt };
      if ('untellable' in told) return { event, recordedAt, poison: told.untellable };
      const listens = listensTo(view, told.stage, told.fact.type);
      if (listens === undefined) return { event, recordedAt, poison: 'UNKNOWN_FACT' };
      return listens
        ? { event, recordedAt, told: { ...told, recordedAt: recordedAt ?? told.recordedAt } }
        : { event, recordedAt };
    });
  }

  /** The batch, or where it fails its halves, down to the one event that is to blame. */
  async #take(steps: readonly Step[]): Promise<void> {
    try {
      await this.#commit(steps);
    } catch (error) {
      if (!(error instanceof ApplyFailed)) throw error;
      if (!isPoison(error.cause)) throw error.cause;
      const [only] = steps;
      if (steps.length === 1 && only)
        return this.#take([{ ...only, told: undefined, poison: reasonCode(error.cause) }]);
      const half = Math.ceil(steps.length / 2);
      await this.#take(steps.slice(0, half));
      await this.#take(steps.slice(half));
    }
  }

  async #commit(steps: readonly Step[]): Promise<void> {
    const last = steps.at(-1);
    if (!last) return;
    const { told, parked } = this.#sort(steps);
    const to = { position: last.event.position, recordedAt: last.recordedAt, last: last.event };
    const apply = async (db: EntityManager) => {
      this.#memory.begin();
      if (parked.length > 0) await this.#park(parked, db);
      return told.length > 0 ? this.#apply(told, db) : [];
    };
    const { commits } = this.options;
    const share = { from: this.checkpoint, to, apply };
    this.checkpoint = await (steps.length > SHARED_MOST ? commits.alone(share) : commits.together(share));
    this.#memory.keep();
    for (const { event } of parked) this.parked.add(event.stream);
  }

  #sort(steps: readonly Step[]): Sorted {
    const parking = new Set(this.parked);
    const told: Told[] = [];
    const parked: { event: RecordedEvent; reason: string }[] = [];
    for (const { event, ...step } of steps) {
      const reason = parking.has(event.stream) ? step.told && 'STREAM_PARKED' : step.poison;
      if (reason) {
        parking.add(event.stream);
        parked.push({ event, reason });
      } else if (step.told) told.push(step.told);
    }
    if (parking.size > this.options.parkAtMost) throw new TooManyParked(this.options.view.name, parking.size);
    return { told, parked };
  }

  async #apply(told: readonly Told[], db: EntityManager): Promise<readonly Statement[]> {
    try {
      return await this.options.view.apply(told, { db, schema: this.options.schema, memory: this.#memory });
    } catch (error) {
      throw new ApplyFailed(error);
    }
  }

  async #park(parked: Sorted['parked'], db: EntityManager): Promise<void> {
    await db.query(
      `insert into projections.parked (view, position, stream, event_id, reason, at)
       select $1, p.*, clock_timestamp() from unnest($2::bigint[], $3::text[], $4::text[], $5::text[]) as p`,
      [
        this.options.schema,
        parked.map(({ event }) => event.position.toString()),
        parked.map(({ event }) => event.stream),
        parked.map(({ event }) => event.id),
        parked.map(({ reason }) => reason),
      ],
    );
  }
}
