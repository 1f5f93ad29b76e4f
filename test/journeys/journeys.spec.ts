import { playAlone } from '#test/journeys/play';
import { readStory } from '#test/journeys/story';
import { readdirSync } from 'node:fs';

const folder = new URL('scenarios/', import.meta.url);

describe('The stories of the pathway', () => {
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.yaml'))) {
    const story = readStory(new URL(file, folder).pathname);
    it(story.title, async () => {
      const wrong: string[] = [];
      await playAlone(story, (line, differs) => {
        if (differs !== undefined) wrong.push(`${JSON.stringify(line)}: ${differs}`);
      });
      expect(wrong).toEqual([]);
    });
  }
});
