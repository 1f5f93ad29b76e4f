import { ApiClient } from '#test/journeys/client';
import { barriersOn, describePages, errorsOn, everyWay, heading, type Seat, takeSeat } from '#test/pages/browser';
import { choose, follow, go, pick, showMenu, type, typeDate } from '#test/pages/hands';
import type { Page } from 'playwright-core';

const custody = 'custody-brunswick.practitioner';

async function searchByName(page: Page, name: string, date: [string, string, string]): Promise<void> {
  await type(page, 'find-person-name', name);
  await typeDate(page, 'find-person-dateOfBirth', date);
  await go(page, 'Search');
}

describePages('Finding a person', () => {
  let seat: Seat;
  let register: (user: string, name: string, identifiers: object) => Promise<void>;
  beforeAll(async () => {
    seat = await takeSeat('2026-03-02T22:05:00Z');
    const api = new ApiClient(seat.system.url, seat.system.tokenUri);
    register = async (user: string, name: string, identifiers: object) => {
      const about = { dateOfBirth: '1991-04-02', sex: 'male', ethnicity: 'A', residence: 'E08000012' };
      const key = `register-${name.toLowerCase().replaceAll(' ', '-')}`;
      const { body } = await api.post(user, '/person', { ...about, name, identifiers }, key);
      const test = {
        detention: 'arrested',
        custodyRecord: `05/${key}`.slice(0, 40),
        ground: 'trigger',
        offence: 'TA68-1',
      };
      const { status } = await api.post(user, '/arrest-test', { ...test, personId: body['id'] }, `test-${key}`);
      expect(status).toBe(201);
    };
    await register(custody, 'Samir Invented', { pnc: '2024/9000001Z' });
    await register(custody, 'Sameer Invented', { crn: 'X100001' });
    await register('custody-hartwell.practitioner', 'Samir Elsewhere', { crn: 'X100002' });
    await seat.system.settled();
  });
  afterAll(() => seat.stop());

  it.each(everyWay)('%s finds somebody by an identifier as it is written by hand', async (way) => {
    const page = await seat.sitDown(custody, way);
    await showMenu(page);
    await follow(page, 'Find a person');
    expect(await heading(page)).toBe('Find a person');
    await type(page, 'find-person-identifier', '24/9000001z');
    await go(page, 'Search');
    expect(await heading(page)).toBe('1 person found');
    expect(new URL(page.url()).search).toBe('');
    expect(await page.getByRole('link', { name: 'Samir Invented' }).getAttribute('href')).toMatch(
      /^\/people\/[0-9a-f-]{36}$/,
    );
    expect(await barriersOn(page)).toEqual([]);
  });

  it.each(everyWay)(
    '%s forgives the spelling, and says who may be recorded twice; whom the service does not see is not there',
    async (way) => {
      const page = await seat.sitDown(custody, way);
      await page.goto(`${seat.system.url}/people`);
      await searchByName(page, 'Samir Invented', ['2', 'April', '91']);
      expect(await heading(page)).toBe('2 people found');
      const people = await page.locator('.throughcare-list__item').allInnerTexts();
      expect(people.map((text) => text.replaceAll(/\s+/g, ' ').trim())).toEqual([
        'Samir Invented born 2 April 1991 May be recorded twice',
        'Sameer Invented born 2 April 1991 May be recorded twice The name on record is spelt differently from what you typed.',
      ]);
      expect(await barriersOn(page)).toEqual([]);
    },
  );

  it.each(everyWay)('%s finds nobody, and says with what to begin', async (way) => {
    const page = await seat.sitDown(custody, way);
    await page.goto(`${seat.system.url}/people`);
    await type(page, 'find-person-identifier', 'X100002');
    await go(page, 'Search');
    expect(await heading(page)).toBe('Nobody found');
    expect(await barriersOn(page)).toEqual([]);
    await go(page, 'Record a drug test');
    expect(await heading(page)).toBe('About this person');
    expect(await barriersOn(page)).toEqual([]);
  });

  it.each(everyWay)(
    '%s, probation begins with somebody whom only custody knows: it is one record, and each sees its own',
    async (way) => {
      const probation = await seat.sitDown('probation-liverpool.practitioner', way);
      const number = everyWay.indexOf(way) + 3;
      const crn = `X10000${number}`;
      await register(custody, `Kim Known ${number}`, { crn });
      await seat.system.settled();
      await probation.goto(`${seat.system.url}/people`);
      await type(probation, 'find-person-identifier', crn);
      await go(probation, 'Search');
      expect(await heading(probation)).toBe('Nobody found');
      expect(await probation.locator('main').innerText()).not.toContain('Kim');
      await go(probation, 'Refer to Liaison and Diversion');
      expect(await heading(probation)).toBe('About this person');
      expect(await probation.inputValue('#register-person-identifiers-crn')).toBe(crn);
      expect(await barriersOn(probation)).toEqual([]);
      await type(probation, 'register-person-name', 'Kym Known');
      await typeDate(probation, 'register-person-dateOfBirth', ['2', '4', '1991']);
      await choose(probation, 'register-person-sex', 'male');
      await pick(probation, 'register-person-ethnicity', 'A');
      await pick(probation, 'register-person-residence', 'E08000012');
      await go(probation);
      expect(await probation.locator('main').innerText()).not.toContain('Kim');
      await choose(probation, 'refer-to-liaison-point', 'probation');
      await go(probation);
      await go(probation, 'Record and send');
      await follow(probation, 'See this person’s case');
      expect(await heading(probation)).toBe(`Kim Known ${number}`);
      const steps = await probation.locator('.moj-timeline__item').allInnerTexts();
      const test = steps.find((step) => step.startsWith('Drug test requested'));
      expect(test).toContain('Your service sees only that this was recorded.');
      expect(test).not.toContain('TA68-1');
    },
  );

  it.each(everyWay)('%s says beside each field what is missing', async (way) => {
    const page = await seat.sitDown(custody, way);
    await page.goto(`${seat.system.url}/people`);
    await go(page, 'Search');
    expect(await errorsOn(page)).toEqual({
      'Enter an identifier, or a name and a date of birth': '#find-person-identifier',
    });
    await type(page, 'find-person-name', 'Sam');
    await go(page, 'Search');
    expect(await errorsOn(page)).toEqual({ 'Enter the date of birth as well': '#find-person-dateOfBirth-day' });
    await searchByName(page, 'Sam', ['31', '2', '1991']);
    expect(await errorsOn(page)).toEqual({
      'The date of birth must be a real date, such as 27 3 2026': '#find-person-dateOfBirth-day',
    });
    expect(await barriersOn(page)).toEqual([]);
  });

  it.each(everyWay)('%s is not for those who see nobody', async (way) => {
    const page = await seat.sitDown('analyst-national.practitioner', way);
    await page.goto(`${seat.system.url}/people`);
    expect(await heading(page)).toBe('You cannot do this');
    expect(await barriersOn(page)).toEqual([]);
  });
});
