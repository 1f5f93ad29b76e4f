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
