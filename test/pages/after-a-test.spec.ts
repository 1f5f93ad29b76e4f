import { describePages, heading, openForm, type Seat, takeSeat } from '#test/pages/browser';
import { choose, go, send } from '#test/pages/hands';
import { SetUp } from '#test/pages/set-up';

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

  it('is disputed, and the laboratory does not confirm it', async () => {
    const test = await tested('positive');
    const offered = () => setUp.offered(custody, ['arrest-test', test]);
    expect(await offered()).toEqual(['dispute-a-result', 'record-a-laboratory-result']);
    const page = await seat.sitDown(custody);
    await openForm(page, 'dispute-a-result', test);
    await choose(page, 'dispute-result-reason', 'medication');
    await go(page);
    expect(await send(page)).toBe('Dispute recorded');
    await openForm(page, 'record-a-laboratory-result', test);
    await choose(page, 'record-laboratory-result-confirmed', 'no');
    await go(page);
    expect(await send(page)).toBe('Laboratory result recorded');
    expect(await page.locator('main').innerText()).toContain('The required assessment, if there was one, ceases');
    expect(await setUp.read(custody, `/arrest-test/${test}`)).toMatchObject({ status: 'not confirmed' });
    expect(await offered()).toEqual([]);
  });

  it('offers a second sample only where the regime allows two', async () => {
    const test = await tested('void');
    const { reference } = seat.system;
    const regimes = reference.regimes.map((regime) => ({ ...regime, samplesPerDetention: 2 }));
    expect(await setUp.offered(custody, ['arrest-test', test])).toEqual([]);
    expect(await setUp.offered(custody, ['arrest-test', test], { ...reference, regimes })).toEqual([
      'record-another-sample',
    ]);
  });

  it('offers the assessment that a correction makes necessary', async () => {
    const test = await tested('void');
    const { steps } = (await setUp.read(custody, `/arrest-test/${test}`)) as { steps: { id: string; type: string }[] };
    const result = steps.find(({ type }) => type === 'ArrestTestResultRecorded');
    await setUp.recorded(custody, `/arrest-test/${test}/record-result/correction`, {
      ...{ corrects: result?.id, why: 'Read wrongly.', results: { cocaine: 'positive' } },
    });
    expect(await setUp.offered(custody, ['arrest-test', test])).toContain('impose-a-required-assessment');
  });

  it('lets Liaison and Diversion record first the initial and then the follow-up assessment', async () => {
    const test = await tested('positive');
    expect(await setUp.offered(liaison, ['arrest-test', test])).toEqual(['record-a-required-assessment']);
    const page = await seat.sitDown(liaison);
    await openForm(page, 'record-a-required-assessment', test);
    expect(await heading(page)).toBe('The initial assessment');
    expect(await page.inputValue('#record-assessment-occurredAt-time')).toBe('22:00');
    await choose(page, 'record-assessment-attended', 'yes');
    await choose(page, 'record-assessment-followUpNeeded', 'yes');
    await go(page);
    expect(await send(page)).toBe('Required assessment recorded');
    await openForm(page, 'record-a-required-assessment', test);
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
    await openForm(page, 'record-a-required-assessment', test);
    expect(await heading(page)).toBe('The required assessment');
    await choose(page, 'record-assessment-which', 'initial');
    await choose(page, 'record-assessment-attended', 'no');
    await go(page);
    expect(await send(page)).toBe('Required assessment recorded');
    const { state } = await setUp.read(custody, `/arrest-test/${test}`);
    expect(state).toMatchObject({ assessment: { initial: 'missed', followUp: 'ended' } });
  });
});
