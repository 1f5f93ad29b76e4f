import { ApiClient } from '#test/journeys/client';
import { barriersOn, describePages, go, type Seat, takeSeat } from '#test/pages/browser';
import { referredOnward } from '#test/pages/handed';
import type { Page } from 'playwright-core';

const provider = 'provider-riverside.practitioner';

describePages('A page that is kept up to date', () => {
  let seat: Seat;
  let api: ApiClient;
  let people = 0;
  const referred = (name: string) => referredOnward(api, name, `X4${String((people += 1)).padStart(5, '0')}`);
  beforeAll(async () => {
    seat = await takeSeat('2026-03-02T22:05:00Z');
    api = new ApiClient(seat.system.url, seat.system.tokenUri);
    await referred('Ann First');
    await referred('Bea Second');
    await seat.system.settled();
  });
  afterAll(() => seat.stop());

  const list = async (page: Page) => {
    await page.goto(`${seat.system.url}/handovers`);
    await page.getByRole('link', { name: 'Ann First' }).waitFor();
  };

  it('shows what comes in while it is open, says so, and leaves what is ticked and focused alone', async () => {
    const page = await seat.sitDown(provider);
    await list(page);
    const box = page.getByLabel('Choose Ann First to acknowledge');
    await box.check({ force: true });
    await box.focus();
    await referred('Cat Third');
    await page.getByRole('link', { name: 'Cat Third' }).waitFor();
    expect(await page.getByRole('status').innerText()).toBe('Updated: 3 handovers need something from you.');
    expect(await box.isChecked()).toBe(true);
    expect(await page.locator(':focus').getAttribute('id')).toBe(await box.getAttribute('id'));
    expect(await barriersOn(page)).toEqual([]);
    await go(page, 'Acknowledge those chosen');
    await page.getByRole('heading', { name: '1 handover acknowledged' }).waitFor();
  });

  it('takes away what a colleague has seen to, and counts anew on the home page', async () => {
    const page = await seat.sitDown(provider);
    const colleague = await seat.sitDown('provider-riverside.lead');
    await page.getByRole('link', { name: /^2 to acknowledge/ }).waitFor();
    await list(colleague);
    await colleague.getByRole('link', { name: 'Bea Second' }).click();
    await go(colleague, 'Acknowledge');
    await page.getByRole('link', { name: /^1 to acknowledge/ }).waitFor();
    await page.getByRole('link', { name: /^2 to accept or decline/ }).waitFor();
  });

  it('tells nothing but that something changed, and nothing to another service or to nobody', async () => {
    const page = await seat.sitDown(provider);
    const stranger = await seat.sitDown('provider-northgate.practitioner');
    const hear = (one: Page) =>
      one.evaluate(() => {
        const heard: string[] = [];
        Object.assign(globalThis, { heard });
        const source = new EventSource(`/live?at=${Date.now() + 60_000}`);
        source.onmessage = ({ data }) => heard.push(String(data));
        return new Promise((resolve) => (source.onopen = resolve));
      });
    const heard = (one: Page) => one.evaluate(() => [...(globalThis as unknown as { heard: string[] }).heard]);
    await stranger.goto(`${seat.system.url}/people`);
    await hear(stranger);
    await stranger.waitForTimeout(1_000);
    const before = await heard(stranger);
    await page.goto(`${seat.system.url}/people`);
    await hear(page);
    await referred('Dan Fourth');
    await page.waitForFunction(() => (globalThis as unknown as { heard: string[] }).heard.length > 0);
    expect(new Set(await heard(page))).toEqual(new Set(['changed']));
    expect(await heard(stranger)).toEqual(before);
    expect((await fetch(`${seat.system.url}/live`, { headers: { accept: 'text/event-stream' } })).status).toBe(401);
  });

  it('asks by itself where nothing can be told, and has a link where there is no script', async () => {
    const page = await seat.sitDown(provider);
    await page.addInitScript(() => Reflect.deleteProperty(globalThis, 'EventSource'));
    await page.clock.install();
    await list(page);
    await referred('Eli Fifth');
    await seat.system.settled();
    expect(await page.getByRole('link', { name: 'Eli Fifth' }).count()).toBe(0);
    await page.clock.runFor(61_000);
    await page.getByRole('link', { name: 'Eli Fifth' }).waitFor();
    const bare = await seat.sitDown(provider, 'without JavaScript');
    await list(bare);
    await referred('Fay Sixth');
    await seat.system.settled();
    await bare.getByRole('link', { name: 'Check for new' }).click();
    await bare.getByRole('link', { name: 'Fay Sixth' }).waitFor();
  });

  it('keeps nobody signed in, and says so when they are signed out', async () => {
    const page = await seat.sitDown(provider);
    await list(page);
    const other = await page.context().newPage();
    const expiry = async () => (await page.context().cookies()).find(({ name }) => name === 'throughcare')?.expires;
    const before = await expiry();
    await other.evaluate(() => new Promise((resolve) => setTimeout(resolve, 1_100)));
    await referred('Gus Seventh');
    await page.getByRole('link', { name: 'Gus Seventh' }).waitFor();
    expect(await expiry()).toBeLessThan((before ?? 0) + 1);
    await other.goto(`${seat.system.url}/people`);
    expect(await expiry()).toBeGreaterThan((before ?? 0) + 1);
    await go(other, 'Sign out');
    await other.waitForURL((url) => url.origin !== seat.system.url);
    await referred('Hal Eighth');
    await page.getByText('You have been signed out').waitFor();
    expect(await page.getByRole('link', { name: 'Hal Eighth' }).count()).toBe(0);
  });
});
