import { gathered } from '#event-store/gathered';
import type { Pool } from 'pg';
import { setTimeout as pause } from 'node:timers/promises';

/** What a command was, and how it was answered: kept after the append, whose event ids make the gap between safe. */
export interface Kept {
  readonly command: string;
  /** Digest of what was asked. */
  readonly request: string;
  readonly stage: string;
  readonly instance: string;
  readonly revision: string;
  readonly position: string;
  readonly events: readonly { id: string; type: string }[];
}

export interface AnsweredCommands {
  find(command: string): Promise<Kept | undefined>;
  /** Settles once `find` finds it; a process that ends may take it along. */
  keep(answered: Kept): Promise<void>;
}

/** How long what was answered meanwhile waits for more to be stored with it, in milliseconds: nobody waits for that. */
const KEEP_EVERY_MS = 5;

const install = `
  create schema if not exists commands;
  create table if not exists commands.answered (
    command uuid primary key,
    answered json not null,
    at timestamptz not null default now()
  )`;

export async function answeredCommands(pool: Pool): Promise<AnsweredCommands> {
  await pool.query(`begin; select pg_advisory_xact_lock(7462002); ${install}; commit`);

  const find = gathered<string, Kept | undefined>(async (commands) => {
    const { rows } = await pool.query<{ answered: Kept }>({
      name: 'find-answered',
      text: 'select answered from commands.answered where command = any($1::uuid[])',
      values: [commands],
    });
    const found = new Map(rows.map(({ answered }) => [answered.command, answered]));
    return commands.map((command) => found.get(command));
  });

  const store = gathered<Kept, void>(async (answers) => {
    await pool.query({
      name: 'keep-answered',
      text: `with unhurried as materialized (select set_config('synchronous_commit', 'off', true))
             insert into commands.answered (command, answered)
             select a.* from unnest($1::uuid[], $2::json[]) as a, unhurried on conflict (command) do nothing`,
      values: [answers.map(({ command }) => command), answers.map((answered) => JSON.stringify(answered))],
    });
    await pause(KEEP_EVERY_MS);
    return answers.map(() => undefined);
  });

  return writtenBehind(find, store);
}

/**
 * Answers are kept in memory at once and stored behind the answer. One that is lost on the way takes nothing with it: the
 * command's event ids still say that it was recorded.
 */
function writtenBehind(
  find: (command: string) => Promise<Kept | undefined>,
  store: (answered: Kept) => Promise<void>,
): AnsweredCommands {
  const underWay = new Map<string, Kept>();
  return {
    find: (command) => {
      const kept = underWay.get(command);
      return kept ? Promise.resolve(kept) : find(command);
    },
    keep(answered) {
      const { command } = answered;
      underWay.set(command, answered);
      const done = () => void underWay.delete(command);
      store(answered).then(done, done);
      return Promise.resolve();
    },
  };
}
