import { barriersOn, describePages, everyWay, heading, type Seat, takeSeat, wordsOn } from '#test/pages/browser';
import { choose, go, keyboard, pointer } from '#test/pages/hands';
import { SetUp } from '#test/pages/set-up';
import type { Page } from 'playwright-core';

const prison = 'prison-brookvale.practitioner';
const provider = 'provider-riverside.practitioner';

/** The referral stays open, and is owed to, until the prison takes it back. */
describePages('A release by which nobody comes out', () => {
  let seat: Seat;
  let setUp: SetUp;
  beforeAll(async () => {
    seat = await takeSeat('2026-05-04T09:05:00Z');
    setUp = new SetUp(seat);
  });
  afterAll(() => seat.stop());

  /** A release of which Riverside was told, with its handover. */
  async function referred(reason: string, accepts: boolean) {
    const personId = await setUp.someone(prison, { name: 'Dee Invented' });
    const id = await setUp.recorded(prison, '/prison-release', {
      ...{ personId, prison: 'prison-brookvale', expected: '2026-06-05', inTreatment: true, substances: ['opiate'] },
    });
    await setUp.recorded(prison, `/prison-release/${id}/refer-to-community`, { to: 'provider-riverside' });
    const handover = await setUp.lastOf(prison, personId, 'handover');
    if (accepts) await setUp.recorded(provider, `/handover/${handover}/accept`, {});
    await setUp.recorded(prison, `/prison-release/${id}/record-release`, { date: '2026-05-04', reason });
    return { id, handover };
  }

  const recorded = async (page: Page) => (await wordsOn(page, 'main .govuk-inset-text')).join(' ');

  it.each(everyWay)('is one click from being taken back, and the provider is told why: %s', async (way) => {
    const hand = way === 'with JavaScript' ? keyboard : pointer;
    const { id, handover } = await referred('died', false);
    const receiver = await seat.sitDown(provider, way);
    await receiver.goto(`/handovers/${handover}`);
    expect(await recorded(receiver)).toBe(
      'HMP Brookvale has recorded: The person died. No treatment after release is owed any more. HMP Brookvale is to withdraw this handover.',
    );
    expect(await receiver.locator('main').innerText()).toContain('Your service must acknowledge it by');
    expect(await barriersOn(receiver)).toEqual([]);

    const page = await seat.sitDown(prison, way);
    await page.goto(`/releases/${id}`);
    expect(await barriersOn(page)).toEqual([]);
    await hand.follow(page, `a[href="/handovers/${handover}/withdraw"]`);
    expect(await heading(page)).toBe('Withdraw');
    await hand.type(page, 'withdraw-reason', 'The person died.');
    await hand.press(page, 'Withdraw');
    expect((await wordsOn(page, '.govuk-notification-banner__content'))[0]).toBe(
      'Withdrawn. The other service owes nothing any more.',
    );
    await page.goto(`/releases/${id}`);
    expect(await page.locator('a[href$="/withdraw"]').count()).toBe(0);
    await receiver.goto(`/handovers/${handover}`);
    expect(await heading(receiver)).toBe('Page not found');
  });

  it('offers taking back first, of what was accepted too', async () => {
    const { handover } = await referred('deported', true);
    const page = await seat.sitDown(prison);
    await page.goto(`/handovers/${handover}`);
    expect(await recorded(page)).toBe(
      'HMP Brookvale has recorded: The person was deported. Withdraw this handover, so that nobody waits.',
    );
    expect(await page.locator(`main li a[href^="/handovers/${handover}/"]`).first().innerText()).toBe('Withdraw');
    expect(await barriersOn(page)).toEqual([]);
  });

  it.each(everyWay)('is recorded by the prison as what it is, and not as a release: %s', async (way) => {
    const personId = await setUp.someone(prison, { name: 'Lee Invented' });
    const id = await setUp.recorded(prison, '/prison-release', {
      ...{ personId, prison: 'prison-brookvale', expected: '2026-06-05', inTreatment: true, substances: ['opiate'] },
    });
    const page = await seat.sitDown(prison, way);
    await page.goto(`/releases/${id}`);
    expect(await page.locator('main').innerText()).toContain('Also where the person goes to another prison');
    await go(page, 'Record the release');
    await choose(page, 'record-release-reason', 'died');
    await go(page);
    await go(page, 'Record and send');
    expect(await wordsOn(page, '.govuk-notification-banner')).toEqual(['Recorded The person died.']);
    expect(await barriersOn(page)).toEqual([]);
  });

  it('falls away by itself after a recall', async () => {
    const { id, handover } = await referred('released', true);
    await setUp.recorded('probation-liverpool.practitioner', `/prison-release/${id}/record-recall`, {
      date: '2026-05-04',
    });
    const receiver = await seat.sitDown(provider);
    await receiver.goto(`/handovers/${handover}`);
    expect(await recorded(receiver)).toBe(
      'Quayside probation delivery unit has recorded: The person was recalled on 4 May 2026. Nothing more is owed because of this release.',
    );
    const page = await seat.sitDown(prison);
    await page.goto(`/releases/${id}`);
    expect(await page.locator('a[href$="/withdraw"]').count()).toBe(0);
  });
});
