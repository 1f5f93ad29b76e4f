import {
  barriersOn,
  choose,
  describePages,
  errorsOn,
  go,
  heading,
  type Seat,
  takeSeat,
  typeDate,
  type Way,
  ways,
} from '#test/pages/browser';
import type { Page } from 'playwright-core';

const custody = 'custody-brunswick.practitioner';

/** The pages of a positive test, each answered. */
async function describeSam(page: Page, crn: string): Promise<void> {
  await page.fill('#find-person-identifier', crn);
  await go(page);
  expect(await heading(page)).toBe('About this person');
  expect(await page.inputValue('#register-person-identifiers-crn')).toBe(crn);
  await page.fill('#register-person-name', 'Sam Invented');
  await typeDate(page, 'register-person-dateOfBirth', ['2', 'April', '91']);
  await choose(page, 'register-person-sex', 'male');
  await page.selectOption('#register-person-ethnicity', 'A');
  await page.selectOption('#register-person-residence', 'E08000012');
  await go(page);
}

async function detain(page: Page, custodyRecord: string): Promise<void> {
  await page.fill('#request-test-custodyRecord', custodyRecord);
  await choose(page, 'request-test-detention', 'arrested');
  await choose(page, 'request-test-ground', 'trigger');
  await page.selectOption('#request-test-offence', 'TA68-1');
  await go(page);
}

async function testPositive(page: Page): Promise<void> {
  await choose(page, 'record-sample-sample', 'taken');
  await choose(page, 'record-result-results-cocaine', 'positive');
  await choose(page, 'record-result-results-opiates', 'negative');
  await go(page);
}

describePages('Recording a drug test', () => {
  let seat: Seat;
  beforeAll(async () => {
    seat = await takeSeat('2026-03-02T22:05:00Z');
  });
  afterAll(() => seat.stop());

  it.each(Object.keys(ways) as Way[])(
    '%s takes at most seven pages from home to a positive test on record',
    async (way) => {
      const page = await seat.sitDown(custody, way);
      const crn = { 'with JavaScript': 'X100001', 'without JavaScript': 'X100002', 'on a narrow phone': 'X100003' }[
        way
      ];
      const before = await seat.system.facts();
      let pages = 0;
      page.on('framenavigated', (frame) => void (frame === page.mainFrame() && (pages += 1)));
      await page
        .getByRole('link', { name: 'Record a drug test' })
        .first()
        .or(page.getByRole('button', { name: 'Record a drug test' }))
        .first()
        .click();
      await describeSam(page, crn);
      await detain(page, `05/BD/${crn}/26`);
      await testPositive(page);
      expect(await heading(page)).toBe('The required assessment');
      await typeDate(page, 'impose-required-assessment-initial', ['4', '3', '2026']);
      await page.fill('#impose-required-assessment-initial-time', '10am');
      await go(page);
      expect(await heading(page)).toBe('Check your answers');
      expect(await seat.system.facts()).toBe(before);
      await go(page, 'Record and send');
      expect(await heading(page)).toBe('Drug test recorded');
      expect(await page.locator('main').innerText()).toContain(
        'Quayside Liaison and Diversion was told at once. It must acknowledge by Tuesday 3 March 2026 at 5pm',
      );
      expect(pages).toBeLessThanOrEqual(7);
      if (way !== 'without JavaScript') expect(await barriersOn(page)).toEqual([]);
    },
  );
});
