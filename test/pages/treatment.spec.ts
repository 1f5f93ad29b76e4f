import { ApiClient } from '#test/journeys/client';
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
  typeDate,
  type Way,
  ways,
} from '#test/pages/browser';
import type { Page } from 'playwright-core';

const provider = 'provider-riverside.practitioner';
const prison = 'prison-brookvale.practitioner';

interface Handed {
  readonly personId: string;
  readonly crn: string;
}

describePages('Treatment', () => {
  let seat: Seat;
  let api: ApiClient;
  beforeAll(async () => {
    seat = await takeSeat('2026-05-11T10:05:00Z');
    api = new ApiClient(seat.system.url, seat.system.tokenUri);
  });
  afterAll(() => seat.stop());

  let people = 0;
  /** Somebody whom the prison has referred to Riverside. */
  async function handed(): Promise<Handed> {
    people += 1;
    const crn = `X2000${String(people).padStart(2, '0')}`;
    const recorded = async (path: string, body: object) => {
      const reply = await api.post(prison, path, body, `${crn}${path.replaceAll('/', '-')}`);
      expect(reply.status).toBeLessThan(300);
      return reply.body['id'] as string;
    };
    const personId = await recorded('/person', {
      ...{ name: 'Dee Invented', dateOfBirth: '1979-01-15', sex: 'female', ethnicity: 'A', residence: 'E08000012' },
      identifiers: { crn },
    });
    const release = await recorded('/prison-release', {
      ...{ personId, prison: 'prison-brookvale', expected: '2026-06-05', inTreatment: true },
      substances: ['opiate', 'crack'],
    });
    await recorded(`/prison-release/${release}/refer-to-community`, { to: 'provider-riverside' });
    await seat.system.settled();
    return { personId, crn };
  }

  async function start(page: Page): Promise<void> {
    await typeDate(page, 'start-treatment-triaged', ['11', '5', '2026']);
    await choose(page, 'start-treatment-interventions', 'pharmacological');
    await choose(page, 'start-treatment-setting', 'community');
    await go(page);
    expect(await heading(page)).toBe('Check your answers');
    await go(page, 'Record and send');
  }

  it.each(Object.keys(ways) as Way[])('%s is started from home, for the handover that is open', async (way) => {
    const { crn, personId } = await handed();
    const page = await seat.sitDown(provider, way);
    await page.getByRole('button', { name: 'Start treatment' }).click();
    await page.fill('#find-person-identifier', crn);
    await go(page);
    await page.locator('input[name="find-person-chosen"]').first().check({ force: true });
    await go(page);
    expect(await heading(page)).toBe('Which handover does this take up?');
    expect(await page.locator('main').innerText()).toContain('A release from prison, from HMP Brookvale');
    expect(await page.locator('input[name="take-up-handover"]').first().isChecked()).toBe(true);
    if (way !== 'without JavaScript') expect(await barriersOn(page)).toEqual([]);
    await go(page);
    for (const substance of ['opiate', 'crack'])
      expect(await page.locator(`input[value="${substance}"]`).isChecked()).toBe(true);
    expect(await page.locator('input[name="start-treatment-substances"]:checked').count()).toBe(2);
    expect(await page.locator('main').innerText()).toContain(
      'Filled in from what HMP Brookvale recorded on 11 May 2026 (release planned). Check that it is right.',
    );
    if (way !== 'without JavaScript') expect(await barriersOn(page)).toEqual([]);
    await start(page);
    expect(await heading(page)).toBe('Treatment started');
    await seat.system.settled();
    const timeline = await api.get(provider, `/person/${personId}/timeline`);
    const types = (timeline.body['steps'] as { type: string }[]).map(({ type }) => type);
    expect(types).toContain('HandoverTreatmentStarted');
  });

  it('is started of a person by its address, without a handover where none is to be taken up', async () => {
    const { personId } = await handed();
    const page = await seat.sitDown(provider);
    await page.goto(`${seat.system.url}/forms/start-treatment?person=${personId}`);
    expect(await heading(page)).toBe('Which handover does this take up?');
    await choose(page, 'take-up-handover', 'none');
    await go(page);
    await start(page);
    expect(await heading(page)).toBe('Treatment started');
    await seat.system.settled();
    const timeline = await api.get(provider, `/person/${personId}/timeline`);
    const types = (timeline.body['steps'] as { type: string }[]).map(({ type }) => type);
    expect(types).not.toContain('HandoverTreatmentStarted');
  });

  it('says of the start what is missing and what the pathway refuses', async () => {
    const { personId } = await handed();
    const page = await seat.sitDown(provider);
    await page.goto(`${seat.system.url}/forms/start-treatment?person=${personId}`);
    await go(page);
    await page.locator('input[value="opiate"]').uncheck({ force: true });
    await page.locator('input[value="crack"]').uncheck({ force: true });
    await page.fill('#start-treatment-occurredAt-time', 'late');
    await go(page);
    expect(await errorsOn(page)).toEqual({
      'Enter the date of triage': '#start-treatment-triaged-day',
      'When it happened must have a time, such as 9:40pm or 21:40': '#start-treatment-occurredAt-day',
      'Select what is given': '#start-treatment-interventions',
      'Select where it is given': '#start-treatment-setting',
      'Select the substances': '#start-treatment-substances',
    });
    expect(await barriersOn(page)).toEqual([]);
    await page.fill('#start-treatment-occurredAt-time', '10am');
    await typeDate(page, 'start-treatment-triaged', ['1', '5', '2026']);
    await choose(page, 'start-treatment-interventions', 'psychosocial');
    await choose(page, 'start-treatment-setting', 'community');
    await choose(page, 'start-treatment-substances', 'opiate');
    await go(page);
    await go(page, 'Record and send');
    const [told] = Object.entries(await errorsOn(page));
    expect(told?.[0]).toBe('Triage cannot be earlier than the referral this takes up. Check both dates');
    expect(told?.[1]).toMatch(/\/start#start-treatment-triaged$/);
  });

  it('asks again which handover it takes up, where that one was taken up by a colleague meanwhile', async () => {
    const { personId } = await handed();
    const page = await seat.sitDown(provider);
    await page.goto(`${seat.system.url}/forms/start-treatment?person=${personId}`);
    await go(page);
    await typeDate(page, 'start-treatment-triaged', ['11', '5', '2026']);
    await choose(page, 'start-treatment-interventions', 'psychosocial');
    await choose(page, 'start-treatment-setting', 'community');
    await go(page);
    expect(await heading(page)).toBe('Check your answers');
    const { body } = await api.get(provider, `/person/${personId}/timeline`);
    const steps = body['steps'] as { stage: string; instance: string }[];
    const handover = steps.find(({ stage }) => stage === 'handover')?.instance ?? '';
    const started = await api.post(
      provider,
      '/treatment',
      { personId, triaged: '2026-05-11', interventions: ['psychosocial'], substances: ['opiate'], handover },
      `colleague-${personId}`,
    );
    expect(started.status).toBeLessThan(300);
    await seat.system.settled();
    await go(page, 'Record and send');
    expect(await heading(page)).toBe('Which handover does this take up?');
    expect(await page.locator('main').innerText()).toContain('has since been declined, withdrawn or taken up');
    expect(await barriersOn(page)).toEqual([]);
    await go(page);
    expect(await errorsOn(page)).toEqual({
      'Select the handover, or that it takes up none': '#take-up-handover',
    });
  });

  it('goes on with a contact and a review, and ends with its reason', async () => {
    const { personId } = await handed();
    const started = await api.post(
      provider,
      '/treatment',
      {
        ...{ personId, triaged: '2026-05-11', interventions: ['psychosocial'], substances: ['opiate'] },
        setting: 'community',
      },
      `start-${personId}`,
    );
    await seat.system.settled();
    const page = await seat.sitDown(provider);
    const form = (path: string) => `${seat.system.url}/forms/${path}?on=${String(started.body['id'])}`;
    await page.goto(form('record-a-contact'));
    expect(await heading(page)).toBe('When were you in contact?');
    expect(await barriersOn(page)).toEqual([]);
    await go(page);
    await go(page, 'Record and send');
    expect(await heading(page)).toBe('Contact recorded');
    await page.goto(form('review-progress'));
    await page.fill('#review-progress-summary', 'Going well.');
    expect(await barriersOn(page)).toEqual([]);
    await go(page);
    await go(page, 'Record and send');
    expect(await heading(page)).toBe('Review recorded');
    await page.goto(form('end-treatment'));
    await go(page);
    expect(await errorsOn(page)).toEqual({
      'Enter when treatment ended': '#end-treatment-date-day',
      'Select why it ended': '#end-treatment-reason',
    });
    expect(await barriersOn(page)).toEqual([]);
    await typeDate(page, 'end-treatment-date', ['11', 'May', '26']);
    await choose(page, 'end-treatment-reason', 'completed');
    await go(page);
    await go(page, 'Record and send');
    expect(await heading(page)).toBe('Treatment ended');
    const episode = await api.get(provider, `/treatment/${String(started.body['id'])}`);
    expect(episode.body['status']).toBe('ended');
  });

  it('keeps a contact with somebody not in treatment apart from a start', async () => {
    const { personId } = await handed();
    const page = await seat.sitDown(provider);
    await page.goto(`${seat.system.url}/forms/record-a-first-contact?person=${personId}`);
    await page.fill('#record-contact-occurredAt-time', '');
    await go(page);
    expect(Object.values(await errorsOn(page))).toEqual(['#record-contact-occurredAt-day']);
    await page.fill('#record-contact-occurredAt-time', '9.30am');
    await go(page);
    await go(page, 'Record and send');
    expect(await heading(page)).toBe('Contact recorded');
  });

  it('is started by the keyboard alone', async () => {
    const { personId } = await handed();
    const page = await seat.sitDown(provider);
    await page.goto(`${seat.system.url}/forms/start-treatment?person=${personId}`);
    const onward = 'main button.govuk-button:not(.govuk-button--secondary)';
    await tabTo(page, onward);
    await enter(page);
    await tabTo(page, '#start-treatment-triaged-day');
    await page.keyboard.type('11');
    await page.keyboard.press('Tab');
    await page.keyboard.type('5');
    await page.keyboard.press('Tab');
    await page.keyboard.type('2026');
    await tabTo(page, '#start-treatment-interventions');
    await page.keyboard.press('Space');
    await tabTo(page, '#start-treatment-setting');
    await page.keyboard.press('Space');
    await tabTo(page, onward);
    await enter(page);
    expect(await heading(page)).toBe('Check your answers');
    await tabTo(page, onward);
    await enter(page);
    await page.getByRole('heading', { name: 'Treatment started' }).waitFor();
  });
});
