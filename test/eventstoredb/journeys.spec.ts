import { startTestServer } from '#test/eventstoredb/start';
import { playAlone } from '#test/journeys/play';
import { readStory } from '#test/journeys/story';
import { readdirSync } from 'node:fs';

const folder = new URL('../journeys/scenarios/', import.meta.url);

/** Two stories, through every stage and through a correction; each on a log of its own. */
const files = readdirSync(folder).filter((name) => /^0[14]-.*\.yaml$/.test(name));

describe('With the log in EventStoreDB', () => {
  it.each(files)('the whole system tells the same story: %s', async (file) => {
    const server = await startTestServer();
    const wrong: string[] = [];
    try {
      await playAlone(
        readStory(new URL(file, folder).pathname),
        (line, differs) => {
          if (differs !== undefined) wrong.push(`${JSON.stringify(line)}: ${differs}`);
        },
        { eventStoreUrl: server.url() },
      );
    } finally {
      await server.kill();
    }
    expect(wrong).toEqual([]);
  });
});
