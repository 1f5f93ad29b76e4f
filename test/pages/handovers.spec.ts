import { ApiClient } from '#test/journeys/client';
import { barriersOn, describePages, errorsOn, everyWay, heading, type Seat, takeSeat } from '#test/pages/browser';
import { check, choose, follow, go, showMenu, type, typeDate, unfold } from '#test/pages/hands';
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

  it.each(everyWay)(
    '%s, a provider takes somebody over: from the home page to the appointment attended',
    async (way) => {
      const name = `Sam ${{ 'with JavaScript': 'One', 'without JavaScript': 'Two', 'on a narrow phone': 'Three' }[way]}`;
      const handed = await referred(name);
      const page = await seat.sitDown(provider, way);
      await follow(page, /to acknowledge$/);
      expect(await heading(page)).toBe('Handovers to your service');
      expect(await main(page)).toContain('Acknowledge by Wednesday 4 March 2026 at 5pm');
      expect(await statusOf(liaison, handed)).toBe('requested');
      expect(await barriersOn(page)).toEqual([]);
      await follow(page, name);
      expect(await statusOf(liaison, handed)).toBe('delivered');
      expect(await main(page)).toContain('Opioid treatment');
      expect(await main(page)).toMatch(/Responsible now\s+Quayside Liaison and Diversion/);
      expect(await main(page)).toContain('Your service must acknowledge it by Wednesday 4 March 2026 at 5pm.');
      expect(await main(page)).toContain('By the end of Monday 23 March 2026');
      expect(await barriersOn(page)).toEqual([]);
      await go(page, 'Acknowledge');
      expect(await did(page)).toContain('Acknowledged');
      await go(page, 'Accept');
      expect(await did(page)).toContain('Your service is now responsible for this person');
      expect(await main(page)).toMatch(/Responsible now\s+Riverside Recovery Liverpool/);
      await follow(page, 'Offer an appointment');
      await typeDate(page, 'offer-appointment-when', ['3', '3', '2026']);
      await type(page, 'offer-appointment-when-time', '10am');
      await choose(page, 'offer-appointment-mode', 'in-person');
      expect(await barriersOn(page)).toEqual([]);
      await go(page, 'Offer an appointment');
      expect(await main(page)).toContain('An appointment is offered for Tuesday 3 March 2026 at 10am.');
      expect(await main(page)).toMatch(/When the appointment is:\s+3 March 2026 at 10am/);
      await follow(page, 'Record whether they attended');
      await choose(page, 'record-appointment-attended', 'yes');
      await go(page, 'Record whether they attended');
      expect(await did(page)).toContain('Appointment recorded');
      expect(await statusOf(liaison, handed)).toBe('attended');
      const sender = await seat.sitDown(liaison, way);
      await open(sender, handed);
      expect(await main(sender)).toContain('Nothing is asked of your service now.');
      expect(await sender.getByRole('link', { name: 'Send to another service' }).isVisible()).toBe(false);
      await unfold(sender, 'summary:has-text("If Riverside Recovery Liverpool cannot go on with this person")');
      expect(await sender.getByRole('link', { name: 'Send to another service' }).isVisible()).toBe(true);
      expect(await barriersOn(sender)).toEqual([]);
    },
  );

  it.each(everyWay)('%s, what is in hand is apart from what needs something, and does not pile up', async (way) => {
    const name = `Kim Notified ${way}`;
    const handed = await notified(api, name, crn());
    await seat.system.settled();
    const page = await seat.sitDown(liaison, way);
    await page.goto(`${seat.system.url}/handovers`);
    expect(await main(page)).toContain(name);
    await open(page, handed);
    await go(page, 'Accept');
    await showMenu(page);
    await follow(page, page.getByRole('link', { name: 'Handovers', exact: true }).first());
    expect(await main(page)).not.toContain(name);
    expect(await barriersOn(page)).toEqual([]);
    await showMenu(page);
    await follow(page, page.getByRole('link', { name: 'Home', exact: true }));
    await follow(page, /in hand$/);
    expect(await barriersOn(page)).toEqual([]);
    await follow(page, name);
    await follow(page, 'Go on with this person’s case');
    await follow(page, 'Screen and assess');
    expect(await heading(page)).toBe('The screening');
  });

  it.each(everyWay)(
    '%s, a question goes to the sender and its answer back, and each then knows what to do',
    async (way) => {
      const name = `Ali Asked ${way}`;
      const handed = await referred(name);
      const page = await seat.sitDown(provider, way);
      await open(page, handed, '/ask');
      await go(page, 'Ask for information');
      expect(await errorsOn(page)).toEqual({ 'Enter what you need to know': '#request-information-question' });
      expect(await barriersOn(page)).toEqual([]);
      await type(page, 'request-information-question', 'Which prescription?');
      await go(page, 'Ask for information');
      expect(await did(page)).toContain('Your question is with the service that sent the handover');
      expect(await main(page)).toContain('Quayside Liaison and Diversion must answer the question.');
      const sender = await seat.sitDown(liaison, way);
      await follow(sender, /question to answer$/);
      await follow(sender, name);
      expect(await main(sender)).toContain('Riverside Recovery Liverpool has asked: Which prescription?');
      await follow(sender, 'Answer the question');
      expect(await main(sender)).toContain('Which prescription?');
      await type(sender, 'provide-information-answer', 'None at the moment.');
      await go(sender, 'Answer the question');
      await page.reload();
      expect(await main(page)).toContain('Quayside Liaison and Diversion has answered: None at the moment.');
      expect(await main(page)).toContain('Your service must accept or decline it by');
      expect(await main(page)).toMatch(/Answer:\s+None at the moment\./);
      expect(await statusOf(liaison, handed)).toBe('information provided');
    },
  );

  it.each(everyWay)(
    '%s, a decline needs a reason, takes the person out of sight, and the sender asks another service',
    async (way) => {
      const name = `Jo Declined ${way}`;
      const handed = await referred(name);
      const page = await seat.sitDown(provider, way);
      await open(page, handed, '/decline');
      await go(page, 'Decline');
      expect(await errorsOn(page)).toEqual({ 'Enter why you decline it': '#decline-reason' });
      expect(await barriersOn(page)).toEqual([]);
      await type(page, 'decline-reason', 'Lives elsewhere now.');
      await go(page, 'Decline');
      expect(await did(page)).toContain('Declined');
      await open(page, handed);
      expect(await heading(page)).toBe('Page not found');
      const sender = await seat.sitDown(liaison, way);
      await follow(sender, /declined, to send elsewhere or withdraw$/);
      await follow(sender, name);
      expect(await main(sender)).toContain('Riverside Recovery Liverpool has declined: Lives elsewhere now.');
      expect(await main(sender)).toContain('Your service must send it to another service or withdraw it');
      expect(await main(sender)).toMatch(/Reason:\s+Lives elsewhere now\./);
      await follow(sender, 'Send to another service');
      await go(sender, 'Send to another service');
      expect(await errorsOn(sender)).toEqual({ 'Select the service': '#reassign-to', 'Enter why': '#reassign-reason' });
      expect(await barriersOn(sender)).toEqual([]);
      await choose(sender, 'reassign-to', 'provider-northgate');
      await type(sender, 'reassign-reason', 'Moved to Manchester.');
      await go(sender, 'Send to another service');
      expect(await main(sender)).toMatch(/Handed over to\s+Northgate Recovery Manchester/);
      expect(await main(sender)).toContain('Northgate Recovery Manchester must acknowledge it by');
      await follow(sender, 'Withdraw');
      await type(sender, 'withdraw-reason', 'No longer wanted.');
      await go(sender, 'Withdraw');
      expect(await did(sender)).toContain('Withdrawn');
      expect(await main(sender)).toContain('Nothing is asked of you here.');
    },
  );

  it.each(everyWay)(
    '%s, two colleagues who decide at once are told in plain words, and nothing is recorded twice',
    async (way) => {
      const handed = await referred(`Pat Contested ${way}`);
      const [one, other] = [await seat.sitDown(provider, way), await seat.sitDown('provider-riverside.lead', way)];
      await open(one, handed);
      await open(other, handed, '/ask');
      await go(one, 'Accept');
      await type(other, 'request-information-question', 'Still wanted?');
      await go(other, 'Ask for information');
      expect(await refusal(other)).toContain('Somebody has recorded something on this handover since you opened it');
      expect(await main(other)).toMatch(/Responsible now\s+Riverside Recovery Liverpool/);
      expect(await barriersOn(other)).toEqual([]);
      await open(one, handed, '/offer-appointment');
      await open(other, handed, '/offer-appointment');
      for (const page of [one, other]) {
        await typeDate(page, 'offer-appointment-when', ['4', '3', '2026']);
        await type(page, 'offer-appointment-when-time', '11am');
        await choose(page, 'offer-appointment-mode', 'video');
      }
      await go(one, 'Offer an appointment');
      await go(other, 'Offer an appointment');
      expect(await refusal(other)).toContain('Somebody has recorded something on this handover since you opened it');
      expect(await other.inputValue('#offer-appointment-when-time')).toBe('11am');
      expect(await barriersOn(other)).toEqual([]);
      await go(other, 'Offer an appointment');
      expect(await did(other)).toContain('Appointment offered');
      const { body } = await api.get(provider, `/handover/${handed.id}`);
      const offers = (body['steps'] as { type: string }[]).filter(({ type }) => type === 'HandoverAppointmentOffered');
      expect(offers).toHaveLength(1);
    },
  );

  it.each(everyWay)('%s, an appointment must be a real moment that is not past', async (way) => {
    const handed = await referred(`Lee Early ${way}`);
    const page = await seat.sitDown(provider, way);
    await open(page, handed);
    await go(page, 'Accept');
    await follow(page, 'Offer an appointment');
    await go(page, 'Offer an appointment');
    expect(Object.values(await errorsOn(page))).toEqual(['#offer-appointment-when-day', '#offer-appointment-mode']);
    expect(await barriersOn(page)).toEqual([]);
    await typeDate(page, 'offer-appointment-when', ['1', '3', '2026']);
    await type(page, 'offer-appointment-when-time', '10am');
    await choose(page, 'offer-appointment-mode', 'telephone');
    await go(page, 'Offer an appointment');
    expect(await errorsOn(page)).toEqual({
      'The appointment is earlier than its offer. Check the date and time': '#offer-appointment-when-day',
    });
    expect(await barriersOn(page)).toEqual([]);
  });

  it.each(everyWay)('%s, several are acknowledged at once, and it says which were not and why', async (way) => {
    const taken = await referred(`Max Taken ${way}`);
    const gone = await referred(`Ida Gone ${way}`);
    const page = await seat.sitDown(provider, way);
    // A list that is kept up to date would take the one that is gone away, before the button is reached by the keyboard.
    await page.route('**/live*', (route) => route.abort());
    await page.goto(`${seat.system.url}/handovers?show=acknowledge`);
    await go(page, 'Acknowledge those chosen');
    expect(await errorsOn(page)).toEqual({ 'Choose the handovers to acknowledge': '#handovers' });
    expect(await barriersOn(page)).toEqual([]);
    await page.goto(`${seat.system.url}/handovers?show=acknowledge`);
    for (const { id } of [taken, gone]) await check(page, page.locator(`#choose-${id}`));
    await api.post(provider, `/handover/${gone.id}/decline`, { reason: 'Not ours.' }, `gone-${gone.id}`);
    await seat.system.settled();
    await go(page, 'Acknowledge those chosen');
    expect(await heading(page)).toBe('1 of 2 handovers acknowledged');
    expect(await main(page)).toMatch(new RegExp(`Max Taken ${way}, by \\w+ \\d+ March 2026 at 5pm`));
    expect(await main(page)).toMatch(/Not acknowledged\s+One of them: /);
    expect(await statusOf(liaison, taken)).toBe('acknowledged');
    expect(await barriersOn(page)).toEqual([]);
  });

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

  it('shows page after page, overdue first, and leads see what is raised with them', async () => {
    const late = await referred('Eve Late');
    await seat.system.moveClock('2026-03-05T18:00:00Z');
    for (let one = 0; one < 24; one += 1) await referredOnward(api, `Page ${one}`, crn());
    await seat.system.settled();
    const page = await seat.sitDown(provider);
    await page.goto(`${seat.system.url}/handovers`);
    expect(await page.locator('#handovers > li').first().innerText()).toContain('Overdue');
    expect(await rows(page)).toBe(25);
    await follow(page, /Next page/);
    expect(await rows(page)).toBeGreaterThan(0);
    expect(await main(page)).not.toContain('Eve Late');
    await follow(page, /First page/);
    expect(await main(page)).toContain('Eve Late');
    const lead = await seat.sitDown(liaisonLead);
    await follow(lead, /late at (another service|other services)$/);
    expect(await main(lead)).toContain('Eve Late');
    for (const at of [`/handovers/${late.id}`, `/people/${late.personId}`]) {
      await lead.goto(`${seat.system.url}${at}`);
      const missed = lead.locator('.moj-timeline__item', { hasText: 'in time' });
      expect(await missed.count()).toBe(1);
      await unfold(lead, missed.locator('summary'));
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
