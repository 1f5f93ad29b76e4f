import { barriersOn, describePages, errorsOn, everyWay, heading, type Seat, takeSeat } from '#test/pages/browser';
import { choose, follow, go, pick, type, typeDate } from '#test/pages/hands';
import type { Page } from 'playwright-core';

const custody = 'custody-brunswick.practitioner';

/** The pages of a positive test, each answered. */
async function describeSam(page: Page, crn: string): Promise<void> {
  await type(page, 'find-person-identifier', crn);
  await go(page);
  expect(await heading(page)).toBe('About this person');
  expect(await page.inputValue('#register-person-identifiers-crn')).toBe(crn);
  await type(page, 'register-person-name', 'Sam Invented');
  await typeDate(page, 'register-person-dateOfBirth', ['2', 'April', '91']);
  await choose(page, 'register-person-sex', 'male');
  await pick(page, 'register-person-ethnicity', 'A');
  await pick(page, 'register-person-residence', 'E08000012');
  await go(page);
}

async function detain(page: Page, custodyRecord: string, detention = 'arrested'): Promise<void> {
  expect(await page.locator('main').innerText()).toContain('Sam Invented, born 2 April 1991');
  await type(page, 'request-test-custodyRecord', custodyRecord);
  await choose(page, 'request-test-detention', detention);
  await choose(page, 'request-test-ground', 'trigger');
  await pick(page, 'request-test-offence', 'TA68-1');
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

  it.each(everyWay)('%s takes at most seven pages from home to a positive test on record', async (way) => {
    const page = await seat.sitDown(custody, way);
    const crn = `X10000${everyWay.indexOf(way)}`;
    const before = await seat.system.facts();
    let pages = 0;
    page.on('framenavigated', (frame) => {
      if (frame === page.mainFrame()) pages += 1;
    });
    await go(page, 'Record a drug test');
    await describeSam(page, crn);
    await detain(page, `05/BD/${crn}/26`);
    await testPositive(page);
    expect(await heading(page)).toBe('The required assessment');
    await choose(page, 'impose-required-assessment-detained', 'yes');
    await typeDate(page, 'impose-required-assessment-initial', ['4', '3', '2026']);
    await type(page, 'impose-required-assessment-initial-time', '10am');
    await go(page);
    expect(await heading(page)).toBe('Check your answers');
    expect(await seat.system.facts()).toBe(before);
    await go(page, 'Record and send');
    expect(await heading(page)).toBe('Drug test recorded');
    expect(await page.locator('main').innerText()).toContain(
      'Quayside Liaison and Diversion was told at once. It must acknowledge by Tuesday 3 March 2026 at 5pm',
    );
    expect(await page.locator('main').innerText()).toContain('Give the person the written notice');
    expect(pages).toBeLessThanOrEqual(7);
  });

  it.each(everyWay)('%s is gone on with by a colleague, and recorded once when sent twice', async (way) => {
    const page = await seat.sitDown(custody, way);
    const crn = `X10002${everyWay.indexOf(way)}`;
    await go(page, 'Record a drug test');
    await describeSam(page, crn);
    const colleague = await seat.sitDown('custody-brunswick.lead', way);
    const link = colleague.locator(`a[href="${new URL(page.url()).pathname.replace(/\/[a-z]+$/, '')}"]`);
    expect(await link.innerText()).toBe('Record a drug test');
    expect(await barriersOn(colleague)).toEqual([]);
    await follow(colleague, link);
    await detain(colleague, `05/BD/${crn}/26`);
    await testPositive(colleague);
    await choose(colleague, 'impose-required-assessment-detained', 'yes');
    await typeDate(colleague, 'impose-required-assessment-initial', ['4', '3', '2026']);
    await type(colleague, 'impose-required-assessment-initial-time', '10:00');
    await go(colleague);
    const form = colleague.url();
    await page.goto(form);
    const before = await seat.system.facts();
    await Promise.all([go(page, 'Record and send'), go(colleague, 'Record and send')]);
    for (const one of [page, colleague]) await one.getByRole('heading', { name: 'Drug test recorded' }).waitFor();
    await seat.system.settled();
    const after = await seat.system.facts();
    await page.goto(form);
    expect(await heading(page)).toBe('Drug test recorded');
    expect(await barriersOn(page)).toEqual([]);
    expect(after - before).toBe(6);
    const stranger = await seat.sitDown('custody-hartwell.practitioner');
    await stranger.goto(form);
    expect(await heading(stranger)).toBe('Page not found');
  });

  it.each(everyWay)(
    '%s does not wait for an appointment, and says who it is about also after a refusal',
    async (way) => {
      const page = await seat.sitDown(custody, way);
      const crn = `X10003${everyWay.indexOf(way)}`;
      await go(page, 'Record a drug test');
      await type(page, 'find-person-identifier', crn);
      await go(page);
      expect(await page.locator('main').innerText()).toContain('Nobody whom you may see was found.');
      await page.goto('/forms/record-a-drug-test');
      await describeSam(page, crn);
      await detain(page, `05/BD/${crn}/26`, 'voluntary');
      await choose(page, 'record-sample-sample', 'taken');
      await choose(page, 'record-result-results-cocaine', 'positive');
      await go(page);
      expect(Object.keys(await errorsOn(page))).toEqual([
        'Select the result for each substance, also where it is not stated',
      ]);
      expect(await barriersOn(page)).toEqual([]);
      await choose(page, 'record-result-results-opiates', 'negative');
      await type(page, 'record-sample-occurredAt-time', '11:50pm');
      await go(page);
      expect(await errorsOn(page)).toEqual({
        'Enter when the sample was taken, or not taken: it cannot be in the future': '#record-sample-occurredAt-day',
      });
      expect(await barriersOn(page)).toEqual([]);
      await type(page, 'record-sample-occurredAt-time', '9:50pm');
      await go(page);
      await choose(page, 'impose-required-assessment-detained', 'no');
      await go(page);
      await go(page, 'Record and send');
      expect(await page.locator('main').innerText()).toContain('Sam Invented, born 2 April 1991');
      expect(await barriersOn(page)).toEqual([]);
      await follow(page, page.locator('.govuk-error-summary a'));
      await choose(page, 'request-test-detention', 'arrested');
      await go(page);
      await go(page, 'Record and send');
      expect(await heading(page)).toBe('Drug test recorded');
      const said = await page.locator('main').innerText();
      expect(said).toContain('Quayside Liaison and Diversion was told at once.');
      expect(said).toContain('No required assessment is imposed yet. Impose it from the case page');
      await follow(page, 'See this person');
      const shown = await page.locator('main').innerText();
      expect(shown).toContain('Impose the required assessment');
      expect(shown).toMatch(/Drug test requested\s+by Brunswick Dock custody suite\s+2 March 2026 at 9:50pm/);
      expect(await barriersOn(page)).toEqual([]);
    },
  );

  it.each(everyWay)('%s says at once that somebody of sixteen is tested only once charged', async (way) => {
    const page = await seat.sitDown(custody, way);
    await go(page, 'Record a drug test');
    await type(page, 'find-person-name', 'Kim Young');
    await typeDate(page, 'find-person-dateOfBirth', ['4', '7', '2009']);
    await go(page);
    await choose(page, 'register-person-sex', 'female');
    await pick(page, 'register-person-ethnicity', 'Z');
    await pick(page, 'register-person-residence', 'E08000012');
    await go(page);
    expect(await page.locator('main').innerText()).toContain(
      'Somebody of this age is tested only once they are charged.',
    );
  });

  it('offers each local authority once', async () => {
    const page = await seat.sitDown(custody);
    await page.goto('/forms/record-a-drug-test');
    await type(page, 'find-person-identifier', 'X100013');
    await go(page);
    const names = await page.locator('#register-person-residence option').allInnerTexts();
    expect(names).toContain('Sheffield');
    expect(new Set(names).size).toBe(names.length);
  });
});
