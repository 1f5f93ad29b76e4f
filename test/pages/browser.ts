import type { Local } from '#local/system';
import { startSystem } from '#test/support/system';
import type axe from 'axe-core';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  type CDPSession,
  chromium,
  type Page,
} from 'playwright-core';

/** The one without a window of its own first: it walks the same pages for three quarters of the work. */
const names = ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** The machine's own Chromium: `CHROMIUM`, or the first of these on the path. */
const executablePath =
  process.env['CHROMIUM'] ??
  names
    .flatMap((name) => (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, name)))
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
export const everyWay = Object.keys(ways) as readonly Way[];

const came = new WeakMap<BrowserContext, Way>();
/** How whoever sits before a page came to it. */
export const wayOf = (page: Page): Way => came.get(page.context()) ?? 'with JavaScript';

export interface Seat {
  readonly system: Local;
  /** Signs a user in in a browser of its own, and answers with the home page. */
  sitDown(user: string, way?: Way): Promise<Page>;
  /** The browser in which a user has sat down in this way: signed in once for all ways, and the same each time. */
  back(user: string, way: Way): Promise<Page>;
  stop(): Promise<void>;
}

/** Throughcare whole, on a clock that stands still from a moment, and a real browser before it. */
export async function takeSeat(startsAt: string): Promise<Seat> {
  const system = await startSystem({ startsAt });
  const browser: Browser = await chromium.launch({
    executablePath,
    args: [
      ...['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'],
      // Else each page that is left begins a process for whatever comes next.
      '--renderer-process-limit=3',
    ],
  });
  const contexts: BrowserContext[] = [];
  const open = async (way: Way, options: BrowserContextOptions = {}) => {
    const context = await browser.newContext({ ...ways[way], baseURL: system.url, ...options });
    came.set(context, way);
    contexts.push(context);
    return context.newPage();
  };
  async function sitDown(user: string, way: Way = 'with JavaScript'): Promise<Page> {
    const page = await open(way);
    await page.goto(system.url);
    await page.locator(`button[value="${user}"]`).click();
    // The home page is a look at whoever is on it: it is recorded once the page is there.
    await page.waitForURL(`${system.url}/`);
    return page;
  }
  const firsts: Record<string, Promise<Awaited<ReturnType<BrowserContext['storageState']>>>> = {};
  const backs: Record<string, Promise<Page>> = {};
  return {
    system,
    sitDown,
    back(user, way) {
      const signedIn = (firsts[user] ??= sitDown(user).then((page) => page.context().storageState()));
      return (backs[`${user} ${way}`] ??= signedIn.then((storageState) => open(way, { storageState })));
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

const devtools = new WeakMap<Page, Promise<CDPSession>>();

/** Runs what needs scripts of our own; where those of the page do not run, they do not after it either. */
async function scripted<Result>(page: Page, act: () => Promise<Result>): Promise<Result> {
  if (wayOf(page) !== 'without JavaScript') return act();
  const opened = devtools.get(page) ?? page.context().newCDPSession(page);
  devtools.set(page, opened);
  const session = await opened;
  const disabled = (value: boolean) => session.send('Emulation.setScriptExecutionDisabled', { value });
  // A session takes back only what it has set itself.
  await disabled(true);
  await disabled(false);
  try {
    return await act();
  } finally {
    await disabled(true);
  }
}

/**
 * What WCAG 2.2 AA has against a page as it stands, by axe, and that it must be scrolled sideways, which axe does not see;
 * nothing is the only right answer. Without its styles a page is another one: they are waited for.
 */
export const barriersOn = (page: Page): Promise<readonly Barrier[]> =>
  scripted(page, async () => {
    await page.waitForLoadState('load');
    await page.evaluate(axeSource);
    const found = await page.evaluate(async () => {
      const { violations } = await (globalThis as unknown as { axe: typeof axe }).axe.run({
        runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
        resultTypes: ['violations'],
        preload: false,
      });
      return violations.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ html }) => html) }));
    });
    const wide = await page.evaluate<number>('document.scrollingElement.scrollWidth - innerWidth');
    return wide > 0 ? [...found, { id: 'reflow', nodes: [`${wide} px too wide`] }] : found;
  });

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

/** Does what leads to another page, and waits until that one is there. */
export async function onward(page: Page, act: () => Promise<void>): Promise<void> {
  const left = page.waitForEvent('framenavigated', (frame) => frame === page.mainFrame());
  await act();
  await left;
  await page.waitForLoadState('domcontentloaded');
}

/** Opens the form of a job about an episode by its address. */
export const openForm = (page: Page, job: string, on: string): Promise<unknown> => page.goto(`/forms/${job}?on=${on}`);

/** The same by the Enter key, on whatever has the focus. */
export const enter = (page: Page): Promise<void> => onward(page, () => page.keyboard.press('Enter'));
