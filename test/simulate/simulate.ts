import { addDays, addCalendarMonths, londonInstant } from '#pathway/calendar';
import { optionsTyped } from '#platform/arguments';
import { loadReference } from '#reference/load';
import { ApiClient } from '#test/journeys/client';
import { caseload } from '#test/simulate/caseload';
import { metrics, refusals, worklists } from '#test/simulate/report';
import { record } from '#test/simulate/run';
import { startServer } from '#test/simulate/server';
import { SingleBar } from 'cli-progress';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const FIRST_DAY = '2025-01-06';
const USERS = 24;

function options(): { people: number; months: number; seed: number } {
  const values = optionsTyped({
    people: { type: 'string', default: '500' },
    months: { type: 'string', default: '6' },
    seed: { type: 'string', default: '1' },
  });
  const whole = (name: 'people' | 'months' | 'seed', most: number): number => {
    const number = Number(values[name]);
    if (Number.isInteger(number) && number >= 1 && number <= most) return number;
    throw new Error(`--${name} takes a whole number from 1 to ${most}.`);
  };
  return { people: whole('people', 10_000), months: whole('months', 36), seed: whole('seed', 1_000_000) };
}

async function main(): Promise<void> {
  const { people, months, seed } = options();
  const to = addCalendarMonths(FIRST_DAY, months);
  const diaries = caseload(await loadReference(), { people, from: FIRST_DAY, to, seed });
  const steps = diaries.reduce((sum, diary) => sum + diary.steps.length, 0);
  const folder = mkdtempSync(join(tmpdir(), 'throughcare-simulation-'));
  const server = await startServer({ folder, startsAt: londonInstant(FIRST_DAY, '00:00') });
  const bar = new SingleBar({
    format: '{bar} {value}/{total} steps  {duration_formatted}',
    fps: 4,
    noTTYOutput: true,
    notTTYSchedule: 10_000,
  });
  try {
    const api = new ApiClient(server.url, server.tokenUri);
    console.log(
      `${people} people over ${months} months from ${FIRST_DAY}, seed ${seed}: ${steps} steps by ${USERS} users at once.`,
    );
    bar.start(steps, 0);
    const began = performance.now();
    const moveClock = (at: string) => server.moveClock(at);
    const acknowledged = await record(diaries, {
      api,
      moveClock,
      users: USERS,
      name: `simulation-${seed}`,
      progress: (done) => bar.update(done),
    });
    bar.stop();
    const seconds = (performance.now() - began) / 1000;
    await moveClock(londonInstant(to, '12:00'));
    console.log(`\nRecorded in ${seconds.toFixed(1)} s: ${(steps / seconds).toFixed(0)} steps a second.`);
    const report = [
      ['', ...(await metrics(api, FIRST_DAY, addDays(to, -1)))],
      ['', ...(await worklists(api))],
      ['', 'Refused:', ...refusals(acknowledged)],
    ];
    console.log(report.flat().join('\n'));
  } finally {
    bar.stop();
    await server.stop('SIGTERM');
    rmSync(folder, { recursive: true, force: true });
  }
}

await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
