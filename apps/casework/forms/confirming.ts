import { textAt, type Typed } from '#casework/forms/controls';
import { randomUUID } from 'node:crypto';

/** What the pages themselves put among the answers. */
const ownFields = new Set(['_csrf', 'key', 'send', 'change']);

/** What was typed, carried unseen to where it is confirmed; the key makes sure that it is sent once. */
export const confirming = (typed: Typed) => ({
  key: randomUUID(),
  carried: Object.entries(typed)
    .filter(([name]) => !ownFields.has(name))
    .flatMap(([name, value]) => [value ?? []].flat().map((one) => ({ name, value: one }))),
});

/** The key that the page was given; another where somebody sent one of their own. */
export function keyIn(typed: Typed): string {
  const given = textAt(typed, 'key');
  return /^[0-9a-f-]{36}$/.test(given) ? given : randomUUID();
}
