import {
  barriersOn,
  describePages,
  everyWay,
  heading,
  type Seat,
  takeSeat,
  type Way,
  wordsOn,
} from '#test/pages/browser';
import { type Hand, follow, go, keyboard, pointer } from '#test/pages/hands';
import { SetUp } from '#test/pages/set-up';
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';

const ANALYST = 'analyst-national.practitioner';
const CUSTODY = 'custody-brunswick.practitioner';
/** Seven men and three women, all positive: the women's number may not be published. */
const sexes = [...Array<string>(7).fill('male'), ...Array<string>(3).fill('female')];

type Days = readonly [string, string];
const MARCH: Days = ['1 March 2026', '31 March 2026'];
const APRIL: Days = ['1 April 2026', '30 April 2026'];
const periods: Readonly<Record<Way, Days>> = {
  'with JavaScript': MARCH,
  'without JavaScript': ['1 January 2026', '31 March 2026'],
  'on a narrow phone': ['1 April 2025', '31 March 2026'],
};
const months = ['January', 'February', 'March', 'April'];

describePages('Figures, published and explained', () => {
  let seat: Seat;
  let tests: readonly string[];
  beforeAll(async () => {
    seat = await takeSeat('2026-03-05T10:00:00Z');
    const at = new SetUp(seat);
    tests = await tested(at, '05/BD');
    await seat.system.moveClock('2026-04-05T10:00:00Z');
    await tested(at, '05/BE');
    await seat.system.moveClock('2026-05-05T09:00:00Z');
  });
  afterAll(() => seat.stop());

  async function tested(at: SetUp, records: string): Promise<readonly string[]> {
    const taken: string[] = [];
    for (const [place, sex] of sexes.entries()) {
      const personId = await at.someone(CUSTODY, { sex });
      const test = await at.recorded(CUSTODY, '/arrest-test', {
        ...{
          personId,
          detention: 'arrested',
          custodyRecord: `${records}/${place}/26`,
          ground: 'trigger',
          offence: 'TA68-1',
        },
      });
      await at.recorded(CUSTODY, `/arrest-test/${test}/record-sample`, { sample: 'taken' });
      const results = { cocaine: 'positive', opiates: 'negative' };
      await at.recorded(CUSTODY, `/arrest-test/${test}/record-result`, { results });
      taken.push(test);
    }
    return taken.toSorted();
  }

  /** The figures of Liverpool, by sex or as a whole. */
  async function asked(page: Page, hand: Hand, [from, to]: Days, by = ''): Promise<void> {
    await page.goto('/figures/arrest-tests');
    const details = page.locator('details');
    if ((await details.getAttribute('open')) === null) await page.locator('summary').click();
    for (const [id, day] of [
      ['from', from],
      ['to', to],
    ] as const) {
      const [ofMonth = '', month = '', year = ''] = day.split(' ');
      const parts = { day: ofMonth, month: String(months.indexOf(month) + 1), year };
      for (const [part, typed] of Object.entries(parts)) await hand.type(page, `figure-${id}-${part}`, typed);
    }
    await hand.pick(page, 'figure-area', 'E08000012');
    await hand.pick(page, 'figure-breakdown', by);
    await hand.press(page, 'Show these figures');
  }
  const rows = (page: Page, table: string) => wordsOn(page, `#${table} tbody tr`);
  const downloaded = async (page: Page, link: string) => {
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByText(link).click()]);
    return readFileSync(await file.path(), 'utf8')
      .trim()
      .split('\r\n');
  };

  it.each(everyWay)(
    'are frozen once, for everybody to see, and not so that parts give away another: %s',
    async (way) => {
      const hand = way === 'with JavaScript' ? keyboard : pointer;
      const period = periods[way];
      const page = await seat.sitDown(ANALYST, way);
      await asked(page, hand, period);
      await hand.follow(page, 'main a[href*="/publish?"]');
      expect(await heading(page)).toBe('Publish these figures');
      expect(await rows(page, 'figures')).toEqual(['All 10 10 100.0% 72.2% to 100.0%']);
      expect(await barriersOn(page)).toEqual([]);
      await hand.press(page, 'Freeze and publish');
      expect(await heading(page)).toBe('Positive drug tests on arrest');
      expect(await wordsOn(page, '.govuk-caption-l')).toEqual([
        'Published on 5 May 2026 at 10am by National analysts practitioner',
      ]);
      expect(await rows(page, 'figures')).toEqual(['All 10 10 100.0% 72.2% to 100.0%']);
      expect(await wordsOn(page, '#figures caption')).toEqual([`${period.join(' to ')}, Liverpool`]);
      expect(await barriersOn(page)).toEqual([]);

      await asked(page, hand, period);
      await hand.follow(page, 'main a[href*="/publish?"]');
      expect(await page.locator('main').innerText()).toContain('These figures have been published.');
      await asked(page, hand, period, 'sex');
      await hand.follow(page, 'main a[href*="/publish?"]');
      expect(await page.locator('main').innerText()).toContain(
        'An earlier release shows a total from which this could be subtracted.',
      );
      expect(await page.getByRole('button', { name: 'Freeze and publish' }).count()).toBe(0);
      expect(await barriersOn(page)).toEqual([]);
    },
  );

  it('are not of just any days', async () => {
    const page = await seat.sitDown(ANALYST);
    await asked(page, pointer, ['2 March 2026', '31 March 2026']);
    await follow(page, 'Publish these figures');
    expect(await page.locator('main').innerText()).toContain(
      'What is published is of one whole month, quarter or financial year: give its first and last day.',
    );
    expect(await page.getByRole('button', { name: 'Freeze and publish' }).count()).toBe(0);
    expect(await barriersOn(page)).toEqual([]);
  });

  it('are listed for everybody, and taken into a spreadsheet', async () => {
    const analyst = await seat.sitDown(ANALYST);
    await asked(analyst, pointer, APRIL, 'sex');
    await follow(analyst, 'Publish these figures');
    const shown = [
      'All Suppressed Suppressed Withheld Withheld',
      'Female Suppressed Suppressed Withheld Withheld',
      'Male 5 5 100.0% 56.6% to 100.0%',
    ];
    expect(await rows(analyst, 'figures')).toEqual(shown);
    await go(analyst, 'Freeze and publish');
    expect(await rows(analyst, 'figures')).toEqual(shown);
    const owner = await seat.sitDown('sro-liverpool.practitioner', 'on a narrow phone');
    await owner.goto('/figures');
    await follow(owner, 'See what has been published');
    expect(await heading(owner)).toBe('Published figures');
    expect(await wordsOn(owner, '#published li:first-child')).toEqual([
      'Positive drug tests on arrest 1 April 2026 to 30 April 2026, Liverpool, broken down by sex Published on 5 May 2026 at 10am',
    ]);
    expect(await barriersOn(owner)).toEqual([]);
    await follow(owner, owner.locator('#published a').first());
    expect(await wordsOn(owner, '.govuk-caption-l')).toEqual(['Published on 5 May 2026 at 10am']);
    const lines = await downloaded(owner, 'Download these figures');
    expect(lines.map((line) => line.split(',').slice(6).join())).toEqual([
      'breakdown,cell,numerator,denominator,proportion,lower,upper',
      'sex,,,,withheld,,',
      'sex,female,,,withheld,,',
      expect.stringMatching(/^sex,male,5,5,1,0\.56/),
    ]);
    for (const path of ['publish', 'facts', 'similar']) {
      await owner.goto(`/figures/arrest-tests/${path}`);
      expect(await heading(owner)).not.toMatch(/Publish|facts|Similar/);
    }
    await owner.goto('/figures/published/00000000-0000-4000-8000-000000000000');
    expect(await heading(owner)).toBe('Page not found');
  });

  it.each(everyWay)('lead to the facts behind them, whole and by part: %s', async (way) => {
    const hand = way === 'with JavaScript' ? keyboard : pointer;
    const page = await seat.sitDown(ANALYST, way);
    await asked(page, hand, MARCH, 'sex');
    await hand.follow(page, 'main a[href*="only=sex"]');
    expect(await page.locator('main').innerText()).toContain('1 March 2026 to 31 March 2026, Liverpool, Female.');
    expect(await rows(page, 'facts')).toHaveLength(3);
    await asked(page, hand, MARCH);
    await hand.follow(page, 'main a[href*="/facts?"]');
    expect(await heading(page)).toBe('The facts behind this figure');
    const members = await wordsOn(page, '#facts tbody th');
    expect(members.toSorted()).toEqual(tests);
    expect(await page.locator('main').innerText()).not.toContain('Ali');
    expect(await barriersOn(page)).toEqual([]);
    const [head, first] = await downloaded(page, 'Download these facts');
    expect(head).toBe('metric,member,in_numerator,fact');
    expect(first).toMatch(new RegExp(`^arrest-tests,${members[0] ?? ''},yes,[0-9a-f-]{36}$`));
  });

  it('stand beside those of similar areas', async () => {
    const page = await seat.sitDown(ANALYST);
    await asked(page, keyboard, MARCH);
    await keyboard.follow(page, 'main a[href*="/similar?"]');
    expect(await heading(page)).toBe('Similar areas');
    expect(await page.locator('main').innerText()).toContain(
      'Liverpool cannot be compared: too little is counted, there or in similar areas.',
    );
    const [first, ...others] = await rows(page, 'areas');
    expect(first).toBe('Liverpool 10 10 100.0% 72.2% to 100.0%');
    expect(others.length).toBeGreaterThan(2);
    expect(await barriersOn(page)).toEqual([]);
    await page.goto('/figures/arrest-tests/similar');
    expect(await heading(page)).toBe('Page not found');
  });
});
