import { readModels } from '#read-models/data-source';
import { projector, type ProjectorOptions } from '#read-models/projector';
import type { View } from '#read-models/view';
import { ViewWatermarks } from '#read-models/watermarks';
import { plainly, type Said, ScriptedLog } from '#test/faults/projector-log';
import { createTestDatabase } from '#test/support/database';
import type { DataSource } from 'typeorm';

/** Projects up to the end of the log, and stops. */
export async function toTheEnd(options: ProjectorOptions): Promise<void> {
  const stopping = new AbortController();
  const run = projector(options).run(stopping.signal);
  const head = await options.store.head();
  const marks = new ViewWatermarks(options.dataSource, options.store);
  const arrived = await marks.waitFor(options.view.name, head, AbortSignal.timeout(20_000));
  stopping.abort();
  await run;
  if (!arrived) throw new Error(`The view ${options.view.name} has not come to the end of the log.`);
}

/** A view of a log of its own, in a database of its own. */
export class Projected {
  readonly log = new ScriptedLog();

  private constructor(
    readonly dataSource: DataSource,
    private readonly views: readonly View[],
    private readonly drop: () => Promise<void>,
  ) {}

  static async of(...views: readonly View[]): Promise<Projected> {
    const database = await createTestDatabase();
    return new Projected(await readModels({ url: database.url, poolSize: 4 }), views, () => database.drop());
  }

  /** Says it all, and waits until it shows. Answers the ids of the events. */
  async told(...said: readonly Said[]): Promise<readonly string[]> {
    const events = said.map((one) => this.log.say(one));
    for (const view of this.views)
      await toTheEnd({ store: this.log, view, dataSource: this.dataSource, tell: plainly() });
    const parked: { reason: string }[] = await this.dataSource.query('select reason from projections.parked');
    expect(parked).toEqual([]);
    return events.map(({ id }) => id);
  }

  async end(): Promise<void> {
    await this.dataSource.destroy();
    await this.drop();
  }
}
