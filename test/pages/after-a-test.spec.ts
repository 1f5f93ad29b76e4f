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
import { SetUp } from '#test/pages/set-up';
import type { Page } from 'playwright-core';

const custody = 'custody-brunswick.practitioner';
const liaison = 'ld-quayside.practitioner';
const NOW = '2026-03-02T22:05:00Z';

describePages('After a drug test', () => {
  let seat: Seat;
  let setUp: SetUp;
  beforeAll(async () => {
    seat = await takeSeat(NOW);
    setUp = new SetUp(seat);
  });
  afterAll(() => seat.stop());

  let tests = 0;
  /** A test on arrest with this result for cocaine; after a positive one an assessment at ten the next day. */
  async function tested(cocaine: 'positive' | 'void'): Promise<string> {
    tests += 1;
    const personId = await setUp.someone(custody);
    const test = await setUp.recorded(custody, '/arrest-test', {
      ...{
        personId,
        detention: 'arrested',
        custodyRecord: `05/BD/44${tests}/26`,
        ground: 'trigger',
        offence: 'TA68-1',
      },
      occurredAt: '2026-03-02T21:00:00Z',
    });
    const act = (step: string, body: object) => setUp.recorded(custody, `/arrest-test/${test}/${step}`, body);
    await act('record-sample', { sample: 'taken', occurredAt: '2026-03-02T21:10:00Z' });
    await act('record-result', { results: { cocaine, opiates: 'negative' }, occurredAt: '2026-03-02T21:40:00Z' });
    if (cocaine === 'positive')
      await act('impose-required-assessment', {
        ...{ initial: '2026-03-02T22:00:00Z', place: 'Quayside', occurredAt: '2026-03-02T21:45:00Z' },
      });
    return test;
  }

  const open = (page: Page, job: string, on: string) => page.goto(`${seat.system.url}/forms/${job}?on=${on}`);

  async function send(page: Page): Promise<string> {
    expect(await heading(page)).toBe('Check your answers');
    await go(page, 'Record and send');
    return heading(page);
  }

  it.each(Object.keys(ways) as Way[])(
    '%s a result is disputed, and the laboratory does not confirm it',
    async (way) => {
      const test = await tested('positive');
      const page = await seat.sitDown(custody, way);
      expect(await setUp.offered(custody, ['arrest-test', test])).toEqual([
        'dispute-a-result',
        'record-a-laboratory-result',
      ]);
      await open(page, 'dispute-a-result', test);
      await go(page);
      expect(await errorsOn(page)).toEqual({
        'Select why the person disputes the result': '#dispute-result-reason',
      });
      if (way !== 'without JavaScript') expect(await barriersOn(page)).toEqual([]);
      await choose(page, 'dispute-result-reason', 'medication');
      await go(page);
      expect(await send(page)).toBe('Dispute recorded');
      await open(page, 'record-a-laboratory-result', test);
      await go(page);
      expect(await errorsOn(page)).toEqual({
        'Select whether the laboratory confirmed the result': '#record-laboratory-result-confirmed',
      });
      if (way !== 'without JavaScript') expect(await barriersOn(page)).toEqual([]);
      await choose(page, 'record-laboratory-result-confirmed', 'no');
      await go(page);
      expect(await send(page)).toBe('Laboratory result recorded');
      expect(await page.locator('main').innerText()).toContain('The required assessment, if there was one, ceases');
      expect(await setUp.read(custody, `/arrest-test/${test}`)).toMatchObject({ status: 'not confirmed' });
      expect(await setUp.offered(custody, ['arrest-test', test])).toEqual([]);
    },
  );

  it('says at the end that a dispute comes too late, and leads back to its moment', async () => {
    const test = await tested('positive');
    const page = await seat.sitDown(custody);
    await open(page, 'dispute-a-result', test);
    await choose(page, 'dispute-result-reason', 'other');
    await page.fill('#dispute-result-occurredAt-time', '9:30pm');
    await go(page);
    expect(await send(page)).toBe('Check your answers');
    const [href] = Object.values(await errorsOn(page));
    expect(href).toMatch(/\/dispute#dispute-result-occurredAt$/);
  });

  it('refuses a second sample where the regime allows one, and offers it where it allows two', async () => {
    const test = await tested('void');
    const { reference } = seat.system;
    const regimes = reference.regimes.map((regime) => ({ ...regime, samplesPerDetention: 2 }));
    expect(await setUp.offered(custody, ['arrest-test', test])).toEqual([]);
    expect(await setUp.offered(custody, ['arrest-test', test], { ...reference, regimes })).toEqual([
      'record-another-sample',
    ]);
    const page = await seat.sitDown(custody);
    await open(page, 'record-another-sample', test);
    await go(page);
    expect(await errorsOn(page)).toEqual({ 'Select what came of the sample': '#record-sample-sample' });
    expect(await barriersOn(page)).toEqual([]);
    await choose(page, 'record-sample-sample', 'taken');
    await choose(page, 'record-result-results-cocaine', 'negative');
    await choose(page, 'record-result-results-opiates', 'negative');
    await go(page);
    expect(await send(page)).toBe('Check your answers');
    expect(await page.locator('.govuk-error-summary__list').innerText()).toContain('already recorded');
    expect(await setUp.read(custody, `/arrest-test/${test}`)).toMatchObject({ status: 'void' });
  });

  it('requires an assessment that was not required at once', async () => {
    const test = await tested('void');
    const { steps } = (await setUp.read(custody, `/arrest-test/${test}`)) as { steps: { id: string; type: string }[] };
    const result = steps.find(({ type }) => type === 'ArrestTestResultRecorded');
    await setUp.recorded(custody, `/arrest-test/${test}/record-result/correction`, {
      ...{ corrects: result?.id, why: 'Read wrongly.', results: { cocaine: 'positive' } },
    });
    expect(await setUp.offered(custody, ['arrest-test', test])).toContain('impose-a-required-assessment');
    const page = await seat.sitDown(custody);
    await open(page, 'impose-a-required-assessment', test);
    await go(page);
    expect(await errorsOn(page)).toEqual({
      'Enter when the initial assessment is': '#impose-required-assessment-initial-day',
      'Select whether the person was still in detention': '#impose-required-assessment-detained',
    });
    expect(await barriersOn(page)).toEqual([]);
    await typeDate(page, 'impose-required-assessment-initial', ['4', '3', '2026']);
    await page.fill('#impose-required-assessment-initial-time', '10am');
    await choose(page, 'impose-required-assessment-detained', 'no');
    await go(page);
    await go(page, 'Record and send');
    expect(Object.keys(await errorsOn(page))).toEqual([
      'An assessment can be required only before the person is released from detention',
    ]);
    await page.goto(`${new URL(page.url()).origin}${new URL(page.url()).pathname.replace(/[a-z]+$/, 'assessment')}`);
    await choose(page, 'impose-required-assessment-detained', 'yes');
    await go(page);
    expect(await send(page)).toBe('Required assessment imposed');
  });

  it('lets Liaison and Diversion record first the initial and then the follow-up assessment', async () => {
    const test = await tested('positive');
    expect(await setUp.offered(liaison, ['arrest-test', test])).toEqual(['record-a-required-assessment']);
    const page = await seat.sitDown(liaison);
    await open(page, 'record-a-required-assessment', test);
    expect(await heading(page)).toBe('The initial assessment');
    expect(await page.inputValue('#record-assessment-occurredAt-time')).toBe('22:00');
    await go(page);
    expect(await errorsOn(page)).toEqual({
      'Select whether the person attended and stayed': '#record-assessment-attended',
    });
    await choose(page, 'record-assessment-attended', 'yes');
    await go(page);
    expect(await errorsOn(page)).toEqual({
      'Select whether a follow-up assessment is needed': '#record-assessment-followUpNeeded',
    });
    expect(await barriersOn(page)).toEqual([]);
    await choose(page, 'record-assessment-followUpNeeded', 'yes');
    await go(page);
    expect(await send(page)).toBe('Required assessment recorded');
    await open(page, 'record-a-required-assessment', test);
    expect(await heading(page)).toBe('The follow-up assessment');
    await choose(page, 'record-assessment-attended', 'no');
    await go(page);
    expect(await send(page)).toBe('Required assessment recorded');
    const { state } = await setUp.read(custody, `/arrest-test/${test}`);
    expect(state).toMatchObject({ assessment: { initial: 'attended', followUp: 'missed' } });
    expect(await setUp.offered(liaison, ['arrest-test', test])).toEqual([]);
  });

  it('asks a provider, who is not told the result, which assessment it was', async () => {
    const test = await tested('positive');
    const { personId } = (await setUp.read(custody, `/arrest-test/${test}`)) as { personId: string };
    const notification = await setUp.lastOf(liaison, personId, 'handover');
    await setUp.recorded(liaison, `/handover/${notification}/accept`, {});
    const referral = await setUp.lastOf(liaison, personId, 'liaison-referral');
    await setUp.recorded(liaison, `/liaison-referral/${referral}/refer-onward`, {
      ...{ to: 'provider-riverside', service: 'Key work', override: 'A child is at risk.' },
    });
    const page = await seat.sitDown('provider-riverside.practitioner');
    await open(page, 'record-a-required-assessment', test);
    expect(await heading(page)).toBe('The required assessment');
    await go(page);
    expect(await errorsOn(page)).toEqual({
      'Select which assessment': '#record-assessment-which',
      'Select whether the person attended and stayed': '#record-assessment-attended',
    });
    expect(await barriersOn(page)).toEqual([]);
    await choose(page, 'record-assessment-which', 'initial');
    await choose(page, 'record-assessment-attended', 'no');
    await go(page);
    expect(await send(page)).toBe('Required assessment recorded');
    const { state } = await setUp.read(custody, `/arrest-test/${test}`);
    expect(state).toMatchObject({ assessment: { initial: 'missed', followUp: 'ended' } });
  });
});
