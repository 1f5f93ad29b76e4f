import { ApiClient } from '#test/journeys/client';
import { barriersOn, describePages, type Seat, takeSeat } from '#test/pages/browser';
import { check, follow, go } from '#test/pages/hands';
import { referredOnward } from '#test/pages/handed';
import { SetUp } from '#test/pages/set-up';
import type { System } from '#test/messages/system';
import { GOVERNANCE, message, RIVERSIDE, somebody, tell } from '#test/messages/telling';
import { Visitor } from '#test/pages/visitor';
import type { Page } from 'playwright-core';

const provider = 'provider-riverside.practitioner';
/** Where there is no script nothing happens by itself. */
const scripted = ['with JavaScript', 'on a narrow phone'] as const;

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

  it.each(scripted)('%s, shows what comes in, says so, and leaves what is ticked and focused alone', async (way) => {
    await referred(`Ann ${way}`);
    await seat.system.settled();
    const page = await seat.sitDown(provider, way);
    await list(page);
    const needing = await page.locator('#handovers > li').count();
    const box = page.getByLabel(`Choose Ann ${way} to acknowledge`);
    await check(page, box);
    await box.focus();
    await referred(`Cat ${way}`);
    await page.getByRole('link', { name: `Cat ${way}` }).waitFor();
    expect(await page.getByRole('status').innerText()).toBe(
      `Updated: ${needing + 1} handovers need something from you.`,
    );
    expect(await box.isChecked()).toBe(true);
    expect(await page.locator(':focus').getAttribute('id')).toBe(await box.getAttribute('id'));
    expect(await barriersOn(page)).toEqual([]);
    await go(page, 'Acknowledge those chosen');
    await page.getByRole('heading', { name: '1 handover acknowledged' }).waitFor();
  });

  it('takes away what a colleague has seen to, and counts anew on the home page', async () => {
    const page = await seat.sitDown(provider);
    const colleague = await seat.sitDown('provider-riverside.lead');
    await page.getByRole('link', { name: /^4 handovers to acknowledge/ }).waitFor();
    await list(colleague);
    await follow(colleague, 'Bea Second');
    await go(colleague, 'Acknowledge');
    await page.getByRole('link', { name: /^3 handovers to acknowledge/ }).waitFor();
    await page.getByRole('link', { name: /^3 handovers to accept or decline/ }).waitFor();
  });

  it.each(scripted)('%s, says who was chosen and is no longer there, and sends the others', async (way) => {
    const [gone, stays] = [await referred(`Ida Gone ${way}`), await referred(`Max Stays ${way}`)];
    await seat.system.settled();
    const page = await seat.sitDown(provider, way);
    await page.goto(`${seat.system.url}/handovers?show=acknowledge`);
    for (const { id } of [gone, stays]) await check(page, page.locator(`#choose-${id}`));
    await api.post(provider, `/handover/${gone.id}/decline`, { reason: 'Not ours.' }, `gone-${gone.id}`);
    await page.getByRole('link', { name: `Ida Gone ${way}` }).waitFor({ state: 'detached' });
    const said = `Ida Gone ${way}, whom you had chosen, is no longer on this list.`;
    expect(await page.getByRole('status').innerText()).toContain(said);
    expect(await barriersOn(page)).toEqual([]);
    await referred(`Nia Next ${way}`);
    await page.getByRole('link', { name: `Nia Next ${way}` }).waitFor();
    expect(await page.getByRole('status').innerText()).toContain(said);
    await go(page, 'Acknowledge those chosen');
    await page.getByRole('heading', { name: '1 handover acknowledged' }).waitFor();
    expect(await page.locator('main').innerText()).toContain(`Max Stays ${way}`);
  });

  it('looks at nobody again who is on it already, but at whoever comes in; opened anew it does', async () => {
    const { personId } = await referred('Ida Looked');
    await seat.system.settled();
    const looks = async (person: string) => {
      const { body } = await api.get(GOVERNANCE, `/person/${person}/looks`);
      const all = body['looks'] as { who: string; what: string }[];
      return all.filter(({ who, what }) => who === provider && what === 'VIEW_WORKLIST').length;
    };
    const page = await seat.sitDown(provider);
    await list(page);
    const before = await looks(personId);
    expect(before).toBeGreaterThan(0);
    const next = await referred('Jo Next');
    await page.getByRole('link', { name: 'Jo Next' }).waitFor();
    expect(await looks(next.personId)).toBe(1);
    const last = await referred('Kay Last');
    await page.getByRole('link', { name: 'Kay Last' }).waitFor();
    expect(await looks(last.personId)).toBe(1);
    expect(await looks(next.personId)).toBe(1);
    expect(await looks(personId)).toBe(before);
    await page.reload();
    expect(await looks(personId)).toBe(before + 1);
    const carried = (await page.locator('[data-page]').getAttribute('data-page')) ?? '';
    const forged = async (headers: object, path = '/handovers') => {
      const status = await page.evaluate(
        ([url, sent]) => fetch(url, { headers: sent }).then((answer) => answer.status),
        [path, headers as Record<string, string>] as const,
      );
      expect(status).toBe(200);
      return looks(personId);
    };
    expect(await forged({ 'X-Open-Page': carried })).toBe(before + 1);
    expect(await forged({ 'X-Open-Page': `${carried}x` })).toBe(before + 2);
    expect(await forged({ 'X-Open-Page': carried }, '/handovers?show=acknowledge')).toBe(before + 3);
    expect(await forged({ 'X-By-Itself': 'yes' })).toBe(before + 4);
    const colleague = new Visitor(seat.system.url);
    await colleague.signIn(provider);
    await colleague.ask('/handovers', { headers: { 'X-Open-Page': carried } });
    expect(await looks(personId)).toBe(before + 5);
  });

  it('is the home of whoever answers for an area, of a court and of information governance, too', async () => {
    const owner = await seat.sitDown('sro-liverpool.practitioner');
    const governs = await seat.sitDown(GOVERNANCE);
    const court = await seat.sitDown('court-albion-crown.practitioner');
    await court.getByText('Nothing needs anything from you at the moment.').waitFor();
    await governs.getByText('There are none.').first().waitFor();
    await owner.getByText('Nothing is overdue in your area.').waitFor();
    const at = new SetUp(seat);
    const probation = 'probation-liverpool.practitioner';
    const suitable = { personId: await at.someone(probation), kind: 'DRR', suitable: true };
    await at.recorded(probation, '/treatment-requirement', suitable);
    await court.getByRole('link', { name: '1 requirement waiting for sentence' }).waitFor();
    const started = {
      reference: 'EP-1',
      triaged: '2026-03-02',
      interventions: ['psychosocial'],
      substances: ['opiate'],
    };
    const said = message('provider.treatment-started', { ...started, person: somebody() });
    await tell({ api, local: seat.system } as System, RIVERSIDE, said);
    await governs.getByText('message').first().waitFor();
    await governs.getByText(/^Riverside Recovery Liverpool/).waitFor();
    await seat.system.moveClock('2026-03-09T18:00:00Z');
    await owner
      .getByRole('row', { name: /Riverside Recovery Liverpool/ })
      .first()
      .waitFor();
    for (const page of [owner, governs, court]) expect(await barriersOn(page)).toEqual([]);
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
    await follow(bare, 'Check for new');
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
