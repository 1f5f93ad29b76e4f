import {
  enter,
  barriersOn,
  choose,
  describePages,
  errorsOn,
  go,
  heading,
  type Seat,
  tabTo,
  takeSeat,
  type Way,
  ways,
} from '#test/pages/browser';
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

  const open = (page: Page, job: string, on: string) => page.goto(`${seat.system.url}/forms/${job}?on=${on}`);

  async function send(page: Page): Promise<string> {
    expect(await heading(page)).toBe('Check your answers');
    await go(page, 'Record and send');
    return heading(page);
  }

  const checkedBarriers = async (page: Page, way: Way) => {
    if (way !== 'without JavaScript') expect(await barriersOn(page)).toEqual([]);
  };

  async function referred(): Promise<string> {
    const personId = await setUp.someone(probation);
    return setUp.recorded(probation, '/liaison-referral', { personId, point: 'probation' });
  }

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

  it.each(Object.keys(ways) as Way[])('%s goes from probation through screening to a provider', async (way) => {
    const personId = await setUp.someone(probation);
    await setUp.recorded(probation, '/treatment-requirement', { personId, kind: 'ATR', suitable: false });
    const page = await seat.sitDown(probation, way);
    await page.goto(`${seat.system.url}/forms/refer-to-liaison?person=${personId}`);
    expect(await heading(page)).toBe('The referral');
    expect(await page.locator('input[value="probation"]').isChecked()).toBe(true);
    await checkedBarriers(page, way);
    await go(page);
    expect(await send(page)).toBe('Referred to Liaison and Diversion');
    expect(await page.locator('main').innerText()).toContain('Quayside Liaison and Diversion was told at once');
    const referral = await setUp.lastOf(probation, personId, 'liaison-referral');
    expect(await setUp.offered(probation, ['liaison-referral', referral])).toEqual([]);
    const offered = ['screen-and-assess', 'refer-onward', 'record-consent', 'close-a-referral'];
    expect(await setUp.offered(liaison, ['liaison-referral', referral])).toEqual(offered);

    const worker = await seat.sitDown(liaison, way);
    await open(worker, 'screen-and-assess', referral);
    await screen(worker, 'yes');
    await checkedBarriers(worker, way);
    await answer(worker, { assess: 'given', 'share-health': 'given', 'share-justice': 'refused' });
    expect(await heading(worker)).toBe('The assessment');
    expect(await worker.locator('main').innerText()).toContain('No drug test on arrest is known to your service.');
    await checkedBarriers(worker, way);
    await choose(worker, 'assess-substances', 'opiate');
    await worker.fill('#assess-summary', 'Daily use; wants help.');
    await go(worker);
    expect(await send(worker)).toBe('Screening recorded');
    expect(await setUp.read(liaison, `/liaison-referral/${referral}`)).toMatchObject({
      status: 'assessed',
      state: { consents: { assess: 'given', 'share-health': 'given', 'share-justice': 'refused' } },
    });

    await open(worker, 'refer-onward', referral);
    expect(await heading(worker)).toBe('The referral');
    expect(await worker.locator('input[value="provider-riverside"]').isChecked()).toBe(true);
    expect(await worker.locator('input[name="refer-onward-to"]').first().inputValue()).toBe('provider-riverside');
    await go(worker);
    expect(await errorsOn(worker)).toEqual({ 'Enter what you ask of it': '#refer-onward-service' });
    await checkedBarriers(worker, way);
    await worker.fill('#refer-onward-service', 'Opiate substitution');
    await go(worker);
    expect(await send(worker)).toBe('Referred onward');
    const told = await worker.locator('main').innerText();
    expect(told).toContain('Riverside Recovery Liverpool was told at once');
    expect(told).not.toContain('Quayside Liaison and Diversion was told');

    await seat.system.settled();
    const keyWorker = await seat.sitDown('provider-riverside.practitioner', way);
    await keyWorker.goto(`${seat.system.url}/forms/start-treatment?person=${personId}`);
    await go(keyWorker);
    expect(await heading(keyWorker)).toBe('The start of treatment');
    expect(await keyWorker.locator('input[value="opiate"]').isChecked()).toBe(true);
    expect(await keyWorker.locator('main').innerText()).toContain(
      'Filled in from what Quayside Liaison and Diversion recorded on 3 March 2026 (assessed).',
    );
  });

  it('says beside each question what is missing, and asks for no assessment that nobody agreed to', async () => {
    const referral = await referred();
    const page = await seat.sitDown(liaison);
    await open(page, 'screen-and-assess', referral);
    await go(page);
    expect(await errorsOn(page)).toEqual({
      'Select what the person needs help with': '#screen-needs',
      'Select how high the risk is': '#screen-risk',
      'Select whether it is urgent': '#screen-urgent',
      'Select whether a full assessment is wanted': '#screen-fullAssessment',
    });
    expect(await barriersOn(page)).toEqual([]);
    await screen(page, 'yes');
    await go(page);
    expect(Object.keys(await errorsOn(page))).toHaveLength(3);
    await answer(page, { assess: 'refused', 'share-health': 'refused', 'share-justice': 'refused' });
    expect(await send(page)).toBe('Screening recorded');
    expect(await setUp.read(liaison, `/liaison-referral/${referral}`)).toMatchObject({ status: 'screened' });
  });

  it('needs a reason where safeguarding overrides consent, and takes consent where the person gives it now', async () => {
    const page = await seat.sitDown(liaison);
    const overridden = await referred();
    await open(page, 'refer-onward', overridden);
    await go(page);
    expect(await errorsOn(page)).toEqual({ 'Select why health information may be shared': '#share-ground' });
    await choose(page, 'share-ground', 'safeguarding');
    await go(page);
    expect(await errorsOn(page)).toEqual({ 'Enter why safeguarding overrides it': '#refer-onward-override' });
    expect(await barriersOn(page)).toEqual([]);
    await page.fill('#refer-onward-override', 'A child in the home is at risk.');
    await go(page);
    await page.fill('#refer-onward-service', 'Structured treatment');
    await go(page);
    expect(await send(page)).toBe('Referred onward');
    const agreed = await referred();
    await open(page, 'refer-onward', agreed);
    await choose(page, 'share-ground', 'consent');
    await go(page);
    await page.fill('#refer-onward-service', 'Structured treatment');
    await go(page);
    expect(await send(page)).toBe('Referred onward');
    expect(await setUp.read(liaison, `/liaison-referral/${agreed}`)).toMatchObject({
      state: { consents: { 'share-health': 'given' }, onward: [{ to: 'provider-riverside' }] },
    });
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
    await open(page, 'screen-and-assess', referral);
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
    await page.getByRole('heading', { name: 'Screening recorded' }).waitFor();
    expect(await setUp.read(liaison, `/liaison-referral/${referral}`)).toMatchObject({
      state: { screened: { needs: ['substance'], risk: 'medium' }, assessed: { substances: ['crack'] } },
    });
  });

  it('takes a consent back and is closed', async () => {
    const referral = await referred();
    const page = await seat.sitDown(liaison);
    await setUp.recorded(liaison, `/liaison-referral/${referral}/record-consent`, {
      scope: 'share-justice',
      answer: 'given',
    });
    await open(page, 'record-consent', referral);
    await go(page);
    expect(await errorsOn(page)).toEqual({
      'Select what it is about': '#record-consent-scope',
      'Select whether the person agrees': '#record-consent-answer',
    });
    expect(await barriersOn(page)).toEqual([]);
    await choose(page, 'record-consent-scope', 'share-justice');
    await choose(page, 'record-consent-answer', 'withdrawn');
    await go(page);
    expect(await send(page)).toBe('Consent recorded');
    await open(page, 'close-a-referral', referral);
    await go(page);
    expect(await errorsOn(page)).toEqual({ 'Select why it is closed': '#close-referral-outcome' });
    expect(await barriersOn(page)).toEqual([]);
    await choose(page, 'close-referral-outcome', 'uncontactable');
    await go(page);
    expect(await send(page)).toBe('Referral closed');
    expect(await setUp.read(liaison, `/liaison-referral/${referral}`)).toMatchObject({
      status: 'closed',
      state: { consents: { 'share-justice': 'withdrawn' } },
    });
  });
});
