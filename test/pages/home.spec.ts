import { ApiClient } from '#test/journeys/client';
import { barriersOn, describePages, heading, type Seat, takeSeat, type Way, ways } from '#test/pages/browser';
import { notified, referredOnward } from '#test/pages/handed';
import type { Page } from 'playwright-core';

const main = (page: Page) => page.locator('main').innerText();

describePages('The home page', () => {
  let seat: Seat;
  let api: ApiClient;
  beforeAll(async () => {
    seat = await takeSeat('2026-03-02T10:00:00Z');
    api = new ApiClient(seat.system.url, seat.system.tokenUri);
    await notified(api, 'Sam Invented', 'X500001');
    await referredOnward(api, 'Ali Imagined', 'X500002');
    await seat.system.moveClock('2026-03-03T18:00:00Z');
    await notified(api, 'Kim Madeup', 'X500003');
    await seat.system.settled();
  });
  afterAll(() => seat.stop());

  it.each(Object.keys(ways) as Way[])(
    '%s says what is waiting, how much of it is overdue, and leads there',
    async (way) => {
      const page = await seat.sitDown('ld-quayside.practitioner', way);
      expect(await heading(page)).toBe('Quayside Liaison and Diversion');
      expect(await main(page)).toMatch(/2 to acknowledge\s*1 overdue/);
      expect(await main(page)).not.toContain('raised with you as lead');
      expect(await main(page)).not.toContain('Sam Invented');
      if (way !== 'without JavaScript') expect(await barriersOn(page)).toEqual([]);
      await page.getByRole('link', { name: /to acknowledge$/ }).click();
      expect(await page.locator('#handovers > li').allInnerTexts()).toEqual([
        expect.stringMatching(/\nSam Invented, .* Overdue\n/),
        expect.stringMatching(/\nKim Madeup, born 2 April 1991\n/),
      ]);
    },
  );

  it('tells a lead besides what has climbed', async () => {
    const page = await seat.sitDown('ld-quayside.lead');
    expect(await main(page)).toMatch(/Late, and raised with you as lead\s+1 deadline that your service has missed/);
    await page.getByRole('link', { name: /deadline that your service has missed$/ }).click();
    expect(await page.locator('#handovers > li').count()).toBe(1);
  });

  it('shows what the service recorded lately and by whom, each episode once, and names nobody', async () => {
    const page = await seat.sitDown('ld-quayside.lead');
    expect(await main(page)).toMatch(
      /Recorded lately by your service\s+Onward referral made, 2 March 2026 at 10am, by ld-quayside\.practitioner/,
    );
    expect(await main(page)).not.toContain('Screened');
    expect(await main(page)).not.toContain('Ali');
  });

  it('does not count or list a restricted person to somebody without a grant', async () => {
    const governance = 'governance-national.practitioner';
    const { personId } = await notified(api, 'Una Restricted', 'X500004');
    const page = await seat.sitDown('ld-quayside.practitioner');
    expect(await main(page)).toMatch(/3 to acknowledge/);
    await api.post(governance, `/person/${personId}/restrict-person`, { reason: 'At risk.' }, 'restrict-una');
    await seat.system.settled();
    await page.reload();
    expect(await main(page)).toMatch(/2 to acknowledge/);
  });

  it('counts for a partnership what is overdue in its area, and for another nothing', async () => {
    const owner = await seat.sitDown('sro-liverpool.practitioner');
    expect(await heading(owner)).toBe('Liverpool Combating Drugs Partnership');
    expect(await main(owner)).toMatch(/Quayside Liaison and Diversion\s+Acknowledge\s+1\s+0/);
    expect(await barriersOn(owner)).toEqual([]);
    await seat.system.moveClock('2026-03-05T18:00:00Z');
    await owner.getByRole('link', { name: 'Check for new' }).click();
    expect(await main(owner)).toMatch(/Quayside Liaison and Diversion\s+Acknowledge\s+\d\s+1/);
    const elsewhere = await seat.sitDown('sro-bristol.practitioner');
    expect(await main(elsewhere)).toContain('Nothing is overdue in your area.');
  });

  it('tells analysts where the figures are, and information governance what waits for it', async () => {
    const analyst = await seat.sitDown('analyst-national.practitioner');
    expect(await main(analyst)).toContain('Positive drug tests on arrest');
    expect(await barriersOn(analyst)).toEqual([]);
    const custody = 'custody-brunswick.practitioner';
    const other = {
      name: 'Sam Invented',
      dateOfBirth: '1991-02-04',
      sex: 'male',
      ethnicity: 'A',
      residence: 'E08000012',
    };
    await api.post(custody, '/person', { ...other, identifiers: { crn: 'X500001' } }, 'near-sam');
    await seat.system.settled();
    const governance = await seat.sitDown('governance-national.practitioner');
    expect(await heading(governance)).toBe('Information governance');
    expect(await barriersOn(governance)).toEqual([]);
    await governance.getByRole('link', { name: '1 pair shares an identifier, but not the date of birth' }).click();
    expect(await heading(governance)).toBe('Records that may be one person');
  });
});
