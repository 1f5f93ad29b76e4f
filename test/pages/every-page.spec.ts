import { barriersOn, describePages, everyWay, type Seat, takeSeat, type Way, wayOf } from '#test/pages/browser';
import { besides, shownNowhere, type Visit, visits } from '#test/pages/every-page';
import { custody, people, type Peopled, STARTS } from '#test/pages/peopled';
import { pageRoutes } from '#test/pages/routes';
import { RequestMethod } from '@nestjs/common';
import type { Page } from 'playwright-core';

const MOST_BYTES = 100_000;
const MINUTES_MOST = 5;

/** Everything that can be used, in the order in which it stands; of radios that go together the first, or the chosen one. */
const controls = `[...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]')]
  .filter((one) => !one.disabled && one.checkVisibility({ visibilityProperty: true }))
  .filter((one, _place, all) => {
    if (one.type !== 'radio') return true;
    const group = all.filter(({ type, name, form }) => type === 'radio' && name === one.name && form === one.form);
    return one === (group.find(({ checked }) => checked) ?? group[0]);
  })`;

/** Each of them is come to by the Tab key, in this order, and is on the screen when it is. */
async function isReachedByKeyboard(page: Page): Promise<void> {
  const all = await page.evaluate<string[]>(`(() => {
    window.reached = [];
    const all = window.controls = ${controls};
    document.activeElement.blur();
    getSelection().removeAllRanges();
    addEventListener('focusin', ({ target }) => window.reached.push(target));
    return all.map((one) => one.outerHTML.slice(0, 120));
  })()`);
  for (const _one of all) await page.keyboard.press('Tab');
  const [reached, unseen] = await page.evaluate<[number[], string[]]>(`[
    window.reached.map((one) => window.controls.indexOf(one)),
    window.reached.filter((one) => !one.matches(':focus-visible') && one === document.activeElement).map((one) => one.outerHTML),
  ]`);
  expect(reached.map((place) => all[place])).toEqual(all);
  expect(unseen).toEqual([]);
}

/** What was fetched for the page, itself included. */
const bytesOf = (page: Page): Promise<number> =>
  page.evaluate<number>(
    `['navigation', 'resource'].flatMap((type) => performance.getEntriesByType(type)).reduce((sum, { transferSize }) => sum + transferSize, 0)`,
  );

async function looksRight(page: Page): Promise<void> {
  expect(await barriersOn(page)).toEqual([]);
  expect(await page.locator('script[src]:not([type=module]):not([async]):not([defer])').count()).toBe(0);
  if (wayOf(page) !== 'with JavaScript') return;
  const bytes = await bytesOf(page);
  expect(bytes).toBeGreaterThan(500);
  expect(bytes).toBeLessThan(MOST_BYTES);
  await isReachedByKeyboard(page);
}

describePages('Every page', () => {
  let seat: Seat;
  let at: Peopled;
  beforeAll(async () => {
    seat = await takeSeat(STARTS);
    at = await people(seat);
  }, MINUTES_MOST * 60_000);
  afterAll(() => seat.stop());

  async function inEveryWay(look: (way: Way) => Promise<void>): Promise<void> {
    const all = await Promise.allSettled(everyWay.map(look));
    for (const one of all) if (one.status === 'rejected') throw one.reason;
  }

  async function isOpened([user, path]: Visit, way: Way) {
    const page = await seat.back(user, way);
    // The first page fetches what all others use.
    if (page.url() === 'about:blank') await page.goto('/');
    const answer = await page.goto(path);
    try {
      await looksRight(page);
    } catch (error) {
      throw new Error(`${user} at ${path} ${way}: ${(error as Error).message}`, { cause: error });
    }
    return { status: answer?.status(), pathname: new URL(page.url()).pathname };
  }

  it('that a route leads to is among these', () => {
    expect([...Object.keys(visits), ...Object.keys(shownNowhere)].toSorted()).toEqual(
      pageRoutes(RequestMethod.GET).toSorted(),
    );
  });

  it.each(everyWay)('is seen to have a barrier where it has one, %s', async (way) => {
    const page = await seat.back(custody, way);
    await page.goto('/nowhere');
    await page.evaluate(`document.querySelector('main').insertAdjacentHTML('beforeend', '<img width="3000">')`);
    expect((await barriersOn(page)).map(({ id }) => id).toSorted()).toEqual(['image-alt', 'reflow']);
    // Whether scripts of the page run is as it was before.
    await page.goto('/nowhere');
    const runs = await page.evaluate<boolean>(`document.body.classList.contains('govuk-frontend-supported')`);
    expect(runs).toBe(way !== 'without JavaScript');
  });

  it.each(Object.entries(visits))(
    '%s has no barrier, no need to scroll sideways and little weight in every way, and needs no pointer',
    async (_route, of) => {
      await inEveryWay(async (way) => {
        for (const visit of of(at)) {
          const shown = await isOpened(visit, way);
          expect(shown).toEqual({ status: 200, pathname: visit[1].split('?')[0] });
        }
      });
    },
    MINUTES_MOST * 60_000,
  );

  it('has none where it says that there is nothing, or that somebody may not', async () => {
    await inEveryWay(async (way) => {
      for (const visit of besides) await isOpened(visit, way);
    });
  });
});
