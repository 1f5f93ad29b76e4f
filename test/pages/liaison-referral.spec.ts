import { describePages, enter, heading, openForm, type Seat, takeSeat } from '#test/pages/browser';
import { choose, go, send, tabTo, type } from '#test/pages/hands';
import { SetUp } from '#test/pages/set-up';
import type { Page } from 'playwright-core';

const probation = 'probation-liverpool.practitioner';
const liaison = 'ld-quayside.practitioner';

describePages('A liaison referral', () => {
  let seat: Seat;
  let setUp: SetUp;
  beforeAll(async () => {
    seat = await takeSeat('2026-03-03T10:05:00Z');
    setUp = new SetUp(seat);
  });
  afterAll(() => seat.stop());

  async function screen(page: Page, fullAssessment: 'yes' | 'no'): Promise<void> {
    await choose(page, 'screen-needs', 'substance');
    await choose(page, 'screen-risk', 'medium');
    await choose(page, 'screen-urgent', 'no');
    await choose(page, 'screen-fullAssessment', fullAssessment);
    await go(page);
    expect(await heading(page)).toBe('What the person agrees to');
  }

  async function answer(page: Page, answers: Record<string, string>): Promise<void> {
    for (const [scope, value] of Object.entries(answers)) await choose(page, `consent-to-${scope}-answer`, value);
    await go(page);
  }

  it('goes from probation through screening to a provider', async () => {
    const personId = await setUp.someone(probation);
    await setUp.recorded(probation, '/treatment-requirement', { personId, kind: 'ATR', suitable: false });
    const page = await seat.sitDown(probation);
    await page.goto(`${seat.system.url}/forms/refer-to-liaison?person=${personId}`);
    expect(await heading(page)).toBe('The referral');
    expect(await page.locator('input[value="probation"]').isChecked()).toBe(true);
    await go(page);
    expect(await send(page)).toBe('Referred to Liaison and Diversion');
    expect(await page.locator('main').innerText()).toContain('Quayside Liaison and Diversion was told at once');
    const referral = await setUp.lastOf(probation, personId, 'liaison-referral');
    expect(await setUp.offered(probation, ['liaison-referral', referral])).toEqual([]);
    const offered = ['screen-and-assess', 'refer-onward', 'record-consent', 'close-a-referral'];
    expect(await setUp.offered(liaison, ['liaison-referral', referral])).toEqual(offered);

    const worker = await seat.sitDown(liaison);
    await openForm(worker, 'screen-and-assess', referral);
    await screen(worker, 'yes');
    await answer(worker, { assess: 'given', 'share-health': 'given', 'share-justice': 'refused' });
    expect(await heading(worker)).toBe('The assessment');
    expect(await worker.locator('main').innerText()).toContain('No drug test on arrest is known to your service.');
    await choose(worker, 'assess-substances', 'opiate');
    await type(worker, 'assess-summary', 'Daily use; wants help.');
    await go(worker);
    expect(await send(worker)).toBe('Screening and assessment recorded');
    expect(await setUp.read(liaison, `/liaison-referral/${referral}`)).toMatchObject({
      status: 'assessed',
      state: { consents: { assess: 'given', 'share-health': 'given', 'share-justice': 'refused' } },
    });

    await openForm(worker, 'refer-onward', referral);
    expect(await heading(worker)).toBe('The referral');
    expect(await worker.locator('input[value="provider-riverside"]').isChecked()).toBe(true);
    expect(await worker.locator('input[name="refer-onward-to"]').first().inputValue()).toBe('provider-riverside');
    await type(worker, 'refer-onward-service', 'Opiate substitution');
    await go(worker);
    expect(await send(worker)).toBe('Referred onward');
    const told = await worker.locator('main').innerText();
    expect(told).toContain('Riverside Recovery Liverpool was told at once');
    expect(told).not.toContain('Quayside Liaison and Diversion was told');

    await seat.system.settled();
    const keyWorker = await seat.sitDown('provider-riverside.practitioner');
    await keyWorker.goto(`${seat.system.url}/forms/start-treatment?person=${personId}`);
    await go(keyWorker);
    expect(await heading(keyWorker)).toBe('The start of treatment');
    expect(await keyWorker.locator('input[value="opiate"]').isChecked()).toBe(true);
    expect(await keyWorker.locator('main').innerText()).toContain(
      'Filled in from what Quayside Liaison and Diversion recorded on 3 March 2026 (assessed).',
    );
  });

  it('begins from an accepted notification with what the test has found, by the keyboard alone', async () => {
    const custody = 'custody-brunswick.practitioner';
    const personId = await setUp.someone(custody);
    const test = await setUp.recorded(custody, '/arrest-test', {
      ...{ personId, detention: 'arrested', custodyRecord: '05/BD/551/26', ground: 'trigger', offence: 'TA68-1' },
    });
    await setUp.recorded(custody, `/arrest-test/${test}/record-sample`, { sample: 'taken' });
    await setUp.recorded(custody, `/arrest-test/${test}/record-result`, {
      results: { cocaine: 'positive', opiates: 'negative' },
    });
    const notification = await setUp.lastOf(liaison, personId, 'handover');
    await setUp.recorded(liaison, `/handover/${notification}/accept`, {});
    const referral = await setUp.lastOf(liaison, personId, 'liaison-referral');

    const page = await seat.sitDown(liaison);
    await openForm(page, 'screen-and-assess', referral);
    const { keyboard } = page;
    const press = async (selector: string, key: string) => {
      await tabTo(page, selector);
      await keyboard.press(key);
    };
    expect(await page.locator('input[value="substance"]').isChecked()).toBe(true);
    expect(await page.locator('main').innerText()).toContain('Filled in from the positive drug test of 3 March 2026.');
    await press('#screen-risk', 'ArrowDown');
    await press('#screen-urgent', 'Space');
    await press('#screen-fullAssessment', 'Space');
    await enter(page);
    await page.getByRole('heading', { name: 'What the person agrees to' }).waitFor();
    for (const scope of ['assess', 'share-health', 'share-justice'])
      await press(`#consent-to-${scope}-answer`, 'Space');
    await enter(page);
    await page.getByRole('heading', { name: 'The assessment' }).waitFor();
    expect(await page.locator('.govuk-summary-list').innerText()).toMatch(/Cocaine\s+Positive\s+Opiates\s+Negative/);
    await press('input[value="crack"]', 'Space');
    await tabTo(page, '#assess-summary');
    await keyboard.type('Uses crack daily.');
    await press('main form[novalidate] button', 'Enter');
    await page.getByRole('heading', { name: 'Check your answers' }).waitFor();
    await press('main form button', 'Enter');
    await page.getByRole('heading', { name: 'Screening and assessment recorded' }).waitFor();
    expect(await setUp.read(liaison, `/liaison-referral/${referral}`)).toMatchObject({
      state: { screened: { needs: ['substance'], risk: 'medium' }, assessed: { substances: ['crack'] } },
    });
  });
});
