import { ApiClient } from '#test/journeys/client';
import { Player } from '#test/journeys/player';
import { instantOf, type Line, readStory, type Story } from '#test/journeys/story';
import { startSystem } from '#test/support/system';

/** Where the log is kept: in EventStoreDB where an address of one is given. */
export interface Ground {
  readonly eventStoreUrl?: string;
}

/** A story counts what is in the whole log, and its clock begins where it begins. */
const TOLD_ALREADY =
  'A story needs a log to itself, and the one that EVENTSTORE_URL names holds facts already. Name an empty one for each file.';

/** Plays a story on a system of its own, with a clock of its own; answers with how many lines differed. @throws Error where the log is not empty */
export async function playAlone(
  story: Story,
  told: (line: Line, differs?: string) => void,
  { eventStoreUrl }: Ground = {},
): Promise<number> {
  const first = story.lines.find(({ at }) => at !== undefined)?.at ?? '2026-01-01 00:00';
  const system = await startSystem({ startsAt: instantOf(first), eventStoreUrl });
  let failures = 0;
  try {
    if ((await system.facts()) > 0) throw new Error(TOLD_ALREADY);
    const stage = {
      api: new ApiClient(system.url, system.tokenUri),
      moveClock: (to: string) => system.moveClock(to),
      facts: () => system.facts(),
    };
    for await (const { line, differs } of new Player(story, stage, 'story').play()) {
      told(line, differs);
      if (differs !== undefined) failures += 1;
    }
  } finally {
    await system.stop();
  }
  return failures;
}

function words(line: Line): string {
  const { at, by, do: step, expect, ...fields } = line;
  const rest = Object.entries(fields).map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
  const what = step === undefined ? `expect ${String(expect)}` : `${String(by)}: ${step}`;
  return [at ?? ''.padEnd(16), what, ...rest].join('  ');
}

async function main(files: readonly string[]): Promise<void> {
  if (files.length === 0) throw new Error('Name the scenario files to play: npm run scenario -- FILE…');
  let failures = 0;
  for (const file of files) {
    const story = readStory(file);
    console.log(`\n${story.file}: ${story.title}`);
    const told = (line: Line, differs?: string) => {
      console.log(`${differs === undefined ? '  ok  ' : '  NO  '}${words(line)}`);
      if (differs !== undefined) console.log(`        ${differs}`);
    };
    failures += await playAlone(story, told, { eventStoreUrl: process.env['EVENTSTORE_URL'] });
  }
  console.log(failures === 0 ? '\nEverything was as expected.' : `\n${failures} line(s) differed.`);
  process.exitCode = failures === 0 ? 0 : 1;
}

if (process.argv[1] !== undefined && import.meta.filename === process.argv[1])
  await main(process.argv.slice(2)).catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });
