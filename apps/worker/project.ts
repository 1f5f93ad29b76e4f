import type { Brokers } from '#messages/kafka';
import { projector, type Trouble } from '#read-models/projector';
import { Commits } from '#read-models/projector/commits';
import { isSharedOut } from '#read-models/projector/shares';
import type { Tell, View } from '#read-models/view';
import { passFactsOn } from '#worker/pass-facts-on';
import type { Passing } from '#worker/pass-on';
import { projectFromKafka } from '#worker/project-from-kafka';

export interface Projecting extends Passing {
  readonly views: readonly View[];
  readonly tell: Tell;
  /** Where given, facts are passed on there, and processes share the views that can be shared out by person. */
  readonly sharedOn?: Brokers;
}

/** Views that are to follow the store are shared out by workers that take facts from Kafka. */
export class SharedOut extends Error {
  constructor(views: readonly string[]) {
    super(
      `PROJECT_FROM is store, but workers have shared out ${views.join(', ')} by PROJECT_FROM=kafka. Set that again, or ` +
        `stop those workers and say: npm run maintain -- rebuild ${views.join(' ')}`,
    );
    this.name = 'SharedOut';
  }
}

/** @throws SharedOut */
export async function refuseSharedOut({
  views,
  sharedOn,
  dataSource,
}: Pick<Projecting, 'views' | 'sharedOn' | 'dataSource'>): Promise<void> {
  if (sharedOn) return;
  const names: string[] = [];
  for (const { name } of views) if (await isSharedOut(dataSource, name)) names.push(name);
  if (names.length > 0) throw new SharedOut(names);
}

/** Keeps the views up with the log until aborted: what settles has stopped. */
export function project({ views, sharedOn, ...passing }: Projecting): readonly Promise<void>[] {
  const shared = sharedOn ? views.filter(({ perPerson }) => perPerson) : [];
  const whole = views.filter((view) => !shared.includes(view));
  const { store, dataSource, tell, logger, signal } = passing;
  const commits = new Commits(dataSource);
  const onTrouble = ({ view, error, retryInMs }: Trouble) =>
    logger.warn({ view, error: named(error), retryInMs }, 'projecting failed; trying again');
  const projecting = whole.map((view) => projector({ store, view, dataSource, commits, tell, onTrouble }).run(signal));
  for (const one of projecting)
    one.catch((error: unknown) =>
      logger.error({ error: named(error), words: (error as Error).message }, 'a view has stopped'),
    );
  if (!sharedOn) return projecting;
  return [...projecting, passFactsOn(sharedOn, passing), projectFromKafka(sharedOn, { ...passing, views: shared })];
}

const named = (error: unknown): string => (error instanceof Error ? error.name : typeof error);
