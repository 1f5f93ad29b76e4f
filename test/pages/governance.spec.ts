import { ApiClient } from '#test/journeys/client';
import {
  barriersOn,
  choose,
  describePages,
  errorsOn,
  go,
  heading,
  type Seat,
  takeSeat,
  type Way,
  ways,
} from '#test/pages/browser';
import type { Page } from 'playwright-core';

const governance = 'governance-national.practitioner';
const custody = 'custody-brunswick.practitioner';
const hartwell = 'custody-hartwell.practitioner';

const words = async (page: Page, selector: string): Promise<string[]> =>
  (await page.locator(selector).allInnerTexts()).map((text) => text.replaceAll(/\s+/g, ' ').trim());

describePages('Information governance', () => {
  let seat: Seat;
  let api: ApiClient;
  beforeAll(async () => {
    seat = await takeSeat('2026-03-02T22:05:00Z');
    api = new ApiClient(seat.system.url, seat.system.tokenUri);
  });
  afterAll(() => seat.stop());

  let people = 0;
  /** Somebody under test at a custody suite; answers the address of their case. */
  async function tested(by: string, about: object = {}): Promise<string> {
    people += 1;
    const crn = `X4000${String(people).padStart(2, '0')}`;
    const recorded = async (path: string, body: object) => {
      const reply = await api.post(by, path, body, `${crn}${path.replaceAll('/', '-')}`);
      expect(reply.status).toBeLessThan(300);
      return reply.body['id'] as string;
    };
    const personId = await recorded('/person', {
      ...{ name: 'Kit Invented', dateOfBirth: '1991-04-02', sex: 'male', ethnicity: 'A', residence: 'E08000012' },
      ...{ identifiers: { crn }, ...about },
    });
    const detention = { detention: 'arrested', custodyRecord: `05/${crn}`, ground: 'trigger', offence: 'TA68-1' };
    await recorded('/arrest-test', { personId, ...detention });
    await seat.system.settled();
    return `${seat.system.url}/people/${personId}`;
  }

  async function govern(page: Page, url: string, act: string, sure: string): Promise<void> {
    await page.goto(url);
    await page.getByRole('link', { name: act, exact: true }).click();
    expect(await heading(page)).toBe(act);
    expect(await barriersOn(page)).toEqual([]);
    const user = page.locator('#grant-access-user');
    if (await user.count()) await user.fill(custody);
    await page.locator('[id$="-reason"]').fill('Asked for in writing');
    await go(page);
    expect(await heading(page)).toBe('Are you sure?');
    expect(await barriersOn(page)).toEqual([]);
    await go(page, sure);
    await page.locator('#timeline').waitFor();
  }

  it.each(Object.keys(ways) as Way[])('%s sees who looked at whom, and when', async (way) => {
    const url = await tested(custody);
    const looker = await seat.sitDown(custody);
    await looker.goto(url);
    const page = await seat.sitDown(governance, way);
    await page.goto(url);
    await page.getByRole('link', { name: 'Who looked at this person' }).click();
    expect(await words(page, 'main li')).toEqual([
      '2 March 2026 at 10:05pm Information governance practitioner signed in as governance-national.practitioner View looks',
      '2 March 2026 at 10:05pm Information governance practitioner signed in as governance-national.practitioner View case',
      '2 March 2026 at 10:05pm Brunswick Dock custody suite practitioner signed in as custody-brunswick.practitioner View case',
      // From their home page, where the person is on a list.
      '2 March 2026 at 10:05pm Brunswick Dock custody suite practitioner signed in as custody-brunswick.practitioner List due',
    ]);
    expect(await page.evaluate<boolean>('document.documentElement.scrollWidth > innerWidth')).toBe(false);
    if (way !== 'without JavaScript') expect(await barriersOn(page)).toEqual([]);
    await looker.goto(`${url}/looks`);
    expect(await heading(looker)).toBe('You cannot do this');
  });

  it('restricts a person, lets one user see them, and takes it all back', async () => {
    const url = await tested(custody);
    const page = await seat.sitDown(governance);
    const worker = await seat.sitDown(custody);
    const seen = async () => {
      await worker.goto(url);
      return heading(worker);
    };
    await govern(page, url, 'Restrict this person', 'Restrict this person');
    expect(await seen()).toBe('Page not found');
    await govern(page, url, 'Let a user see this restricted person', 'Grant access');
    expect(await seen()).toBe('Kit Invented Restricted');
    await page.goto(`${url}/govern/withdraw`);
    await choose(page, 'withdraw-access-user', custody);
    await page.fill('#withdraw-access-reason', 'No longer their case');
    await go(page);
    await go(page, 'Withdraw access');
    await page.locator('#timeline').waitFor();
    expect(await seen()).toBe('Page not found');
    await govern(page, url, 'Lift the restriction', 'Lift the restriction');
    expect(await seen()).toBe('Kit Invented');
  });

  it('says what is missing, and goes back to change it', async () => {
    const url = await tested(custody);
    const page = await seat.sitDown(governance);
    await page.goto(`${url}/govern/restrict`);
    await go(page);
    expect(await errorsOn(page)).toEqual({ 'Enter the reason': '#restrict-person-reason' });
    expect(await barriersOn(page)).toEqual([]);
    await page.fill('#restrict-person-reason', 'Known to staff');
    await go(page);
    await go(page, 'Change');
    expect(await page.inputValue('#restrict-person-reason')).toBe('Known to staff');
    await page.goto(`${url}/govern/unrestrict`);
    expect(await heading(page)).toBe('Page not found');
  });

  it('joins two records of one person, and parts them again', async () => {
    const first = await tested(custody, { identifiers: { pnc: '2024/9000001Z' } });
    await tested(hartwell, { name: 'Kitt Invented', dateOfBirth: '1991-04-03', identifiers: { pnc: '2024/9000001Z' } });
    const page = await seat.sitDown(governance);
    await page.goto(`${seat.system.url}/people`);
    await page.getByRole('link', { name: 'Records that may be one person' }).click();
    expect(await barriersOn(page)).toEqual([]);
    expect(await words(page, '.throughcare-card')).toEqual([
      expect.stringMatching(
        /Kitt Invented, born 3 April 1991.* and Kit Invented, born 2 April 1991.* Since 2 March 2026/,
      ),
    ]);
    await page.getByRole('link', { name: /^Join them/ }).click();
    await page.getByLabel('Kit Invented').check({ force: true });
    await page.fill('#merge-people-reason', 'One person, the date was mistyped');
    await go(page);
    expect(await words(page, '.govuk-summary-list__row')).toContain('Which record stays Kit Invented');
    await go(page, 'Join the records');
    await page.getByRole('heading', { name: 'Kit Invented' }).waitFor();
    expect((await words(page, '.moj-timeline__title')).filter((title) => title === 'Drug test requested')).toHaveLength(
      2,
    );
    await govern(page, first, 'Part the joined records', 'Part the records');
    expect((await words(page, '.moj-timeline__title')).filter((title) => title === 'Drug test requested')).toHaveLength(
      1,
    );
  });

  it('says before it erases what is lost and what is kept', async () => {
    const url = await tested(custody);
    const page = await seat.sitDown(governance);
    await page.goto(url);
    await page.getByRole('link', { name: 'Erase this person' }).click();
    const said = await page.locator('main').innerText();
    expect(said).toContain('Lost for good: the name');
    expect(said).toContain('Kept: that each step was taken');
    await page.fill('#erase-person-reason', 'Retention period ended');
    await go(page);
    expect(await page.locator('main').innerText()).toContain('This cannot be undone.');
    await go(page, 'Erase this person for good');
    await page.getByRole('heading', { name: 'Erased person' }).waitFor();
    expect(await page.getByRole('link', { name: /Erase|Restrict/ }).count()).toBe(0);
    const worker = await seat.sitDown(custody);
    await worker.goto(url);
    expect(await heading(worker)).toBe('Page not found');
  });
});
