import { ApiClient } from '#test/journeys/client';
import { describePages, errorsOn, heading, type Seat, takeSeat } from '#test/pages/browser';
import { check, choose, go, type, typeDate } from '#test/pages/hands';
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

  it('is started from home, for the handover that is open', async () => {
    const { crn, personId } = await handed();
    const page = await seat.sitDown(provider);
    await go(page, 'Start treatment');
    await type(page, 'find-person-identifier', crn);
    await go(page);
    await check(page, page.locator('input[name="find-person-chosen"]').first());
    await go(page);
    expect(await heading(page)).toBe('Which handover does this take up?');
    expect(await page.locator('main').innerText()).toContain('A release from prison, from HMP Brookvale');
    expect(await page.locator('input[name="take-up-handover"]').first().isChecked()).toBe(true);
    await go(page);
    for (const substance of ['opiate', 'crack'])
      expect(await page.locator(`input[value="${substance}"]`).isChecked()).toBe(true);
    expect(await page.locator('input[name="start-treatment-substances"]:checked').count()).toBe(2);
    expect(await page.locator('main').innerText()).toContain(
      'Filled in from what HMP Brookvale recorded on 11 May 2026 (release planned). Check that it is right.',
    );
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
    await go(page);
    expect(await errorsOn(page)).toEqual({
      'Select the handover, or that it takes up none': '#take-up-handover',
    });
  });
});
