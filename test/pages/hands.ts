import { choose, enter, go, onward, tabTo, tabUntil } from '#test/pages/browser';
import type { Page } from 'playwright-core';

/** How somebody works a page: each does what the other does. */
export interface Hand {
  follow(page: Page, selector: string): Promise<void>;
  type(page: Page, id: string, text: string): Promise<void>;
  /** Ticks a radio or a checkbox of this name. */
  tick(page: Page, name: string, value: string): Promise<void>;
  /** Chooses from a list. */
  pick(page: Page, id: string, value: string): Promise<void>;
  press(page: Page, button: string): Promise<void>;
}

/** With a mouse or a finger. */
export const pointer: Hand = {
  follow: (page, selector) => onward(page, () => page.locator(selector).first().click()),
  type: (page, id, text) => page.fill(`#${id}`, text),
  tick: choose,
  pick: (page, id, value) => page.selectOption(`#${id}`, value).then(() => undefined),
  press: go,
};

const ARROWS_MOST = 12;

/** By Tab, the arrows, Space, Enter and typing alone. */
export const keyboard: Hand = {
  async follow(page, selector) {
    await tabTo(page, selector);
    await enter(page);
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
    await tabTo(page, `input[name="${name}"]`);
    for (let presses = 0; presses < ARROWS_MOST; presses += 1) {
      if ((await page.locator(':focus').getAttribute('value')) === value) return page.keyboard.press('Space');
      await page.keyboard.press('ArrowDown');
    }
    throw new Error(`${name} cannot be answered with ${value} by the arrows.`);
  },
  async pick(page, id, value) {
    await tabTo(page, `#${id}`);
    const values = await page.evaluate<string[]>(`[...document.activeElement.options].map(({ value }) => value)`);
    await page.keyboard.press('Home');
    for (let presses = values.indexOf(value); presses > 0; presses -= 1) await page.keyboard.press('ArrowDown');
  },
  async press(page, button) {
    const words = JSON.stringify(button);
    await tabUntil(page, `focus.matches('main form button') && focus.innerText.trim() === ${words}`, button);
    await enter(page);
  },
};
