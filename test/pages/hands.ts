import { CHECK, enter, heading, onward, wayOf } from '#test/pages/browser';
import type { Locator, Page } from 'playwright-core';

/** How somebody works a page: each does what the other does. */
export interface Hand {
  /** A link, or what else leads away; the first of several. */
  follow(page: Page, link: Target): Promise<void>;
  /** What opens under it on the same page. */
  open(page: Page, summary: Target): Promise<void>;
  type(page: Page, id: string, text: string): Promise<void>;
  /** Ticks a radio or a checkbox of this name, seen or covered by its label. */
  tick(page: Page, name: string, value: string): Promise<void>;
  /** Chooses from a list. */
  pick(page: Page, id: string, value: string): Promise<void>;
  press(page: Page, button: string): Promise<void>;
}

/** A selector, or what it leads to. */
type Target = string | Locator;
const first = (page: Page, target: Target): Locator =>
  (typeof target === 'string' ? page.locator(target) : target).first();
const named = (page: Page, button: string) => page.getByRole('button', { name: button, exact: true });

/** With a mouse or a finger. */
export const pointer: Hand = {
  follow: (page, link) => onward(page, () => first(page, link).click()),
  open: (page, summary) => first(page, summary).click(),
  type: (page, id, text) => page.fill(`#${id}`, text),
  tick: (page, name, value) => page.locator(`input[name="${name}"][value="${value}"]`).check({ force: true }),
  pick: (page, id, value) => page.selectOption(`#${id}`, value).then(() => undefined),
  press: (page, button) => onward(page, () => named(page, button).click()),
};

const TABS_MOST = 250;
const ARROWS_MOST = 30;

/** Comes to an element by the Tab key alone. */
export async function tabTo(page: Page, target: Target): Promise<void> {
  const element = await first(page, target).elementHandle();
  for (let presses = 0; presses < TABS_MOST; presses += 1) {
    if (await element?.evaluate((one) => one === one.ownerDocument.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`${String(target)} cannot be reached by the Tab key.`);
}

/** Comes to one of several radios: the one that is chosen, else the first or the last. */
async function tabAmong(page: Page, name: string): Promise<void> {
  for (let presses = 0; presses < TABS_MOST; presses += 1) {
    if (await page.evaluate<boolean>(`document.activeElement.name === ${JSON.stringify(name)}`)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`${name} cannot be reached by the Tab key.`);
}

/** By Tab, the arrows, Space, Enter and typing alone. */
export const keyboard: Hand = {
  async follow(page, link) {
    await tabTo(page, link);
    await enter(page);
  },
  async open(page, summary) {
    await tabTo(page, summary);
    await page.keyboard.press('Enter');
  },
  async type(page, id, text) {
    await tabTo(page, `#${id}`);
    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.press('Delete');
    await page.keyboard.type(text);
  },
  async tick(page, name, value) {
    const one = page.locator(`input[name="${name}"]`).first();
    if ((await one.getAttribute('type')) === 'checkbox') {
      await tabTo(page, `input[name="${name}"][value="${value}"]`);
      if (!(await page.locator(':focus').isChecked())) await page.keyboard.press('Space');
      return;
    }
    await tabAmong(page, name);
    for (let presses = 0; presses < ARROWS_MOST; presses += 1) {
      if ((await page.locator(':focus').getAttribute('value')) === value) return page.keyboard.press('Space');
      await page.keyboard.press('ArrowDown');
    }
    throw new Error(`${name} cannot be answered with ${value} by the arrows.`);
  },
  async pick(page, id, value) {
    await tabTo(page, `#${id}`);
    const options = await page.evaluate<[string, string][]>(
      `[...document.activeElement.options].map(({ value, text }) => [value, text])`,
    );
    const wanted = options.findIndex(([one]) => one === value);
    // Its first word leads near it.
    await page.keyboard.type(options[wanted]?.[1].split(' ')[0] ?? '');
    const steps = wanted - (await page.evaluate<number>('document.activeElement.selectedIndex'));
    for (let presses = Math.abs(steps); presses > 0; presses -= 1)
      await page.keyboard.press(steps > 0 ? 'ArrowDown' : 'ArrowUp');
  },
  press: (page, button) => keyboard.follow(page, named(page, button)),
};

/** With JavaScript by the keyboard alone, otherwise with a mouse or a finger. */
export const handOn = (page: Page): Hand => (wayOf(page) === 'with JavaScript' ? keyboard : pointer);

export const go = (page: Page, button = 'Continue'): Promise<void> => handOn(page).press(page, button);

/** A link by what it says, or whatever leads away. */
export const follow = (page: Page, link: string | RegExp | Locator): Promise<void> =>
  handOn(page).follow(
    page,
    typeof link === 'string' || link instanceof RegExp ? page.getByRole('link', { name: link }) : link,
  );

export const choose = (page: Page, id: string, value: string): Promise<void> => handOn(page).tick(page, id, value);

/** The same, of a radio or a checkbox that stands there, by what it says for instance. */
export async function check(page: Page, target: Locator): Promise<void> {
  const [name = '', value = ''] = await Promise.all(
    ['name', 'value'].map(async (part) => (await target.getAttribute(part)) ?? ''),
  );
  await choose(page, name, value);
}

/** Opens what is folded up on the page. */
export const unfold = (page: Page, summary: Target): Promise<void> => handOn(page).open(page, summary);

/** On a narrow phone what leads elsewhere in the service is behind a button, where scripts run. */
export const showMenu = async (page: Page): Promise<void> => {
  if (wayOf(page) === 'on a narrow phone') await unfold(page, named(page, 'Menu'));
};

export const type = (page: Page, id: string, text: string): Promise<void> => handOn(page).type(page, id, text);

export const pick = (page: Page, id: string, value: string): Promise<void> => handOn(page).pick(page, id, value);

const parts = ['day', 'month', 'year'] as const;

/** Types a date as its three parts. */
export async function typeDate(page: Page, id: string, date: readonly [string, string, string]): Promise<void> {
  for (const [index, part] of parts.entries()) await type(page, `${id}-${part}`, date[index] ?? '');
}

/** Sends a form from its last page, and answers with the heading of what comes of it. */
export async function send(page: Page): Promise<string> {
  if ((await heading(page)) !== CHECK) throw new Error(`${page.url()} is not the last page of a form.`);
  await go(page, 'Record and send');
  return heading(page);
}
