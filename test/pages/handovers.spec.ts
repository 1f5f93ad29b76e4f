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
  takeSeat,
  typeDate,
  type Way,
  ways,
} from '#test/pages/browser';
import { type Handed, notified, referredOnward } from '#test/pages/handed';
import type { Page } from 'playwright-core';

const provider = 'provider-riverside.practitioner';
const liaison = 'ld-quayside.practitioner';
const liaisonLead = 'ld-quayside.lead';

const main = (page: Page) => page.locator('main').innerText();
const rows = (page: Page) => page.locator('#handovers > li').count();
/** Why something was not done, where it is about no field. */
const refusal = (page: Page) => page.locator('.govuk-error-summary').innerText();
/** What is said at the top once something was done. */
const did = (page: Page) => page.locator('.govuk-notification-banner__content').innerText();

describePages('Handovers', () => {
  let seat: Seat;
  let api: ApiClient;
  let people = 0;
  const crn = () => `X3${String((people += 1)).padStart(5, '0')}`;
  beforeAll(async () => {
    seat = await takeSeat('2026-03-02T22:05:00Z');
    api = new ApiClient(seat.system.url, seat.system.tokenUri);
  });
  afterAll(() => seat.stop());

  const referred = async (name: string): Promise<Handed> => {
    const handed = await referredOnward(api, name, crn());
    await seat.system.settled();
    return handed;
  };
  const open = (page: Page, { id }: Handed, path = '') => page.goto(`${seat.system.url}/handovers/${id}${path}`);
  const statusOf = async (user: string, { id }: Handed) => (await api.get(user, `/handover/${id}`)).body['status'];

  it.each(Object.keys(ways) as Way[])(
    '%s, a provider takes somebody over: from the home page to the appointment attended',
    async (way) => {
      const name = `Sam ${{ 'with JavaScript': 'One', 'without JavaScript': 'Two', 'on a narrow phone': 'Three' }[way]}`;
      const handed = await referred(name);
      const page = await seat.sitDown(provider, way);
      await page.getByRole('link', { name: /to acknowledge$/ }).click();
      expect(await heading(page)).toBe('Handovers to your service');
      expect(await main(page)).toContain('Acknowledge by Wednesday 4 March 2026 at 5pm');
      expect(await statusOf(liaison, handed)).toBe('requested');
      if (way !== 'without JavaScript') expect(await barriersOn(page)).toEqual([]);
      await page.getByRole('link', { name }).click();
      expect(await statusOf(liaison, handed)).toBe('delivered');
      expect(await main(page)).toContain('Opioid treatment');
      expect(await main(page)).toMatch(/Responsible now\s+Quayside Liaison and Diversion/);
      expect(await main(page)).toContain('Your service must acknowledge it by Wednesday 4 March 2026 at 5pm.');
      expect(await main(page)).toContain('By the end of Monday 23 March 2026');
      if (way !== 'without JavaScript') expect(await barriersOn(page)).toEqual([]);
      await go(page, 'Acknowledge');
      expect(await did(page)).toContain('Acknowledged');
      await go(page, 'Accept');
      expect(await did(page)).toContain('Your service is now responsible for this person');
      expect(await main(page)).toMatch(/Responsible now\s+Riverside Recovery Liverpool/);
      await page.getByRole('link', { name: 'Offer an appointment' }).click();
      await typeDate(page, 'offer-appointment-when', ['3', '3', '2026']);
      await page.fill('#offer-appointment-when-time', '10am');
      await choose(page, 'offer-appointment-mode', 'in-person');
      if (way !== 'without JavaScript') expect(await barriersOn(page)).toEqual([]);
      await go(page, 'Offer an appointment');
      expect(await main(page)).toContain('An appointment is offered for Tuesday 3 March 2026 at 10am.');
      expect(await main(page)).toMatch(/When the appointment is:\s+3 March 2026 at 10am/);
      await page.getByRole('link', { name: 'Record an appointment' }).click();
      await choose(page, 'record-appointment-attended', 'yes');
      await go(page, 'Record an appointment');
      expect(await did(page)).toContain('Appointment recorded');
      expect(await statusOf(liaison, handed)).toBe('attended');
      const sender = await seat.sitDown(liaison, way);
      await open(sender, handed);
      expect(await main(sender)).toContain('Nothing is asked of your service now.');
      expect(await sender.getByRole('link', { name: 'Send to another service' }).isVisible()).toBe(false);
      await sender.getByText('If Riverside Recovery Liverpool cannot go on with this person').click();
      expect(await sender.getByRole('link', { name: 'Send to another service' }).isVisible()).toBe(true);
      if (way !== 'without JavaScript') expect(await barriersOn(sender)).toEqual([]);
    },
  );

  it('separates what needs something from what is in hand, so that accepted notifications do not pile up', async () => {
    const handed = await notified(api, 'Kim Notified', crn());
    await seat.system.settled();
    const page = await seat.sitDown(liaison);
    await page.goto(`${seat.system.url}/handovers`);
    expect(await main(page)).toContain('Kim Notified');
    await open(page, handed);
    await go(page, 'Accept');
    await page.getByRole('link', { name: 'Handovers', exact: true }).first().click();
    expect(await main(page)).not.toContain('Kim Notified');
    await page.getByRole('link', { name: 'Home', exact: true }).click();
    await page.getByRole('link', { name: /in hand$/ }).click();
    await page.getByRole('link', { name: 'Kim Notified' }).click();
    await page.getByRole('link', { name: 'Go on with this person’s case' }).click();
    await page.getByRole('link', { name: 'Screen and assess' }).click();
    expect(await heading(page)).toBe('The screening');
  });

  it.each(Object.keys(ways) as Way[])(
    '%s, a question goes to the sender and its answer back, and each then knows what to do',
    async (way) => {
      const name = `Ali Asked ${way}`;
      const handed = await referred(name);
      const page = await seat.sitDown(provider, way);
      await open(page, handed, '/ask');
      await go(page, 'Ask for information');
      expect(await errorsOn(page)).toEqual({ 'Enter what you need to know': '#request-information-question' });
      if (way !== 'without JavaScript') expect(await barriersOn(page)).toEqual([]);
      await page.fill('#request-information-question', 'Which prescription?');
      await go(page, 'Ask for information');
      expect(await did(page)).toContain('Your question is with the service that sent the handover');
      expect(await main(page)).toContain('Quayside Liaison and Diversion must answer the question.');
      const sender = await seat.sitDown(liaison, way);
      await sender.getByRole('link', { name: /question to answer$/ }).click();
      await sender.getByRole('link', { name }).click();
      expect(await main(sender)).toContain('Riverside Recovery Liverpool has asked: Which prescription?');
      await sender.getByRole('link', { name: 'Answer the question' }).click();
      expect(await main(sender)).toContain('Which prescription?');
      await sender.fill('#provide-information-answer', 'None at the moment.');
      await go(sender, 'Answer the question');
      await page.reload();
      expect(await main(page)).toContain('Quayside Liaison and Diversion has answered: None at the moment.');
      expect(await main(page)).toContain('Your service must accept or decline it by');
      expect(await main(page)).toMatch(/Answer:\s+None at the moment\./);
      expect(await statusOf(liaison, handed)).toBe('information provided');
    },
  );

  it.each(Object.keys(ways) as Way[])(
    '%s, a decline needs a reason, takes the person out of sight, and the sender asks another service',
    async (way) => {
      const name = `Jo Declined ${way}`;
      const handed = await referred(name);
      const page = await seat.sitDown(provider, way);
      await open(page, handed, '/decline');
      await go(page, 'Decline');
      expect(await errorsOn(page)).toEqual({ 'Enter why you decline it': '#decline-reason' });
      await page.fill('#decline-reason', 'Lives elsewhere now.');
      await go(page, 'Decline');
      expect(await did(page)).toContain('Declined');
      await open(page, handed);
      expect(await heading(page)).toBe('Page not found');
      const sender = await seat.sitDown(liaison, way);
      await sender.getByRole('link', { name: /declined, to send elsewhere or withdraw$/ }).click();
      await sender.getByRole('link', { name }).click();
      expect(await main(sender)).toContain('Riverside Recovery Liverpool has declined: Lives elsewhere now.');
      expect(await main(sender)).toContain('Your service must send it to another service or withdraw it');
      expect(await main(sender)).toMatch(/Reason:\s+Lives elsewhere now\./);
      await sender.getByRole('link', { name: 'Send to another service' }).click();
      await go(sender, 'Send to another service');
      expect(await errorsOn(sender)).toEqual({ 'Select the service': '#reassign-to', 'Enter why': '#reassign-reason' });
      if (way !== 'without JavaScript') expect(await barriersOn(sender)).toEqual([]);
      await choose(sender, 'reassign-to', 'provider-northgate');
      await sender.fill('#reassign-reason', 'Moved to Manchester.');
      await go(sender, 'Send to another service');
      expect(await main(sender)).toMatch(/Handed over to\s+Northgate Recovery Manchester/);
      expect(await main(sender)).toContain('Northgate Recovery Manchester must acknowledge it by');
      await sender.getByRole('link', { name: 'Withdraw' }).click();
      await sender.fill('#withdraw-reason', 'No longer wanted.');
      await go(sender, 'Withdraw');
      expect(await did(sender)).toContain('Withdrawn');
      expect(await main(sender)).toContain('Nothing is asked of you here.');
    },
  );

  it('two colleagues who decide at once are told in plain words, and nothing is recorded twice', async () => {
    const handed = await referred('Pat Contested');
    const [one, other] = [await seat.sitDown(provider), await seat.sitDown('provider-riverside.lead')];
    await open(one, handed);
    await open(other, handed, '/ask');
    await go(one, 'Accept');
    await other.fill('#request-information-question', 'Still wanted?');
    await go(other, 'Ask for information');
    expect(await refusal(other)).toContain('Somebody has recorded something on this handover since you opened it');
    expect(await main(other)).toMatch(/Responsible now\s+Riverside Recovery Liverpool/);
    expect(await barriersOn(other)).toEqual([]);
    await open(one, handed, '/offer-appointment');
    await open(other, handed, '/offer-appointment');
    for (const page of [one, other]) {
      await typeDate(page, 'offer-appointment-when', ['4', '3', '2026']);
      await page.fill('#offer-appointment-when-time', '11am');
      await choose(page, 'offer-appointment-mode', 'video');
    }
    await go(one, 'Offer an appointment');
    await go(other, 'Offer an appointment');
    expect(await refusal(other)).toContain('Somebody has recorded something on this handover since you opened it');
    expect(await other.inputValue('#offer-appointment-when-time')).toBe('11am');
    await go(other, 'Offer an appointment');
    expect(await did(other)).toContain('Appointment offered');
    const { body } = await api.get(provider, `/handover/${handed.id}`);
    const offers = (body['steps'] as { type: string }[]).filter(({ type }) => type === 'HandoverAppointmentOffered');
    expect(offers).toHaveLength(1);
  });

  it('an appointment must be a real moment that is not past', async () => {
    const handed = await referred('Lee Early');
    const page = await seat.sitDown(provider);
    await open(page, handed);
    await go(page, 'Accept');
    await page.getByRole('link', { name: 'Offer an appointment' }).click();
    await go(page, 'Offer an appointment');
    expect(Object.values(await errorsOn(page))).toEqual(['#offer-appointment-when-day', '#offer-appointment-mode']);
    await typeDate(page, 'offer-appointment-when', ['1', '3', '2026']);
    await page.fill('#offer-appointment-when-time', '10am');
    await choose(page, 'offer-appointment-mode', 'telephone');
    await go(page, 'Offer an appointment');
    expect(await errorsOn(page)).toEqual({
      'The appointment is earlier than its offer. Check the date and time': '#offer-appointment-when-day',
    });
  });

  it.each(Object.keys(ways) as Way[])(
    '%s, several are acknowledged at once, and it says which were not and why',
    async (way) => {
      const taken = await referred(`Max Taken ${way}`);
      const gone = await referred(`Ida Gone ${way}`);
      const page = await seat.sitDown(provider, way);
      await page.goto(`${seat.system.url}/handovers?show=acknowledge`);
      await go(page, 'Acknowledge those chosen');
      expect(await errorsOn(page)).toEqual({ 'Choose the handovers to acknowledge': '#handovers' });
      await page.goto(`${seat.system.url}/handovers?show=acknowledge`);
      for (const { id } of [taken, gone]) await page.locator(`#choose-${id}`).check({ force: true });
      await api.post(provider, `/handover/${gone.id}/decline`, { reason: 'Not ours.' }, `gone-${gone.id}`);
      await seat.system.settled();
      await go(page, 'Acknowledge those chosen');
      expect(await heading(page)).toBe('1 of 2 handovers acknowledged');
      expect(await main(page)).toMatch(new RegExp(`Max Taken ${way}, by \\w+ \\d+ March 2026 at 5pm`));
      expect(await main(page)).toMatch(/Not acknowledged\s+One of them: /);
      expect(await statusOf(liaison, taken)).toBe('acknowledged');
      if (way !== 'without JavaScript') expect(await barriersOn(page)).toEqual([]);
    },
  );

  it('is for its sender and its receiver alone', async () => {
    const handed = await referred('Una Private');
    for (const user of ['provider-northgate.practitioner', 'custody-brunswick.practitioner']) {
      const page = await seat.sitDown(user);
      await open(page, handed);
      expect(await heading(page)).toBe('Page not found');
    }
    const analyst = await seat.sitDown('analyst-national.practitioner');
    await open(analyst, handed);
    expect(await heading(analyst)).toBe('You cannot do this');
  });

  it('is seen to by keyboard alone', async () => {
    const handed = await referred('Kit Keyed');
    const page = await seat.sitDown(provider);
    await page.goto(`${seat.system.url}/handovers?show=acknowledge`);
    await page.locator(`#choose-${handed.id}`).focus();
    await page.keyboard.press('Space');
    await enter(page);
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('1 handover acknowledged');
    await page.getByRole('link', { name: 'Kit Keyed' }).focus();
    await enter(page);
    await page.getByRole('button', { name: 'Accept' }).focus();
    await enter(page);
    await page.locator('.govuk-notification-banner').waitFor();
    expect(await did(page)).toContain('Accepted');
  });

  it('shows page after page, overdue first, and leads see what is raised with them', async () => {
    const late = await referred('Eve Late');
    await seat.system.moveClock('2026-03-05T18:00:00Z');
    for (let one = 0; one < 24; one += 1) await referredOnward(api, `Page ${one}`, crn());
    await seat.system.settled();
    const page = await seat.sitDown(provider);
    await page.goto(`${seat.system.url}/handovers`);
    expect(await page.locator('#handovers > li').first().innerText()).toContain('Overdue');
    expect(await rows(page)).toBe(25);
    await page.getByRole('link', { name: /Next page/ }).click();
    expect(await rows(page)).toBeGreaterThan(0);
    expect(await main(page)).not.toContain('Eve Late');
    await page.getByRole('link', { name: /First page/ }).click();
    expect(await main(page)).toContain('Eve Late');
    const lead = await seat.sitDown(liaisonLead);
    await lead.getByRole('link', { name: /late at (another service|other services)$/ }).click();
    expect(await main(lead)).toContain('Eve Late');
    for (const at of [`/handovers/${late.id}`, `/people/${late.personId}`]) {
      await lead.goto(`${seat.system.url}${at}`);
      const missed = lead.locator('.moj-timeline__item', { hasText: 'in time' });
      expect(await missed.count()).toBe(1);
      await missed.locator('summary').click();
      expect((await missed.innerText()).replaceAll(/\s+/g, ' ')).toBe(
        'Handover not acknowledged in time recorded by Throughcare 4 March 2026 at 5pm ' +
          'What was owed: Riverside Recovery Liverpool was to acknowledge it by Wednesday 4 March 2026 at 5pm ' +
          'Who was told, and when ' +
          'The lead of Riverside Recovery Liverpool: 4 March 2026 at 5pm ' +
          'Quayside Liaison and Diversion, which sent it: 5 March 2026 at 5pm',
      );
      expect(await barriersOn(lead)).toEqual([]);
    }
    const owner = await seat.sitDown('sro-liverpool.practitioner');
    expect(await main(owner)).toMatch(/Riverside Recovery Liverpool\s+Acknowledge\s+\d+/);
    expect(await main(owner)).not.toContain('Eve');
    expect(await barriersOn(owner)).toEqual([]);
  });
});
