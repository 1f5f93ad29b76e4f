import { barriersOn, describePages, everyWay, heading, type Seat, takeSeat, wordsOn } from '#test/pages/browser';
import { follow, go, keyboard, pointer, send, type } from '#test/pages/hands';
import { SetUp } from '#test/pages/set-up';
import type { Page } from 'playwright-core';

const prison = 'prison-brookvale.practitioner';
/** It serves Manchester; whoever is released here lives in Liverpool. */
const unit = 'probation-manchester.practitioner';
const neighbour = 'probation-liverpool.practitioner';

describePages('Supervising a release', () => {
  let seat: Seat;
  let setUp: SetUp;
  beforeAll(async () => {
    seat = await takeSeat('2026-05-04T09:05:00Z');
    setUp = new SetUp(seat);
  });
  afterAll(() => seat.stop());

  interface Planned {
    readonly id: string;
    readonly personId: string;
    readonly act: (step: string, body: object) => Promise<string>;
  }

  async function planned(name: string, more: object = {}): Promise<Planned> {
    const personId = await setUp.someone(prison, { name });
    const id = await setUp.recorded(prison, '/prison-release', {
      ...{ personId, prison: 'prison-brookvale', supervisedBy: 'probation-manchester', expected: '2026-05-04' },
      ...{ inTreatment: true, substances: ['opiate'], residence: 'E08000012' },
      ...more,
    });
    return { id, personId, act: (step, body) => setUp.recorded(prison, `/prison-release/${id}/${step}`, body) };
  }

  const released = async (name: string) => {
    const release = await planned(name);
    await release.act('record-release', { date: '2026-05-04', reason: 'released' });
    return release;
  };

  /** What a list says of somebody, line by line. */
  const listed = async (page: Page, name: string): Promise<readonly string[]> => {
    const item = page.locator('main li', { hasText: name });
    if ((await item.count()) === 0) return [];
    return (await item.innerText())
      .replaceAll(/\s*\n\s*for /g, ' for ')
      .split('\n')
      .map((line) => line.trim());
  };
  const formFor = (path: string, { id }: Planned) => `a[href="/forms/${path}?on=${id}"]`;

  it('begins at home, with when somebody leaves, what is owed to them, and nothing of the prison’s health care', async () => {
    const release = await planned('Dee Invented', { expected: '2026-06-05' });
    await release.act('refer-to-community', { to: 'provider-riverside' });
    await release.act('arrange-medication', { kind: 'bridging', drug: 'Methadone 40 mg daily', days: 14 });
    await release.act('record-prison-test', { kind: 'voluntary', results: { opiate: 'positive' } });
    await release.act('supply-naloxone', {});
    const page = await seat.sitDown(unit);
    expect(await listed(page, 'Dee Invented')).toEqual([
      'Dee Invented, born 4 March 1990',
      'HMP Brookvale. Expected on 5 June 2026, in 32 days.',
      'Due from Riverside Recovery Liverpool: acknowledge by Wednesday 6 May 2026 at 5pm',
      'Take-home naloxone: supplied in prison on 4 May 2026.',
    ]);
    expect(await barriersOn(page)).toEqual([]);
    await follow(page, page.getByRole('link', { name: 'Releases', exact: true }));
    expect(await heading(page)).toBe('Releases you supervise');
    expect((await listed(page, 'Dee Invented'))[1]).toBe('HMP Brookvale. Expected on 5 June 2026, in 32 days.');
    expect(await barriersOn(page)).toEqual([]);
    await follow(page, 'Dee Invented');
    expect(await heading(page)).toBe('Dee Invented');
    const [card] = await wordsOn(page, '#episodes + .throughcare-card');
    expect(card).toContain('Planned. Begun by HMP Brookvale on 4 May 2026.');
    expect(card).toContain('Weaver probation delivery unit');
    const words = await page.locator('main').innerText();
    expect(words).toContain('Medication after release arranged');
    expect(words).not.toMatch(/methadone|positive/i);
    expect(await page.locator('main a[href^="/forms/"][href*="?on="]').count()).toBe(0);
    expect(await barriersOn(page)).toEqual([]);
    await page.goto(`/releases/${release.id}`);
    expect(await heading(page)).not.toBe('Dee Invented');
  });

  it.each(everyWay)('records naloxone in approved premises, then a recall, from home: %s', async (way) => {
    const name = `Eve Invented ${way.length}`;
    const release = await released(name);
    const hand = way === 'with JavaScript' ? keyboard : pointer;
    const page = await seat.sitDown(unit, way);
    expect(await listed(page, name)).toEqual([
      `${name}, born 4 March 1990`,
      'HMP Brookvale. Released on 4 May 2026, today.',
      'Take-home naloxone: nothing recorded.',
      `Record a recall for ${name}`,
      `Record naloxone in approved premises for ${name}`,
    ]);
    await hand.follow(page, formFor('offer-naloxone-in-approved-premises', release));
    await hand.tick(page, 'offer-naloxone-outcome', 'supplied');
    await hand.press(page, 'Continue');
    expect(await send(page)).toBe('Naloxone recorded');
    await page.goto('/releases');
    expect((await listed(page, name))[2]).toBe('Take-home naloxone: supplied in approved premises on 4 May 2026.');
    await hand.follow(page, formFor('record-a-recall', release));
    for (const [part, typed] of Object.entries({ day: '4', month: '5', year: '2026' }))
      await hand.type(page, `record-recall-date-${part}`, typed);
    await hand.press(page, 'Continue');
    expect(await send(page)).toBe('Recall recorded');
    await page.goto('/releases');
    expect((await listed(page, name)).slice(2)).toEqual([
      'The person was recalled on 4 May 2026.',
      'Take-home naloxone: supplied in approved premises on 4 May 2026.',
    ]);
    expect(await barriersOn(page)).toEqual([]);
  });

  it('offers the same on the case, and no recall of somebody who only went to court', async () => {
    const out = await released('Fay Invented');
    const away = await planned('Gus Invented');
    await away.act('record-release', { date: '2026-05-04', reason: 'court' });
    const page = await seat.sitDown(unit);
    await page.goto(`/people/${out.personId}`);
    expect(await page.locator(formFor('record-a-recall', out)).count()).toBe(1);
    expect(await page.locator(formFor('offer-naloxone-in-approved-premises', out)).count()).toBe(1);
    await page.goto(`/people/${away.personId}`);
    expect(await page.locator(formFor('record-a-recall', away)).count()).toBe(0);
    await page.goto('/releases');
    expect(await listed(page, 'Gus Invented')).toEqual([
      'Gus Invented, born 4 March 1990',
      'HMP Brookvale. Expected on 4 May 2026, today.',
      'Take-home naloxone: nothing recorded.',
    ]);
  });

  it('asks nothing about naloxone of somebody who has died', async () => {
    const { act } = await planned('Ida Invented');
    await act('record-release', { date: '2026-05-04', reason: 'died' });
    const page = await seat.sitDown(unit);
    await page.goto('/releases');
    expect(await listed(page, 'Ida Invented')).toEqual([
      'Ida Invented, born 4 March 1990',
      'HMP Brookvale. Died on 4 May 2026, today.',
      'The person died.',
    ]);
  });

  it('is nobody else’s, and ends where the prison puts right that another unit does', async () => {
    const { id, personId } = await planned('Hal Invented', { expected: '2026-07-01' });
    const stranger = await seat.sitDown(neighbour);
    await stranger.goto('/releases');
    expect(await stranger.locator('main').innerText()).toContain('No release that names your unit is coming up');
    expect(await barriersOn(stranger)).toEqual([]);
    await stranger.goto(`/people/${personId}`);
    expect(await heading(stranger)).toBe('Page not found');

    const page = await seat.sitDown(prison);
    await page.goto(`/releases/${id}`);
    expect(await page.locator('main').innerText()).toMatch(/Supervised by\s+Weaver probation delivery unit/);
    await follow(page, 'Change probation unit');
    await pointer.tick(page, 'plan-release-supervisedBy', 'probation-liverpool');
    await type(page, 'correct-why', 'She moves to Liverpool.');
    await go(page);
    await go(page, 'Send the correction');
    expect(await page.locator('main').innerText()).toMatch(/Supervised by\s+Quayside probation delivery unit/);
    expect(await barriersOn(page)).toEqual([]);

    await seat.system.settled();
    await stranger.goto(`/people/${personId}`);
    expect(await heading(stranger)).toBe('Hal Invented');
    const former = await seat.sitDown(unit);
    await former.goto(`/people/${personId}`);
    expect(await heading(former)).toBe('Page not found');
    await former.goto('/releases');
    expect(await listed(former, 'Hal Invented')).toEqual([]);
  });
});
