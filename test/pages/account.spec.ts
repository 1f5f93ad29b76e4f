import { barriersOn, describePages, errorsOn, everyWay, heading, type Seat, takeSeat } from '#test/pages/browser';
import { choose, follow, go, type } from '#test/pages/hands';
import { ApiClient } from '#test/journeys/client';

const PROVIDER = 'provider-riverside.practitioner';
const PRISON = 'prison-brookvale.practitioner';

describePages('What somebody is told by e-mail', () => {
  let seat: Seat;
  beforeAll(async () => {
    seat = await takeSeat('2026-03-02T09:00:00Z');
  });
  afterAll(() => seat.stop());

  it.each(everyWay)('is chosen by themselves, %s', async (way) => {
    const page = await seat.sitDown(PROVIDER, way);
    await follow(page, 'Riverside Recovery Liverpool practitioner');
    expect(await heading(page)).toBe('What you are told by e-mail');
    await type(page, 'email', 'nobody at all');
    await choose(page, 'accepted', 'never');
    await go(page, 'Save');
    expect(await errorsOn(page)).toEqual({
      'Enter an e-mail address, such as name@service.example, or leave it empty': '#email',
    });
    expect(await barriersOn(page)).toEqual([]);
    await type(page, 'email', 'sam@riverside.example');
    await choose(page, 'handover', 'at-once');
    await go(page, 'Save');
    expect(await page.locator('.govuk-notification-banner__content').innerText()).toContain('Your choices are saved');
    expect(await page.inputValue('#email')).toBe('sam@riverside.example');
    expect(await page.isChecked('input[name="accepted"][value="never"]')).toBe(true);
    expect(await barriersOn(page)).toEqual([]);
  });

  it.each(everyWay)(
    'is nothing where no handovers come, and only that something is late for an owner, %s',
    async (way) => {
      const analyst = await seat.sitDown('analyst-national.practitioner', way);
      await analyst.goto(`${seat.system.url}/account`);
      expect(await analyst.locator('form[method=post] button', { hasText: 'Save' }).count()).toBe(0);
      expect(await barriersOn(analyst)).toEqual([]);
      const owner = await seat.sitDown('sro-liverpool.practitioner', way);
      await owner.goto(`${seat.system.url}/account`);
      const radios = await owner.locator('input[type=radio]').all();
      const offered = await Promise.all(radios.map((radio) => radio.getAttribute('value')));
      expect(offered).toEqual(['at-once', 'digest']);
      expect(await barriersOn(owner)).toEqual([]);
    },
  );

  it('is read in the outbox in development, and leads to signing in', async () => {
    const told = await seat.sitDown('provider-riverside.lead');
    await told.goto(`${seat.system.url}/account`);
    expect(await told.locator('main').innerText()).toContain('E-mails of this installation go nowhere');
    await type(told, 'email', 'ali@riverside.example');
    await choose(told, 'handover', 'at-once');
    await go(told, 'Save');
    const api = new ApiClient(seat.system.url, seat.system.tokenUri);
    const person = {
      name: 'Sam Invented',
      dateOfBirth: '1980-05-01',
      sex: 'male',
      ethnicity: 'Z',
      residence: 'E08000012',
    };
    const { body } = await api.post(PRISON, '/person', { ...person, identifiers: {} }, 'outbox-key-1');
    const plan = {
      personId: body['id'],
      prison: 'prison-brookvale',
      expected: '2026-03-20',
      inTreatment: true,
      substances: [],
    };
    const release = await api.post(PRISON, '/prison-release', plan, 'outbox-key-2');
    await api.post(
      PRISON,
      `/prison-release/${String(release.body['id'])}/refer-to-community`,
      { to: 'provider-riverside' },
      'outbox-key-3',
    );
    const page = await seat.sitDown('provider-northgate.practitioner');
    const subject = 'HMP Brookvale has handed somebody over to Riverside Recovery Liverpool';
    do await page.goto(`${seat.system.url}/outbox`);
    while ((await page.getByText(subject).count()) === 0);
    expect(await page.locator('main').innerText()).toContain('To ali@riverside.example');
    expect(await page.locator('main').innerText()).not.toContain('Invented');
    expect(await page.locator('main a').first().getAttribute('href')).toMatch(/\/handovers\/[0-9a-f-]{36}$/);
    expect(await page.locator('form').count()).toBe(0);
  });
});
