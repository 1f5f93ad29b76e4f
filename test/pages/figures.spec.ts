import { barriersOn, describePages, errorsOn, everyWay, heading, type Seat, takeSeat } from '#test/pages/browser';
import { follow, go, pick, typeDate, unfold } from '#test/pages/hands';
import { SetUp } from '#test/pages/set-up';
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';

const ANALYST = 'analyst-national.practitioner';
const CUSTODY = 'custody-brunswick.practitioner';

describePages('Figures', () => {
  let seat: Seat;
  beforeAll(async () => {
    seat = await takeSeat('2026-03-02T10:00:00Z');
    const at = new SetUp(seat);
    for (const [place, cocaine] of ['positive', 'negative', 'negative', 'negative', 'negative', 'negative'].entries()) {
      const personId = await at.someone(CUSTODY);
      const detention = {
        detention: 'arrested',
        custodyRecord: `05/BD/${place}/26`,
        ground: 'trigger',
        offence: 'TA68-1',
      };
      const test = await at.recorded(CUSTODY, '/arrest-test', { ...detention, personId });
      await at.recorded(CUSTODY, `/arrest-test/${test}/record-sample`, { sample: 'taken' });
      if (place === 5) await seat.system.moveClock('2026-03-04T10:00:00Z');
      await at.recorded(CUSTODY, `/arrest-test/${test}/record-result`, { results: { cocaine, opiates: 'negative' } });
    }
  });
  afterAll(() => seat.stop());

  const rows = async (page: Page, table = 'figure') =>
    (await page.locator(`#${table} tbody tr`).allInnerTexts()).map((text) => text.replaceAll(/\s+/g, ' ').trim());
  const period = async (page: Page, until: readonly [string, string, string]) => {
    const details = page.locator('details');
    if ((await details.getAttribute('open')) === null) await unfold(page, 'summary');
    await typeDate(page, 'figure-from', ['1', '3', '2026']);
    await typeDate(page, 'figure-to', until);
  };

  it.each(everyWay)('%s say what they count, with their interval and published form', async (way) => {
    const page = await seat.sitDown(ANALYST, way);
    await follow(page, 'Positive drug tests on arrest');
    expect(await heading(page)).toBe('Positive drug tests on arrest');
    const said = await page.locator('main').innerText();
    expect(said).toMatch(/Out of:\s+Drug tests on arrest with a result\./);
    expect(said).toContain('Counts tests, not people, in the area of the custody suite.');
    expect(said).toMatch(/As things stood on 4 March 2026 at 10am, as far as was known when the last step was counted/);
    expect(said).toContain('3 May 2025 to 4 March 2026'.replace('3 May', '5 March'));
    expect(await rows(page)).toEqual([
      'Numerator 1 Suppressed',
      'Denominator 6 5',
      'Proportion 16.7% Withheld',
      '95% confidence interval 3.0% to 56.4% Withheld',
    ]);
    expect(await barriersOn(page)).toEqual([]);
    await period(page, ['3', '3', '2026']);
    await pick(page, 'figure-area', 'E08000012');
    await pick(page, 'figure-breakdown', 'sex');
    await go(page, 'Show these figures');
    expect(await page.locator('#figure caption').innerText()).toBe('1 March 2026 to 3 March 2026, Liverpool');
    expect(await rows(page)).toContain('Denominator 5 5');
    expect(await rows(page, 'breakdown')).toEqual(['Male 1 5 20.0% 3.6% to 62.4%']);
    expect(await page.evaluate<boolean>('document.documentElement.scrollWidth > innerWidth')).toBe(false);
    expect(await barriersOn(page)).toEqual([]);
  });

  it.each(everyWay)(
    '%s are asked for as they stood and as they were known, on days that exist and in order',
    async (way) => {
      const page = await seat.sitDown(ANALYST, way);
      await page.goto(`${seat.system.url}/figures/arrest-tests`);
      await period(page, ['4', '3', '2026']);
      await typeDate(page, 'figure-known', ['2', '3', '2026']);
      await go(page, 'Show these figures');
      expect(await rows(page)).toContain('Denominator 5 5');
      expect(await page.locator('main').innerText()).toContain(
        'As things stood on 2 March 2026 at 11:59pm, as far as was known on 2 March 2026 at 11:59pm.',
      );
      await period(page, ['28', '2', '2026']);
      await go(page, 'Show these figures');
      expect(await errorsOn(page)).toEqual({
        'The last day must be the same as or after the first day': '#figure-to-day',
      });
      expect(await page.locator('#figure').count()).toBe(0);
      expect(await barriersOn(page)).toEqual([]);
      await period(page, ['31', '2', '2026']);
      await typeDate(page, 'figure-from', ['', '', '']);
      await go(page, 'Show these figures');
      expect(Object.values(await errorsOn(page))).toEqual(['#figure-from-day', '#figure-to-day']);
      await page.goto(`${seat.system.url}/figures/made-up`);
      expect(await heading(page)).toBe('Page not found');
    },
  );

  it('are taken into a spreadsheet as they are asked for', async () => {
    const page = await seat.sitDown(ANALYST);
    await page.goto(`${seat.system.url}/figures/arrest-tests`);
    await period(page, ['4', '3', '2026']);
    await pick(page, 'figure-breakdown', 'month');
    await go(page, 'Show these figures');
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByText('Download these figures').click()]);
    const lines = readFileSync(await file.path(), 'utf8')
      .trim()
      .split('\r\n');
    expect(lines.map((line) => line.split(',').slice(7, 11).join())).toEqual([
      'form,cell,numerator,denominator',
      'measured,,1,6',
      'measured,2026-03,1,6',
      'published,,,5',
    ]);
  });

  it('of every kind are shown, each with what it cannot say', async () => {
    const page = await seat.sitDown(ANALYST);
    await page.getByRole('link', { name: 'Positive drug tests on arrest' }).waitFor();
    const links = await page.locator('main li a').all();
    const all = await Promise.all(links.map((link) => link.getAttribute('href')));
    expect(all.length).toBeGreaterThan(12);
    for (const href of all) {
      await page.goto(`${seat.system.url}${href ?? ''}`);
      expect(await page.locator('#figure tbody tr').count()).toBeGreaterThan(0);
      expect((await page.locator('.govuk-inset-text').innerText()).length).toBeGreaterThan(20);
    }
  });

  it.each(everyWay)('%s are those that were published for anybody but analysts, of their area first', async (way) => {
    await seat.system.moveClock('2026-04-02T10:00:00Z');
    const at = new SetUp(seat);
    const march = { from: '2026-03-01', to: '2026-03-31' };
    for (const area of ['cdp-liverpool', 'cdp-manchester'])
      await at.recorded(ANALYST, '/metric/arrest-tests/published', { ...march, area });
    const owner = await seat.sitDown('sro-liverpool.practitioner', way);
    await follow(owner, 'See the figures of your area');
    await follow(owner, 'Positive drug tests on arrest');
    expect(await owner.locator('main').innerText()).toContain(
      'Counts tests, not people, in the area of the custody suite.',
    );
    expect(await owner.locator('#published a').allInnerTexts()).toEqual([
      '1 March 2026 to 31 March 2026, Liverpool Combating Drugs Partnership',
      expect.stringContaining('1 March 2026 to 31 March 2026, Manchester'),
    ]);
    expect(await owner.locator('#figure').count()).toBe(0);
    expect(await barriersOn(owner)).toEqual([]);
    await follow(owner, owner.locator('#published a').first());
    expect(await rows(owner, 'figures')).toEqual(['All Suppressed 5 Withheld Withheld']);
    const file = await owner.evaluate(() => fetch('/figures/arrest-tests/figure.csv').then(({ status }) => status));
    expect(file).toBe(403);
  });
});
