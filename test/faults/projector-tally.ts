import { readModels } from '#read-models/data-source';
import { projector, type ProjectorOptions, type Trouble } from '#read-models/projector';
import { timelineView } from '#read-models/timeline';
import type { View } from '#read-models/view';
import { ViewWatermarks } from '#read-models/watermarks';
import { idOf, plainly, ScriptedLog } from '#test/faults/projector-log';
import { createTestDatabase } from '#test/support/database';
import type { RecordedEvent } from '#event-store/event-store';
import type { DataSource } from 'typeorm';

const somebody = idOf('somebody');

/** Keeps contacts by treatment. One marked `poison` makes the view fail; one marked `malformed`, the database. */
export const tally = (view: Partial<View> = {}): View => ({
  ...timelineView,
  name: 'tally',
  tables: ['contact'],
  apply: (batch, { schema }) =>
    batch.map(({ fact, id, instance }) => {
      if ('poison' in fact) throw new Error('It cannot be applied.');
      if ('malformed' in fact) return { text: 'select $1::uuid', values: ['not a uuid'] };
      return { text: `insert into ${schema}.contact (event_id, treatment) values ($1, $2)`, values: [id, instance] };
    }),
  ...view,
});

/** The same, and it remembers the ids of all that it has applied: `knew` is told what it does before each batch. */
export const remembering = (knew: (ids: readonly string[]) => void): View =>
  tally({
    apply: (batch, into) => {
      const known = (into.memory.get('applied') ?? []) as readonly string[];
      knew(known);
      into.memory.note('applied', [...known, ...batch.map(({ id }) => id)]);
      return tally().apply(batch, into);
    },
  });

interface Started {
  readonly stop: () => Promise<void>;
  readonly run: Promise<void>;
  readonly troubles: readonly Trouble[];
}

/** A log, and the tally of it in a database of its own. */
export class Tallying {
  readonly #running: Started[] = [];
  log = new ScriptedLog();

  private constructor(
    readonly dataSource: DataSource,
    private readonly drop: () => Promise<void>,
  ) {}

  static async begin(): Promise<Tallying> {
    const database = await createTestDatabase();
    const dataSource = await readModels({ url: database.url });
    await dataSource.query(
      'create schema tally; create table tally.contact (event_id uuid primary key, treatment uuid not null)',
    );
    return new Tallying(dataSource, () => database.drop());
  }

  optionsFor(view: View, more: Partial<ProjectorOptions> = {}): ProjectorOptions {
    return { store: this.log, view, dataSource: this.dataSource, tell: plainly(), leaseMs: 400, ...more };
  }

  start(view: View, more: Partial<ProjectorOptions> = {}): Started {
    const stopping = new AbortController();
    const troubles: Trouble[] = [];
    const options = this.optionsFor(view, { onTrouble: (trouble) => troubles.push(trouble), ...more });
    const run = projector(options).run(stopping.signal);
    run.catch(() => undefined);
    const stop = async () => {
      stopping.abort();
      await run.catch(() => undefined);
    };
    const started = { stop, run, troubles };
    this.#running.push(started);
    return started;
  }

  contact(treatment: string, more: object = {}): RecordedEvent {
    const fact = { type: 'ContactRecorded', occurredAt: '2026-03-02T10:00:00Z', personId: somebody, provider: 'p' };
    return this.log.say({
      stage: 'treatment',
      instance: idOf(treatment),
      personId: somebody,
      fact: { ...fact, ...more },
    });
  }

  /** Whether the view comes to the end of the log. */
  async reached(view = 'tally'): Promise<boolean> {
    const marks = new ViewWatermarks(this.dataSource, this.log);
    return marks.waitFor(view, await this.log.head(), AbortSignal.timeout(10_000));
  }

  /** How many contacts there are, by treatment. */
  async contacts(): Promise<Record<string, number>> {
    const rows: { treatment: string; n: number }[] = await this.dataSource.query(
      'select treatment, count(*)::int as n from tally.contact group by 1',
    );
    const names = new Map(['A', 'B', 'C', 'D'].map((name) => [idOf(name), name]));
    return Object.fromEntries(rows.map(({ treatment, n }) => [names.get(treatment) ?? treatment, n]));
  }

  async stopAll(): Promise<void> {
    await Promise.all(this.#running.splice(0).map(({ stop }) => stop()));
  }

  async end(): Promise<void> {
    await this.stopAll();
    await this.dataSource.destroy();
    await this.drop();
  }
}
