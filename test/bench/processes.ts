import type { Round } from '#test/bench/measure';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

/** What a process and everything it has started takes while nobody asks for anything. */
export interface Idle {
  readonly megabytes: number;
  /** PSS shares what is shared between the processes; RSS, where the kernel tells no more, counts it each time. */
  readonly as: 'PSS' | 'RSS';
  readonly processes: number;
  /** Of one processor. */
  readonly cpuShare: number;
}

const MEGABYTE_IN_KB = 1024;
/** USER_HZ: the unit of time in /proc, on every architecture that Node runs on. */
const TICKS_PER_SECOND = 100;

const read = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
};

/** The fields of /proc/PID/stat after the name: state, parent, … */
const statOf = (pid: number): readonly string[] =>
  (read(`/proc/${pid}/stat`) ?? '').split(') ').slice(-1)[0]?.split(' ') ?? [];

function family(root: number): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry)))
    parents.set(Number(name), Number(statOf(Number(name))[1]));
  const found = [root];
  for (const pid of found) for (const [child, parent] of parents) if (parent === pid) found.push(child);
  return found;
}

function kilobytes(pid: number): { kB: number; as: Idle['as'] } {
  const pss = /^Pss:\s+(\d+)/m.exec(read(`/proc/${pid}/smaps_rollup`) ?? '')?.[1];
  if (pss !== undefined) return { kB: Number(pss), as: 'PSS' };
  return { kB: Number(/^VmRSS:\s+(\d+)/m.exec(read(`/proc/${pid}/status`) ?? '')?.[1] ?? 0), as: 'RSS' };
}

function ticks(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => {
    const [, , , , , , , , , , , user, system] = statOf(pid);
    return sum + Number(user ?? 0) + Number(system ?? 0);
  }, 0);
}

/** Adds up what a process alone uses of a processor for what is done meanwhile. */
export class Spending {
  #milliseconds = 0;
  #count = 0;

  constructor(private readonly pid: number) {}

  async during(done: () => Promise<Round>): Promise<Round> {
    const before = ticks([this.pid]);
    const round = await done();
    this.#milliseconds += ((ticks([this.pid]) - before) * 1000) / TICKS_PER_SECOND;
    this.#count += round.count;
    return round;
  }

  get millisecondsEach(): number {
    return this.#milliseconds / this.#count;
  }
}

/** Looks at a process and its descendants for a while. */
export async function measureIdle(pid: number, milliseconds: number): Promise<Idle> {
  const pids = family(pid);
  const before = ticks(pids);
  await pause(milliseconds);
  const used = (ticks(pids) - before) / TICKS_PER_SECOND;
  const memory = pids.map(kilobytes);
  return {
    megabytes: memory.reduce((sum, { kB }) => sum + kB, 0) / MEGABYTE_IN_KB,
    as: memory.every(({ as }) => as === 'PSS') ? 'PSS' : 'RSS',
    processes: pids.length,
    cpuShare: used / (milliseconds / 1000),
  };
}
