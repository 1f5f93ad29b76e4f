import type { EventStore } from '#event-store/event-store';
import { isPrivate } from '#messages/outbound';
import { placeOf } from '#pathway/stages';
import type { DataSource } from 'typeorm';

/** How sending goes, for operators: a dead subscription waits for its receiver, and for nobody here. */
export async function sendingState(dataSource: DataSource): Promise<Readonly<Record<string, number>>> {
  const [row]: { active: number; failing: number; dead: number }[] = await dataSource.query(
    `select count(*) filter (where state = 'active')::int as active,
            count(*) filter (where state = 'active' and failures > 0)::int as failing,
            count(*) filter (where state = 'dead')::int as dead
     from messages.subscription`,
  );
  return { ...row };
}

const COUNT_AT_MOST = 1_000;

/** How many facts are to be told still, by each way in which messages leave; looked for among so many events at most. */
export async function announcedState(
  dataSource: DataSource,
  store: EventStore,
): Promise<Readonly<Record<string, number>>> {
  const ways: { way: string; position: string }[] = await dataSource.query(
    `select way, position from messages.announced where way <> 'facts' order by way`,
  );
  const state: Record<string, number> = {};
  for (const { way, position } of ways) {
    state[way] = 0;
    for await (const { stream, type } of store.readAll({ after: BigInt(position), limit: COUNT_AT_MOST })) {
      const place = placeOf(stream);
      if (place && !isPrivate(place.stage, type)) state[way] += 1;
    }
  }
  return state;
}
