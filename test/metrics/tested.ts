import type { Story } from '#test/metrics/story';

interface Tested {
  readonly positive: number;
  readonly negative: number;
  readonly day?: string;
  readonly sex?: string;
  readonly ground?: string;
}

/** People who are tested in a custody suite, each once: so many of one sex, on a day. */
export function tests(story: Story, suite: string, counts: Tested): Story {
  const { positive, negative, day = '2026-03-10', sex = 'male', ground = 'trigger' } = counts;
  for (let turn = 0; turn < positive + negative; turn += 1) {
    const who = `${suite} ${day} ${sex} ${ground} ${turn}`;
    story.person(who, `${day}T09:00:00Z`, { sex });
    story.test(
      `test of ${who}`,
      who,
      `${day}T10:00:00Z`,
      { cocaine: turn < positive ? 'positive' : 'negative' },
      { suite, ground },
    );
  }
  return story;
}
