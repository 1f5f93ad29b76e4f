import type { Local } from '#local/system';
import { startSystem } from '#test/support/system';
import type axe from 'axe-core';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** The machine's own Chromium: `CHROMIUM`, or the first on the path. */
const executablePath =
  process.env['CHROMIUM'] ??
  (process.env['PATH'] ?? '')
    .split(delimiter)
    .flatMap((folder) => names.map((name) => join(folder, name)))
    .find((path) => existsSync(path));

const WITHOUT = 'There is no Chromium on this machine, so no page is walked: install one, or set CHROMIUM to its path.';

/** Tests of pages; where there is no Chromium they say so, and fail where one is required (`REQUIRE_CHROMIUM=1`). */
export function describePages(what: string, tests: () => void): void {
  if (executablePath !== undefined) describe(what, tests);
  else
    describe(`${what} (SKIPPED: no Chromium)`, () => {
      it('needs a Chromium on the machine', () => {
        if (process.env['REQUIRE_CHROMIUM'] === '1') throw new Error(WITHOUT);
        process.stderr.write(`SKIPPED: ${what}. ${WITHOUT}\n`);
      });
    });
}

/** How somebody comes to a page. */
export const ways = {
  'with JavaScript': {},
  'without JavaScript': { javaScriptEnabled: false },
  'on a narrow phone': { viewport: { width: 320, height: 640 } },
} as const;
export type Way = keyof typeof ways;

export interface Seat {
  readonly system: Local;
  /** Signs a user in in a browser of its own, and answers with the home page. */
  sitDown(user: string, way?: Way): Promise<Page>;
  /** The same user, signed in already, in another browser and another way. */
  sitDownToo(first: Page, way: Way): Promise<Page>;
  stop(): Promise<void>;
}

/** Throughcare whole, on a clock that stands still from a moment, and a real browser before it. */
export async function takeSeat(startsAt: string): Promise<Seat> {
  const system = await startSystem({ startsAt });
  const browser: Browser = await chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'],
  });
  const contexts: BrowserContext[] = [];
  const open = async (options: BrowserContextOptions) => {
    const context = await browser.newContext(options);
    contexts.push(context);
    return context.newPage();
  };
  return {
    system,
    async sitDownToo(first, way) {
      const storageState = await first.context().storageState();
      return open({ ...ways[way], baseURL: system.url, storageState });
    },
    async sitDown(user, way = 'with JavaScript') {
      const page = await open({ ...ways[way], baseURL: system.url });
      await page.goto(system.url);
      await page.locator(`button[value="${user}"]`).click();
      // The home page is a look at whoever is on it: it is recorded once the page is there.
      await page.waitForURL(`${system.url}/`);
      return page;
    },
    async stop() {
      await Promise.all(contexts.map((context) => context.close()));
      await browser.close();
      await system.stop();
    },
  };
}

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Barrier {
  readonly id: string;
  readonly nodes: readonly string[];
}

/**
 * A radio that says whether what it opens is open. ARIA has no such attribute for it; GOV.UK Frontend keeps it on purpose,
 * since screen readers tell it: https://github.com/alphagov/govuk-frontend/issues/979
 */
const isKept = (html: string): boolean =>
  html.includes('class="govuk-radios__input"') && html.includes('aria-expanded');

/** What WCAG 2.2 AA has against a page as it stands, by axe; nothing is the only right answer. */
export async function barriersOn(page: Page): Promise<readonly Barrier[]> {
  await page.evaluate(axeSource);
  const found = await page.evaluate(async () => {
    const { violations } = await (globalThis as unknown as { axe: typeof axe }).axe.run({
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
      resultTypes: ['violations'],
      preload: false,
    });
    return violations.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ html }) => html) }));
  });
  return found
    .map(({ id, nodes }) => ({ id, nodes: nodes.filter((html) => !(id === 'aria-allowed-attr' && isKept(html))) }))
    .filter(({ nodes }) => nodes.length > 0);
}

/** The heading of the last page of every form. */
export const CHECK = 'Check your answers';

/** The heading of the page: what a person reads first. */
export const heading = (page: Page): Promise<string> =>
  page
    .locator('h1')
    .innerText()
    .then((text) => text.trim());

/** What each of these elements says, on one line. */
export const wordsOn = async (page: Page, selector: string): Promise<string[]> =>
  (await page.locator(selector).allInnerTexts()).map((text) => text.replaceAll(/\s+/g, ' ').trim());

/** The errors at the top of the page, each with what it leads to. */
export async function errorsOn(page: Page): Promise<Record<string, string>> {
  const links = await page.locator('.govuk-error-summary a').all();
  const told = await Promise.all(links.map(async (link) => [await link.innerText(), await link.getAttribute('href')]));
  return Object.fromEntries(told) as Record<string, string>;
}

/** Ticks a radio or a checkbox by its question's id and its value, seen or covered by its label. */
export const choose = (page: Page, id: string, value: string): Promise<void> =>
  page.locator(`input[name="${id}"][value="${value}"]`).check({ force: true });

/** Types a date as its three parts. */
export async function typeDate(
  page: Page,
  id: string,
  [day, month, year]: readonly [string, string, string],
): Promise<void> {
  await page.fill(`#${id}-day`, day);
  await page.fill(`#${id}-month`, month);
  await page.fill(`#${id}-year`, year);
}

/** Does what leads to another page, and waits until that one is there. */
export async function onward(page: Page, act: () => Promise<void>): Promise<void> {
  const left = page.waitForEvent('framenavigated', (frame) => frame === page.mainFrame());
  await act();
  await left;
  await page.waitForLoadState('domcontentloaded');
}

export const go = (page: Page, button = 'Continue'): Promise<void> =>
  onward(page, () => page.getByRole('button', { name: button, exact: true }).click());

/** Opens the form of a job about an episode by its address. */
export const openForm = (page: Page, job: string, on: string): Promise<unknown> => page.goto(`/forms/${job}?on=${on}`);

/** Sends a form from its last page, and answers with the heading of what comes of it. */
export async function send(page: Page): Promise<string> {
  if ((await heading(page)) !== CHECK) throw new Error(`${page.url()} is not the last page of a form.`);
  await go(page, 'Record and send');
  return heading(page);
}

/** The same by keyboard, on whatever has the focus. */
export const enter = (page: Page): Promise<void> => onward(page, () => page.keyboard.press('Enter'));

const TABS_MOST = 80;

/** Presses Tab until this holds of `focus`, the element that has it. */
export async function tabUntil(page: Page, holds: string, what: string): Promise<void> {
  for (let presses = 0; presses < TABS_MOST; presses += 1) {
    if (await page.evaluate<boolean>(`((focus) => ${holds})(document.activeElement)`)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`${what} cannot be reached by the Tab key.`);
}

/** Comes to an element by the keyboard alone. */
export const tabTo = (page: Page, selector: string): Promise<void> =>
  tabUntil(page, `focus.matches(${JSON.stringify(selector)})`, selector);
