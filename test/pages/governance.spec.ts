import { ApiClient } from '#test/journeys/client';
import {
  barriersOn,
  describePages,
  errorsOn,
  everyWay,
  heading,
  type Seat,
  takeSeat,
  wordsOn,
} from '#test/pages/browser';
import { check, choose, follow, go, type, typeDate } from '#test/pages/hands';
import type { System } from '#test/messages/system';
import { message, OPERATOR, RIVERSIDE, tell } from '#test/messages/telling';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';

const governance = 'governance-national.practitioner';
const custody = 'custody-brunswick.practitioner';
const hartwell = 'custody-hartwell.practitioner';

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
    await follow(page, page.getByRole('link', { name: act, exact: true }));
    expect(await heading(page)).toBe(act);
    expect(await barriersOn(page)).toEqual([]);
    if (await page.locator('#grant-access-user').count()) await type(page, 'grant-access-user', custody);
    const reason = await page.locator('[id$="-reason"]').getAttribute('id');
    await type(page, reason ?? '', 'Asked for in writing');
    await go(page);
    expect(await heading(page)).toBe('Are you sure?');
    expect(await barriersOn(page)).toEqual([]);
    await go(page, sure);
    await page.locator('#timeline').waitFor();
  }

  it.each(everyWay)('%s sees who looked at whom, and when', async (way) => {
    const url = await tested(custody);
    const looker = await seat.sitDown(custody);
    await looker.goto(url);
    const page = await seat.sitDown(governance, way);
    await page.goto(url);
    await follow(page, 'Who looked at this person');
    expect(await wordsOn(page, 'main li')).toEqual([
      '2 March 2026 at 10:05pm Information governance practitioner signed in as governance-national.practitioner View looks',
      '2 March 2026 at 10:05pm Information governance practitioner signed in as governance-national.practitioner View case',
      '2 March 2026 at 10:05pm Brunswick Dock custody suite practitioner signed in as custody-brunswick.practitioner View case',
      // From their home page, where the person is on a list.
      '2 March 2026 at 10:05pm Brunswick Dock custody suite practitioner signed in as custody-brunswick.practitioner List due',
    ]);
    expect(await page.evaluate<boolean>('document.documentElement.scrollWidth > innerWidth')).toBe(false);
    expect(await barriersOn(page)).toEqual([]);
    await looker.goto(`${url}/looks`);
    expect(await heading(looker)).toBe('You cannot do this');
  });

  it.each(everyWay)('%s restricts a person, lets one user see them, and takes it all back', async (way) => {
    const url = await tested(custody);
    const page = await seat.sitDown(governance, way);
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
    expect(await barriersOn(page)).toEqual([]);
    await choose(page, 'withdraw-access-user', custody);
    await type(page, 'withdraw-access-reason', 'No longer their case');
    await go(page);
    await go(page, 'Withdraw access');
    await page.locator('#timeline').waitFor();
    expect(await seen()).toBe('Page not found');
    await govern(page, url, 'Lift the restriction', 'Lift the restriction');
    expect(await seen()).toBe('Kit Invented');
  });

  it.each(everyWay)('%s says what is missing, and goes back to change it', async (way) => {
    const url = await tested(custody);
    const page = await seat.sitDown(governance, way);
    await page.goto(`${url}/govern/restrict`);
    await go(page);
    expect(await errorsOn(page)).toEqual({ 'Enter the reason': '#restrict-person-reason' });
    expect(await barriersOn(page)).toEqual([]);
    await type(page, 'restrict-person-reason', 'Known to staff');
    await go(page);
    await go(page, 'Change');
    expect(await page.inputValue('#restrict-person-reason')).toBe('Known to staff');
    await page.goto(`${url}/govern/unrestrict`);
    expect(await heading(page)).toBe('Page not found');
  });

  it.each(everyWay)('%s joins two records of one person, and parts them again', async (way) => {
    const turn = everyWay.indexOf(way);
    const pnc = ['2024/9000001Z', '2025/9000002Q', '2026/9000003G'][turn];
    const surname = ['Invented', 'Imagined', 'Madeup'][turn] ?? '';
    const first = await tested(custody, { name: `Kit ${surname}`, identifiers: { pnc } });
    const mistyped = { name: `Kitt ${surname}`, dateOfBirth: '1991-04-03' };
    await tested(hartwell, { ...mistyped, identifiers: { pnc } });
    const page = await seat.sitDown(governance, way);
    await page.goto(`${seat.system.url}/people`);
    await follow(page, 'Records that may be one person');
    expect(await barriersOn(page)).toEqual([]);
    const cards = await wordsOn(page, '.throughcare-card');
    expect(cards.filter((card) => card.includes(surname))).toEqual([
      expect.stringMatching(
        new RegExp(`Kitt ${surname}, born 3 April 1991.* and Kit ${surname}, born 2 April 1991.* Since 2 March 2026`),
      ),
    ]);
    const card = page.locator('.throughcare-card', { hasText: surname });
    await follow(page, card.getByRole('link', { name: /^Join them/ }));
    expect(await barriersOn(page)).toEqual([]);
    await check(page, page.getByLabel(`Kit ${surname}`));
    await type(page, 'merge-people-reason', 'One person, the date was mistyped');
    await go(page);
    expect(await wordsOn(page, '.govuk-summary-list__row')).toContain(`Which record stays Kit ${surname}`);
    expect(await barriersOn(page)).toEqual([]);
    await go(page, 'Join the records');
    await page.getByRole('heading', { name: `Kit ${surname}` }).waitFor();
    const tests = async () =>
      (await wordsOn(page, '.moj-timeline__title')).filter((title) => title === 'Drug test requested').length;
    expect(await tests()).toBe(2);
    expect(await barriersOn(page)).toEqual([]);
    await govern(page, first, 'Part the joined records', 'Part the records');
    expect(await tests()).toBe(1);
  });

  describe('finds messages of other systems that cannot be recorded yet', () => {
    const prison = 'prison-brookvale.practitioner';
    let told = 0;

    /** A prisoner on record, whose day of birth a provider's system has another way. */
    async function misnamed(name: string): Promise<string> {
      told += 1;
      const prisonNumber = `A${2_000 + told}BC`;
      const known = { name, dateOfBirth: '1991-04-02', sex: 'male', ethnicity: 'A', residence: 'E08000012' };
      await api.post(prison, '/person', { ...known, identifiers: { prisonNumber } }, `known-${prisonNumber}`);
      await seat.system.settled();
      await telling({ identifiers: { prisonNumber }, dateOfBirth: '1991-04-20' });
      return prisonNumber;
    }
    async function telling(person: object, type = 'provider.treatment-started', more: object = {}): Promise<void> {
      const started = { interventions: ['psychosocial'], substances: ['opiate'], triaged: '2026-03-02' };
      const said = message(type, { person, reference: `EP-${told}`, ...(type.endsWith('started') ? started : more) });
      const { status } = await tell({ api, local: seat.system } as System, RIVERSIDE, said);
      expect(status).toBe(202);
    }

    it.each(everyWay)('and says whom one is about, %s', async (way) => {
      const prisonNumber = await misnamed('Lou Mistyped');
      const page = await seat.sitDown(governance, way);
      const open = page.getByRole('link', { name: 'Treatment started' });
      do await page.goto(seat.system.url);
      while ((await open.count()) === 0);
      expect(await barriersOn(page)).toEqual([]);
      await follow(page, open);
      expect(await heading(page)).toBe('Treatment started');
      expect(await wordsOn(page, '.govuk-summary-list__row')).toEqual([
        expect.stringMatching(/^Received \d/),
        `Prison number ${prisonNumber}`,
        'Date of birth 20 April 1991',
      ]);
      expect(await barriersOn(page)).toEqual([]);
      await go(page, 'Match the message');
      expect(await errorsOn(page)).toEqual({ 'Select who the message is about': '#person' });
      expect(await barriersOn(page)).toEqual([]);
      expect(await wordsOn(page, '.govuk-radios__item')).toEqual([
        'Lou Mistyped Born 2 April 1991, which is not the date in the message',
      ]);
      await check(page, page.getByLabel('Lou Mistyped'));
      await go(page, 'Match the message');
      expect(await wordsOn(page, '.govuk-notification-banner__content')).toEqual([
        'The message is matched and will be recorded',
      ]);
    });

    it.each(everyWay)('and searches for whoever it is where no identifier leads to them, %s', async (way) => {
      told += 1;
      await telling({ identifiers: { prisonNumber: `A${3_000 + told}BC` }, dateOfBirth: '1991-04-20' });
      const page = await seat.sitDown(governance, way);
      const open = page.getByRole('link', { name: 'Treatment started' });
      do await page.goto(`${seat.system.url}/messages`);
      while ((await open.count()) === 0);
      expect(await barriersOn(page)).toEqual([]);
      await follow(page, open);
      expect(await page.locator('main').innerText()).toContain('Nobody on record has an identifier that it names.');
      await go(page, 'Search');
      expect(Object.values(await errorsOn(page))).toEqual(['#find-person-identifier']);
      await type(page, 'find-person-name', 'Lou Mistyped');
      await typeDate(page, 'find-person-dateOfBirth', ['2', '4', '1991']);
      await go(page, 'Search');
      expect(await page.getByLabel('Lou Mistyped').count()).toBeGreaterThan(0);
      expect(await barriersOn(page)).toEqual([]);
      await follow(page, 'Leave it waiting');
      expect(await heading(page)).toBe('Messages from other systems');
      expect(await open.count()).toBeGreaterThan(0);
      const another = await seat.sitDown('provider-northgate.practitioner');
      await another.goto(`${seat.system.url}/messages`);
      expect(await another.getByRole('link', { name: 'Treatment started' }).count()).toBe(0);
    });

    it('which their service, and whoever runs the system, try again by a button', async () => {
      const prisonNumber = await misnamed('Max Unknown');
      const ended = { date: '2026-03-02', reason: 'completed' };
      const person = { identifiers: { prisonNumber }, dateOfBirth: '1991-04-02' };
      await telling(person, 'provider.treatment-ended', ended);
      const lead = await seat.sitDown('provider-riverside.lead');
      const dead = lead.getByRole('link', { name: '1 message of your systems that could not be recorded' });
      do await lead.goto(seat.system.url);
      while ((await dead.count()) === 0);
      await follow(lead, dead);
      expect(await wordsOn(lead, '[id^=dead-]')).toEqual([
        expect.stringMatching(
          /^Treatment ended Riverside Recovery Liverpool, .* There is nothing here, or nothing that you may see\./,
        ),
      ]);
      expect(await barriersOn(lead)).toEqual([]);
      await go(lead, 'Try again Treatment ended');
      expect(await wordsOn(lead, '.govuk-notification-banner__content')).toEqual(['The message is tried again']);
      const operator = await seat.sitDown(OPERATOR, 'without JavaScript');
      const again = operator.getByRole('button', { name: /^Try again/ });
      do await operator.goto(seat.system.url);
      while ((await again.count()) === 0);
      expect(await heading(operator)).toBe('What was given up');
      expect(await operator.locator('main').innerText()).not.toContain('Max');
      await go(operator, 'Try again throughcare.inbound.provider.treatment-ended.v1');
      expect(await wordsOn(operator, '.govuk-notification-banner__content')).toEqual(['1 message is tried again']);
      do await lead.goto(`${seat.system.url}/messages`);
      while ((await lead.getByRole('button', { name: 'Give it up Treatment ended' }).count()) === 0);
      await go(lead, 'Give it up Treatment ended');
      expect(await wordsOn(lead, '.govuk-notification-banner__content')).toEqual(['The message is given up']);
      expect(await lead.locator('[id^=dead-]').count()).toBe(0);
    });

    it('and a system that takes no messages any more is sent them again by its lead, or by whoever runs the system', async () => {
      let answer = 410;
      const receiver = createServer((_request, response) => void response.writeHead(answer).end());
      await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
      const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/told`;
      const lead = 'custody-brunswick.lead';
      expect((await api.post(lead, '/message/subscription', { url, after: '0' }, 'subscribe-custody')).status).toBe(
        201,
      );
      const page = await seat.sitDown(lead);
      const silent = page.getByRole('link', { name: '1 system of yours takes no messages' });
      const reason = 'Asked for help.';
      const { body } = await api.post(
        custody,
        '/person',
        {
          name: 'Nia Told',
          dateOfBirth: '1991-04-02',
          sex: 'female',
          ethnicity: 'A',
          residence: 'E08000012',
          identifiers: {},
        },
        'told-nia',
      );
      await api.post(
        custody,
        '/liaison-referral',
        { personId: body['id'], point: 'police-custody', reason },
        'refer-nia',
      );
      do await page.goto(seat.system.url);
      while ((await silent.count()) === 0);
      await follow(page, silent);
      expect(await wordsOn(page, '[id^=delivery-]')).toEqual([expect.stringContaining('HTTP_410')]);
      expect(await barriersOn(page)).toEqual([]);
      const operator = await seat.sitDown(OPERATOR, 'on a narrow phone');
      expect(await barriersOn(operator)).toEqual([]);
      await go(operator, 'Send again to Brunswick Dock custody suite');
      expect(await wordsOn(operator, '.govuk-notification-banner__content')).toEqual([
        '1 delivery goes on where it stopped',
      ]);
      do await page.goto(`${seat.system.url}/messages`);
      while ((await page.locator('[id^=delivery-]').count()) === 0);
      answer = 200;
      await go(page, `Send again to ${url}`);
      expect(await wordsOn(page, '.govuk-notification-banner__content')).toEqual(['Sending goes on where it stopped']);
      expect(await page.locator('[id^=delivery-]').count()).toBe(0);
      receiver.close();
    });
  });

  it.each(everyWay)('%s says before it erases what is lost and what is kept', async (way) => {
    const url = await tested(custody);
    const page = await seat.sitDown(governance, way);
    await page.goto(url);
    await follow(page, 'Erase this person');
    const said = await page.locator('main').innerText();
    expect(said).toContain('Lost for good: the name');
    expect(said).toContain('Kept: that each step was taken');
    await type(page, 'erase-person-reason', 'Retention period ended');
    await go(page);
    expect(await page.locator('main').innerText()).toContain('This cannot be undone.');
    expect(await barriersOn(page)).toEqual([]);
    await go(page, 'Erase this person for good');
    await page.getByRole('heading', { name: 'Erased person' }).waitFor();
    expect(await page.getByRole('link', { name: /Erase|Restrict/ }).count()).toBe(0);
    expect(await barriersOn(page)).toEqual([]);
    const worker = await seat.sitDown(custody);
    await worker.goto(url);
    expect(await heading(worker)).toBe('Page not found');
  });
});
