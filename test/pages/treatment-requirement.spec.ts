import { describePages, heading, openForm, type Seat, takeSeat } from '#test/pages/browser';
import { choose, follow, go, send, type, typeDate } from '#test/pages/hands';
import { SetUp } from '#test/pages/set-up';
import type { Page } from 'playwright-core';

const probation = 'probation-liverpool.practitioner';
const court = 'court-albion-crown.practitioner';
const provider = 'provider-riverside.practitioner';

describePages('A treatment requirement', () => {
  let seat: Seat;
  let setUp: SetUp;
  beforeAll(async () => {
    seat = await takeSeat('2026-06-01T10:05:00Z');
    setUp = new SetUp(seat);
  });
  afterAll(() => seat.stop());

  async function assessed(kind: 'DRR' | 'ATR'): Promise<string> {
    const personId = await setUp.someone(probation);
    return setUp.recorded(probation, '/treatment-requirement', { personId, kind, suitable: true });
  }

  const under = (by: string, requirement: string, step: string, body: object) =>
    setUp.recorded(by, `/treatment-requirement/${requirement}/${step}`, body);

  /** Imposed a month ago by the intensive supervision court, before Judge Amari, and taken on by Riverside. */
  async function imposed(kind: 'DRR' | 'ATR'): Promise<string> {
    const requirement = await assessed(kind);
    await under(court, requirement, 'record-willingness', { willing: true, occurredAt: '2026-05-01T09:00:00Z' });
    await under(court, requirement, 'impose-requirement', {
      ...{ order: 'community', orderMonths: 24, months: 12, convicted: '2026-04-10', sentenced: '2026-05-01' },
      ...{ to: 'provider-riverside', reviewCourt: 'court-albion-crown', intensive: { judge: 'Judge Amari' } },
      occurredAt: '2026-05-01T10:00:00Z',
    });
    return requirement;
  }

  async function sentence(page: Page, months: string): Promise<void> {
    expect(await heading(page)).toBe('The sentence');
    await choose(page, 'impose-requirement-order', 'community');
    await type(page, 'impose-requirement-orderMonths', '24');
    await type(page, 'impose-requirement-months', months);
    await typeDate(page, 'impose-requirement-convicted', ['10', '4', '2026']);
    await typeDate(page, 'impose-requirement-sentenced', ['1', 'June', '2026']);
    await go(page);
  }

  it('is assessed by probation and imposed by the court', async () => {
    const requirement = await assessed('DRR');
    const page = await seat.sitDown(court);
    await openForm(page, 'requirement-imposed', requirement);
    expect(await heading(page)).toBe('Is the person willing to comply with the requirement?');
    await choose(page, 'record-willingness-willing', 'yes');
    await go(page);
    await sentence(page, '14');
    expect(await heading(page)).toBe('Who provides it');
    expect(await page.locator('input[value="provider-riverside"]').isChecked()).toBe(true);
    await choose(page, 'under-what-intensive', 'yes');
    await type(page, 'impose-requirement-intensive-judge', 'Judge Amari');
    await go(page);
    expect(await heading(page)).toBe('Reviews');
    expect(await page.locator('input[value="court-albion-crown"]').isChecked()).toBe(true);
    await choose(page, 'under-what-reviewFixed', 'yes');
    await typeDate(page, 'schedule-review-date', ['1', '7', '2026']);
    await go(page);
    expect(await page.locator('.govuk-summary-list').innerText()).toContain('14 months');
    expect(await send(page)).toBe('Requirement imposed');
    expect(await page.locator('main').innerText()).toContain('Riverside Recovery Liverpool was told at once');
    expect(await page.locator('main').innerText()).toContain('The first review is on 1 July 2026.');
    expect(await setUp.read(court, `/treatment-requirement/${requirement}`)).toMatchObject({
      status: 'imposed',
      state: { imposed: { months: 14, intensive: { judge: 'Judge Amari' } }, lastScheduled: '2026-07-01' },
    });
  });

  it('begins with probation, for somebody it sees already', async () => {
    const personId = await setUp.someone(probation);
    await setUp.recorded(probation, '/liaison-referral', { personId, point: 'probation' });
    const page = await seat.sitDown(probation);
    await page.goto(`${seat.system.url}/forms/assess-suitability?person=${personId}`);
    await choose(page, 'assess-suitability-kind', 'ATR');
    await choose(page, 'assess-suitability-suitable', 'no');
    await go(page);
    expect(await send(page)).toBe('Assessment recorded');
    const requirement = await setUp.lastOf(probation, personId, 'treatment-requirement');
    expect(await setUp.offered(probation, ['treatment-requirement', requirement])).toEqual([
      'assess-suitability-again',
    ]);
    expect(await setUp.offered(court, ['treatment-requirement', requirement])).toEqual([]);
    await openForm(page, 'assess-suitability-again', requirement);
    await choose(page, 'assess-suitability-suitable', 'yes');
    await go(page);
    expect(await send(page)).toBe('Assessment recorded');
    expect(await setUp.read(probation, `/treatment-requirement/${requirement}`)).toMatchObject({
      status: 'assessed suitable',
    });
  });

  it('records who is not willing, and imposes nothing', async () => {
    const requirement = await assessed('ATR');
    const page = await seat.sitDown(court);
    await openForm(page, 'requirement-imposed', requirement);
    await choose(page, 'record-willingness-willing', 'no');
    await go(page);
    expect(await send(page)).toBe('Unwillingness recorded');
    expect(await setUp.read(court, `/treatment-requirement/${requirement}`)).toMatchObject({ status: 'not willing' });
  });

  it('is reviewed with the tests and what the provider said, and flags another judge', async () => {
    const requirement = await imposed('DRR');
    const { personId } = await setUp.read(court, `/treatment-requirement/${requirement}`);
    const treatment = await setUp.recorded(provider, '/treatment', {
      ...{ personId, triaged: '2026-05-08', interventions: ['psychosocial'], substances: ['opiate'] },
      occurredAt: '2026-05-08T10:00:00Z',
    });
    const review = { summary: 'Attends each week.', occurredAt: '2026-05-29T10:00:00Z' };
    await setUp.recorded(provider, `/treatment/${treatment}/review-progress`, review);
    const worker = await seat.sitDown(provider);
    await openForm(worker, 'record-a-requirement-test', requirement);
    await choose(worker, 'record-requirement-test-results-cocaine', 'negative');
    await choose(worker, 'record-requirement-test-results-opiates', 'positive');
    await go(worker);
    expect(await send(worker)).toBe('Test recorded');

    const page = await seat.sitDown(court);
    await openForm(page, 'hold-a-review', requirement);
    const attached = await page.locator('.govuk-summary-list').innerText();
    expect(attached).toMatch(/Test of 1 June 2026\s+cocaine: negative, opiates: positive/);
    expect(attached).toMatch(/What the provider said on 29 May 2026\s+Attends each week\./);
    expect(await page.inputValue('#hold-review-judge')).toBe('Judge Amari');
    await type(page, 'hold-review-judge', 'Judge Brook');
    await type(page, 'hold-review-outcome', 'To continue.');
    await go(page);
    expect(await page.locator('main').innerText()).toContain('This is not the judge who sat before');
    await choose(page, 'next-review-fixed', 'yes');
    await typeDate(page, 'schedule-review-date', ['1', '7', '2026']);
    await go(page);
    expect(await send(page)).toBe('Review recorded');
    const { steps } = (await setUp.read(court, `/treatment-requirement/${requirement}`)) as {
      steps: { type: string; content: object }[];
    };
    expect(steps.find(({ type }) => type === 'ReviewHeld')?.content).toMatchObject({
      ...{ differentJudge: true, providerView: { on: '2026-05-29', summary: 'Attends each week.' } },
      tests: [{ takenOn: '2026-06-01' }],
    });
    await openForm(page, 'schedule-a-review', requirement);
    await typeDate(page, 'schedule-review-date', ['3', '8', '2026']);
    await go(page);
    expect(await send(page)).toBe('Review scheduled');
    await seat.system.settled();
    await page.goto(`${seat.system.url}/people/${String(personId)}`);
    await follow(page, /^Correct this step: court review scheduled/);
    await typeDate(page, 'schedule-review-date', ['4', '8', '2026']);
    await type(page, 'correct-why', 'The court does not sit that day');
    await go(page);
    expect(await heading(page)).toBe('Check what differs');
  });

  it('leaves only breach after a warning', async () => {
    const requirement = await imposed('ATR');
    const page = await seat.sitDown(probation);
    await openForm(page, 'record-a-failure-to-comply', requirement);
    await choose(page, 'record-non-compliance-declinedTreatmentReasonably', 'no');
    await go(page);
    await choose(page, 'record-non-compliance-response', 'warning');
    await go(page);
    expect(await send(page)).toBe('Warning recorded');
    expect(await page.locator('main').innerText()).toContain('Another failure within 12 months must be breach.');
    await seat.system.settled();
    await follow(page, 'See this person’s case');
    const card = page.locator('.throughcare-card', { hasText: 'Alcohol treatment requirement (ATR)' });
    expect(await card.innerText()).toMatch(/Sentence:\s+Community order of \d+ months?, on \d/);
    expect(await card.innerText()).toMatch(/Provider named by the court:\s+Riverside Recovery Liverpool/);
    expect(await card.innerText()).toMatch(/Last warning:\s+\d/);
    await follow(page, /^Correct this step: failure to comply recorded/);
    expect(await page.locator('input[value="warning"]').isChecked()).toBe(true);
    await type(page, 'record-non-compliance-occurredAt-time', '9am');
    await type(page, 'correct-why', 'The clock was wrong');
    await go(page);
    await go(page, 'Send the correction');
    await page.locator('.throughcare-correction').waitFor();
    await seat.system.settled();
    await openForm(page, 'record-a-failure-to-comply', requirement);
    await choose(page, 'record-non-compliance-declinedTreatmentReasonably', 'no');
    await go(page);
    expect(await page.locator('main').innerText()).toContain('this failure must be breach');
    expect(await page.locator('input[name="record-non-compliance-response"]').count()).toBe(1);
    await choose(page, 'record-non-compliance-response', 'breach');
    await go(page);
    expect(await send(page)).toBe('Breach proceedings started');

    const bench = await seat.sitDown(court);
    await openForm(bench, 'impose-a-sanction', requirement);
    await choose(bench, 'impose-sanction-kind', 'custody');
    await type(bench, 'impose-sanction-days', '7');
    await go(bench);
    expect(await send(bench)).toBe('Sanction imposed');
  });

  it('is amended, revoked and completed', async () => {
    const requirement = await imposed('DRR');
    const offered = (user: string) => setUp.offered(user, ['treatment-requirement', requirement]);
    expect(await offered(court)).toEqual([
      ...['hold-a-review', 'schedule-a-review', 'impose-a-sanction', 'amend-a-requirement', 'revoke-a-requirement'],
    ]);
    expect(await offered(probation)).toEqual([
      ...['record-a-requirement-test', 'record-a-failure-to-comply', 'complete-a-requirement'],
    ]);
    expect(await offered(provider)).toEqual(['record-a-requirement-test']);
    const page = await seat.sitDown(court);
    await openForm(page, 'amend-a-requirement', requirement);
    expect(await page.locator('main').innerText()).toContain(
      'It lasts 12 months, is provided by Riverside Recovery Liverpool and reviewed by Albion Crown Court.',
    );
    await type(page, 'amend-requirement-reason', 'More time is needed.');
    await type(page, 'amend-requirement-months', '18');
    await go(page);
    expect(await send(page)).toBe('Requirement amended');
    await openForm(page, 'revoke-a-requirement', requirement);
    await type(page, 'revoke-requirement-reason', 'Good progress.');
    await go(page);
    expect(await send(page)).toBe('Requirement revoked');
    expect(await setUp.read(court, `/treatment-requirement/${requirement}`)).toMatchObject({
      ...{ status: 'revoked', state: { imposed: { months: 18 } } },
    });
    for (const user of [court, probation, provider]) expect(await offered(user)).toEqual([]);
    const other = await imposed('ATR');
    const unit = await seat.sitDown(probation);
    await openForm(unit, 'complete-a-requirement', other);
    await go(unit);
    expect(await send(unit)).toBe('Requirement completed');
  });
});
