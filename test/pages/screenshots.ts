import { ApiClient } from '#test/journeys/client';
import { Player } from '#test/journeys/player';
import { instantOf, readStory } from '#test/journeys/story';
import { type Seat, takeSeat } from '#test/pages/browser';
import { choose, follow, go, type } from '#test/pages/hands';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';

const caseload = fileURLToPath(new URL('caseload.yaml', import.meta.url));

/** The people of the story, each where it leaves them. @throws Error where a step was not taken */
async function people({ system }: Seat): Promise<Player> {
  const stage = {
    api: new ApiClient(system.url, system.tokenUri),
    moveClock: (to: string) => system.moveClock(to),
    facts: () => system.facts(),
  };
  const player = new Player(readStory(caseload), stage, 'screenshots');
  for await (const { line, differs } of player.play())
    if (differs !== undefined) throw new Error(`${String(line.do)}: ${differs}`);
  await system.moveClock(instantOf('2026-03-12 09:30'));
  await system.settled();
  return player;
}

/** A page, the way to it, and who goes there. */
interface Shot {
  readonly name: string;
  readonly user: string;
  readonly reach: (page: Page, at: Player) => Promise<unknown>;
}

const personPage = (page: Page, at: Player, name: string) =>
  page.goto(new URL(`/people/${at.people.get(name) ?? ''}`, page.url()).href);

const shots: readonly Shot[] = [
  { name: '01-home-in-custody', user: 'custody-brunswick.practitioner', reach: () => Promise.resolve() },
  {
    name: '02-who-is-it-about',
    user: 'custody-brunswick.practitioner',
    reach: (page) => page.getByRole('button', { name: 'Record a drug test' }).click(),
  },
  {
    name: '03-about-this-person-with-errors',
    user: 'custody-brunswick.practitioner',
    async reach(page) {
      await page.getByRole('button', { name: 'Record a drug test' }).click();
      await type(page, 'find-person-identifier', '2024/9000001Z');
      await go(page);
      await choose(page, 'find-person-chosen', 'somebody-else');
      await go(page);
      await go(page);
    },
  },
  {
    name: '04-screen-and-assess',
    user: 'ld-quayside.practitioner',
    reach: (page, at) =>
      page.goto(new URL(`/forms/screen-and-assess?on=${at.instances.get('L1')?.id ?? ''}`, page.url()).href),
  },
  { name: '05-home-of-a-provider', user: 'provider-riverside.practitioner', reach: () => Promise.resolve() },
  {
    name: '06-handovers',
    user: 'provider-riverside.practitioner',
    reach: (page) => follow(page, page.getByRole('link', { name: 'Handovers', exact: true })),
  },
  {
    name: '07-one-handover',
    user: 'provider-riverside.practitioner',
    async reach(page) {
      await follow(page, page.getByRole('link', { name: 'Handovers', exact: true }));
      await page.getByRole('link', { name: 'Sam Invented' }).first().click();
    },
  },
  {
    name: '08-case-page',
    user: 'ld-quayside.practitioner',
    reach: (page, at) => personPage(page, at, 'Sam Invented'),
  },
  {
    name: '09-prepare-a-release',
    user: 'prison-brookvale.practitioner',
    reach: (page, at) => page.goto(new URL(`/releases/${at.instances.get('R1')?.id ?? ''}`, page.url()).href),
  },
  {
    name: '10-start-treatment',
    user: 'provider-riverside.practitioner',
    reach: (page, at) =>
      page.goto(new URL(`/forms/start-treatment?person=${at.people.get('Sam Invented') ?? ''}`, page.url()).href),
  },
];

/** Pictures of the ten main pages, of people who do not exist, in the folder named: `.data/screenshots` otherwise. */
async function main([folder = join('.data', 'screenshots')]: readonly string[]): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const seat = await takeSeat(instantOf('2026-03-02 21:00'));
  try {
    const at = await people(seat);
    for (const { name, user, reach } of shots) {
      const page = await seat.sitDown(user);
      await reach(page, at);
      await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
      console.log(join(folder, `${name}.png`));
    }
  } finally {
    await seat.stop();
  }
}

await main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
