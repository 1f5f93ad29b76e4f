import { startTestServer } from '#test/eventstoredb/start';
import { type Ground, playAlone } from '#test/journeys/play';
import { readStory, type Story } from '#test/journeys/story';
import { readdirSync } from 'node:fs';

const folder = new URL('scenarios/', import.meta.url);
const stories = readdirSync(folder)
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => readStory(new URL(name, folder).pathname));

/** Of the longest stories, on a machine that has much else to do; in milliseconds. */
const AT_MOST = 180_000;

/** Plays a story; answers with what differed. */
async function differing(story: Story, ground?: Ground): Promise<readonly string[]> {
  const wrong: string[] = [];
  await playAlone(
    story,
    (line, differs) => {
      if (differs !== undefined) wrong.push(`${JSON.stringify(line)}: ${differs}`);
    },
    ground,
  );
  return wrong;
}

describe('The stories of the pathway, with the log in PostgreSQL', () => {
  const tells = async (story: Story) => expect(await differing(story)).toEqual([]);
  it.concurrent.each(stories)('$title', tells, AT_MOST);
});

/** One after another: where one client of EventStoreDB loses its server, it gives up on the appends of all in the process. */
describe('The stories of the pathway, with the log in EventStoreDB', () => {
  async function tells(story: Story): Promise<void> {
    const server = await startTestServer();
    try {
      expect(await differing(story, { eventStoreUrl: server.url() })).toEqual([]);
    } finally {
      await server.kill();
    }
  }
  it.each(stories)('$title', tells, AT_MOST);

  it('are refused a log that holds something already', async () => {
    const server = await startTestServer();
    const [story] = stories;
    if (!story) throw new Error('There is no story.');
    try {
      await playAlone(story, () => undefined, { eventStoreUrl: server.url() });
      const again = playAlone(story, () => undefined, { eventStoreUrl: server.url() });
      await expect(again).rejects.toThrow('A story needs a log to itself');
    } finally {
      await server.kill();
    }
  });
});
