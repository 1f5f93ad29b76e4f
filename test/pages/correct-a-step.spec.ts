import { ApiClient } from '#test/journeys/client';
import {
  barriersOn,
  describePages,
  errorsOn,
  everyWay,
  heading,
  type Seat,
  takeSeat,
  wordsOn,
} from '#test/pages/browser';
import { choose, follow, go, type, typeDate } from '#test/pages/hands';
import { SetUp } from '#test/pages/set-up';
import type { Page } from 'playwright-core';

const custody = 'custody-brunswick.practitioner';
const liaison = 'ld-quayside.practitioner';

describePages('Correcting a step', () => {
  let seat: Seat;
  let api: ApiClient;
  beforeAll(async () => {
    seat = await takeSeat('2026-03-02T22:05:30Z');
    api = new ApiClient(seat.system.url, seat.system.tokenUri);
  });
  afterAll(() => seat.stop());

  let people = 0;
  /** Somebody tested positive for cocaine; answers the address of their case. */
  async function positive(): Promise<string> {
    people += 1;
    const crn = `X3000${String(people).padStart(2, '0')}`;
    const recorded = async (path: string, body: object) => {
      const reply = await api.post(custody, path, body, `${crn}${path.replaceAll('/', '-')}`);
      expect(reply.status).toBeLessThan(300);
      return reply.body['id'] as string;
    };
    const personId = await recorded('/person', {
      ...{ name: 'Kit Invented', dateOfBirth: '1991-04-02', sex: 'male', ethnicity: 'A', residence: 'E08000012' },
      identifiers: { crn },
    });
    const detention = { detention: 'arrested', custodyRecord: `05/${crn}`, ground: 'trigger', offence: 'TA68-1' };
    const test = await recorded('/arrest-test', { personId, ...detention });
    await recorded(`/arrest-test/${test}/record-sample`, { sample: 'taken' });
    const results = { cocaine: 'positive', opiates: 'negative' };
    await recorded(`/arrest-test/${test}/record-result`, { results });
    await seat.system.settled();
    return `${seat.system.url}/people/${personId}`;
  }

  const correct = (page: Page, step: RegExp) => follow(page, step);

  it.each(everyWay)('%s shows what differs before it is sent, and both readings after', async (way) => {
    const url = await positive();
    const page = await seat.sitDown(custody, way);
    await page.goto(url);
    await correct(page, /^Correct this step: drug test result recorded/);
    expect(await heading(page)).toBe('Correct: drug test result recorded');
    expect(await page.locator('input[name="record-result-results-cocaine"][value="positive"]').isChecked()).toBe(true);
    expect(await barriersOn(page)).toEqual([]);
    await choose(page, 'record-result-results-opiates', 'positive');
    await type(page, 'correct-why', 'Read from the wrong row');
    await go(page);
    expect(await heading(page)).toBe('Check what differs');
    expect(await wordsOn(page, 'tbody tr')).toEqual([
      'Results Cocaine: positive, Opiates: negative Cocaine: positive, Opiates: positive',
    ]);
    expect(await barriersOn(page)).toEqual([]);
    const before = await seat.system.facts();
    await go(page, 'Send the correction');
    await page.getByRole('heading', { name: 'Kit Invented' }).waitFor();
    await seat.system.settled();
    expect((await seat.system.facts()) - before).toBe(1);
    await page.goto(url);
    expect((await wordsOn(page, '.moj-timeline__item')).find((step) => step.startsWith('Drug test result'))).toBe(
      [
        'Drug test result recorded Corrected by Brunswick Dock custody suite 2 March 2026 at 10:05pm',
        'Result of each substance: Cocaine: positive, Opiates: positive',
        'Corrected on 2 March 2026 at 10:05pm by Brunswick Dock custody suite practitioner',
        'Why: Read from the wrong row',
        'Result of each substance: was Cocaine: positive, Opiates: negative and is now Cocaine: positive, Opiates: positive',
        'Correct this step: drug test result recorded, 2 March 2026 at 10:05pm',
      ].join(' '),
    );
    expect(await barriersOn(page)).toEqual([]);
  });

  it.each(everyWay)('%s says what is wrong, changes back, and sends nothing that does not differ', async (way) => {
    const page = await seat.sitDown(custody, way);
    await page.goto(await positive());
    await correct(page, /^Correct this step: drug test requested/);
    await go(page);
    expect(await errorsOn(page)).toEqual({ 'Enter why it is corrected': '#correct-why' });
    await type(page, 'correct-why', 'Another record');
    await go(page);
    expect(Object.keys(await errorsOn(page))).toEqual(['Change what is wrong: nothing differs from what stands']);
    expect(await barriersOn(page)).toEqual([]);
    await type(page, 'request-test-custodyRecord', '');
    await go(page);
    expect(await errorsOn(page)).toEqual({ 'Enter the custody record number': '#request-test-custodyRecord' });
    await type(page, 'request-test-custodyRecord', '05/other/26');
    await choose(page, 'request-test-ground', 'not-stated');
    await go(page);
    await go(page, 'Change');
    expect(await page.inputValue('#request-test-custodyRecord')).toBe('05/other/26');
    await choose(page, 'request-test-ground', 'trigger');
    await go(page);
    expect(await wordsOn(page, 'tbody th')).toEqual(['Custody record number']);
  });

  it.each(everyWay)('%s tells in words what the pathway refuses', async (way) => {
    const page = await seat.sitDown(custody, way);
    await page.goto(await positive());
    await correct(page, /^Correct this step: sample taken/);
    await choose(page, 'record-sample-sample', 'refused');
    await choose(page, 'record-sample-warned', 'no');
    await type(page, 'correct-why', 'Refused after all');
    await go(page);
    const before = await seat.system.facts();
    await go(page, 'Send the correction');
    expect(await errorsOn(page)).toEqual({
      'A refusal needs the warning to have been given: say that it was': '#record-sample-warned',
    });
    expect(await seat.system.facts()).toBe(before);
    expect(await barriersOn(page)).toEqual([]);
  });

  it.each(everyWay)('%s describes somebody rightly who was misheard, and leaves the identifiers alone', async (way) => {
    const page = await seat.sitDown(custody, way);
    await page.goto(await positive());
    await correct(page, /^Correct this step: person registered/);
    expect(await page.locator('input[id*="identifiers"]').count()).toBe(0);
    await type(page, 'register-person-dateOfBirth-day', '3');
    await type(page, 'correct-why', 'Misheard');
    await go(page);
    expect(await wordsOn(page, 'tbody tr')).toEqual(['Date of birth 2 April 1991 3 April 1991']);
    await go(page, 'Send the correction');
    await page.getByText('Born 3 April 1991').first().waitFor();
  });

  it.each(everyWay)('%s takes out an answer that need not be there', async (way) => {
    const prison = 'prison-brookvale.practitioner';
    const setUp = new SetUp(seat);
    const personId = await setUp.someone(prison, { identifiers: {} });
    const release = await setUp.recorded(prison, '/prison-release', {
      ...{ personId, prison: 'prison-brookvale', expected: '2026-04-05', inTreatment: true, substances: ['opiate'] },
    });
    const page = await seat.sitDown(prison, way);
    await page.goto(`/people/${personId}`);
    await correct(page, /^Correct this step: release planned/);
    await typeDate(page, 'plan-release-expected', ['', '', '']);
    await type(page, 'correct-why', 'No date was given yet');
    await go(page);
    expect(await wordsOn(page, 'tbody tr')).toEqual(['When is the release expected 5 April 2026 Not given']);
    await go(page, 'Send the correction');
    await page.locator('.throughcare-correction').waitFor();
    expect((await wordsOn(page, '.throughcare-correction'))[0]).toContain(
      'Expected date of release: was 5 April 2026 and is now Not given',
    );
    const { state } = (await setUp.read(prison, `/prison-release/${release}`)) as { state: { expected?: string } };
    expect(state.expected).toBeUndefined();
  });

  it.each(everyWay)('%s corrects when it happened alone, whatever the seconds were', async (way) => {
    const url = await positive();
    const page = await seat.sitDown(custody, way);
    await page.goto(url);
    await correct(page, /^Correct this step: drug test requested/);
    await type(page, 'request-test-occurredAt-time', '9:50pm');
    await type(page, 'correct-why', 'The clock was wrong');
    await go(page);
    expect(await wordsOn(page, 'tbody tr')).toEqual([
      'When did it happen 2 March 2026 at 10:05pm 2 March 2026 at 9:50pm',
    ]);
    expect(await barriersOn(page)).toEqual([]);
    await go(page, 'Send the correction');
    const [item] = (await wordsOn(page, '.moj-timeline__item')).filter((step) =>
      step.startsWith('Drug test requested'),
    );
    expect(item).toContain('2 March 2026 at 9:50pm recorded 2 March 2026 at 10:05pm');
    expect(item).toContain('When it happened: was 2 March 2026 at 10:05pm and is now 2 March 2026 at 9:50pm');
  });

  it('is offered to nobody else, nor there for who types its address', async () => {
    const url = await positive();
    const page = await seat.sitDown(custody);
    await page.goto(url);
    const link = page.getByRole('link', { name: /^Correct this step: sample taken/ });
    const address = `${seat.system.url}${(await link.getAttribute('href')) ?? ''}`;
    const other = await seat.sitDown(liaison);
    await other.goto(url);
    expect(await heading(other)).toBe('Kit Invented');
    expect(await other.getByRole('link', { name: /^Correct this step/ }).count()).toBe(0);
    await other.goto(address);
    expect(await heading(other)).toBe('Page not found');
  });
});
