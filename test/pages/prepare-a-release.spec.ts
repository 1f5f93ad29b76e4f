import { addDays } from '#pathway/calendar';
import { ApiClient } from '#test/journeys/client';
import { barriersOn, describePages, everyWay, heading, type Seat, takeSeat } from '#test/pages/browser';
import { check, choose, follow, go, pick, showMenu, type, typeDate } from '#test/pages/hands';
import type { Page } from 'playwright-core';

const prison = 'prison-brookvale.practitioner';
const probation = 'probation-liverpool.practitioner';
const provider = 'provider-riverside.practitioner';

/** What a task says, by its title: its status and, below the title, its words. */
async function taskOn(page: Page, title: string): Promise<{ status: string; words: string }> {
  const item = page.locator('.govuk-task-list__item', { hasText: title });
  const hint = item.locator('.govuk-task-list__hint');
  return {
    status: (await item.locator('.govuk-task-list__status').innerText()).trim(),
    words: (await hint.count()) > 0 ? (await hint.innerText()).trim() : '',
  };
}

const open = (page: Page, title: string) => follow(page, title);

describePages('Preparing a release', () => {
  let seat: Seat;
  let api: ApiClient;
  beforeAll(async () => {
    seat = await takeSeat('2026-05-04T09:05:00Z');
    api = new ApiClient(seat.system.url, seat.system.tokenUri);
  });
  afterAll(() => seat.stop());

  let people = 0;
  const key = (path: string) => `${people}${path.replaceAll('/', '-')}`;
  async function recorded(user: string, path: string, body: object): Promise<string> {
    const reply = await api.post(user, path, body, key(path));
    expect(reply.status).toBeLessThan(300);
    return reply.body['id'] as string;
  }

  const register = (user: string, name: string) =>
    recorded(user, '/person', {
      ...{ name, dateOfBirth: '1979-01-15', sex: 'female', ethnicity: 'A', residence: 'E08000012' },
      identifiers: { crn: `X3${String(people).padStart(5, '0')}` },
    });

  /** A release that is planned, without anything prepared. */
  async function planned(more: object = {}): Promise<string> {
    people += 1;
    const personId = await register(prison, `Dee Invented ${people}`);
    return recorded(prison, '/prison-release', {
      ...{ personId, prison: 'prison-brookvale', expected: '2026-06-05', inTreatment: true, substances: ['opiate'] },
      ...more,
    });
  }
  const list = (id: string) => `${seat.system.url}/releases/${id}`;
  const form = (path: string, id: string) => `${seat.system.url}/forms/${path}?on=${id}`;

  it.each(everyWay)('leads from home to a list of tasks, and through each of them, %s', async (way) => {
    people += 1;
    const page = await seat.sitDown(prison, way);
    const crn = `X300${String(people).padStart(3, '0')}`;
    await go(page, 'Plan a release');
    await type(page, 'find-person-identifier', crn);
    await go(page);
    await type(page, 'register-person-name', 'Eve Invented');
    await typeDate(page, 'register-person-dateOfBirth', ['7', '7', '1988']);
    await choose(page, 'register-person-sex', 'female');
    await pick(page, 'register-person-ethnicity', 'M');
    await pick(page, 'register-person-residence', 'E08000012');
    await go(page);
    expect(await heading(page)).toBe('The release');
    expect(await page.inputValue('#plan-release-residence')).toBe('E08000012');
    await typeDate(page, 'plan-release-expected', ['5', '6', '2026']);
    await choose(page, 'plan-release-inTreatment', 'yes');
    await choose(page, 'plan-release-substances', 'opiate');
    await go(page);
    await go(page, 'Record and send');
    expect(await heading(page)).toBe('Eve Invented');
    expect(await page.locator('main').innerText()).toContain('5 June 2026, in 32 days');
    expect(await page.locator('main h2', { hasText: 'still to do' }).innerText()).toBe('5 tasks still to do');
    expect(await page.locator('.govuk-notification-banner').innerText()).toContain('Release planned');
    expect(await barriersOn(page)).toEqual([]);

    await open(page, 'Refer to community treatment');
    expect(await page.locator('input[value="provider-riverside"]').isChecked()).toBe(true);
    expect(await page.locator('main').innerText()).toContain('Filled in from where the person lives.');
    await go(page);
    await go(page, 'Record and send');
    expect(await taskOn(page, 'Refer to community treatment')).toEqual({
      status: 'Done',
      words:
        'Riverside Recovery Liverpool, asked on 4 May 2026. It must accept or decline by Monday 11 May 2026 at 5pm. Until it accepts, you stay responsible.',
    });

    await open(page, 'Hold a pre-release meeting');
    await type(page, 'record-pre-release-meeting-with', 'Kim of Riverside Recovery');
    await choose(page, 'record-pre-release-meeting-mode', 'video');
    await go(page);
    await go(page, 'Record and send');
    expect(await taskOn(page, 'Hold a pre-release meeting')).toEqual({
      status: 'Done',
      words: 'With Kim of Riverside Recovery, by video, on 4 May 2026.',
    });

    await open(page, 'Arrange medication after release');
    await type(page, 'arrange-medication-drug', 'Methadone 40 mg daily');
    await choose(page, 'arrange-medication-kind', 'bridging');
    await type(page, 'arrange-medication-days', '14');
    await go(page);
    await go(page, 'Record and send');
    expect((await taskOn(page, 'Arrange medication after release')).words).toBe(
      'Methadone 40 mg daily, bridging prescription for 14 days. Arranged on 4 May 2026.',
    );

    await open(page, 'Offer take-home naloxone');
    await choose(page, 'offer-naloxone-outcome', 'declined');
    await go(page);
    await go(page, 'Record and send');
    expect(await taskOn(page, 'Offer take-home naloxone')).toEqual({
      status: 'Done',
      words: 'Offered and declined in prison on 4 May 2026.',
    });

    expect(await taskOn(page, 'Refer to RECONNECT')).toEqual({
      status: 'Not started',
      words: 'From 13 March 2026 (12 weeks before the release) until 3 July 2026 (28 days after it).',
    });
    await open(page, 'Refer to RECONNECT');
    expect(await page.locator('input[value="reconnect-northwest"]').isChecked()).toBe(true);
    await go(page);
    await go(page, 'Record and send');
    expect((await taskOn(page, 'Refer to RECONNECT')).words).toContain('RECONNECT North West, asked on 4 May 2026.');
    expect(await page.locator('main h2', { hasText: 'left to do' }).count()).toBe(1);

    await open(page, 'Record a drug test in prison');
    await choose(page, 'record-prison-test-kind', 'voluntary');
    await choose(page, 'record-prison-test-results-opiate', 'negative');
    await go(page);
    await go(page, 'Record and send');
    expect((await taskOn(page, 'Record a drug test in prison')).words).toBe('Voluntary, on 4 May 2026: negative.');

    expect(await barriersOn(page)).toEqual([]);
    const reached = page.url().split('?')[0];
    await open(page, 'Hold a pre-release meeting');
    expect(await heading(page)).toBe('Correct: pre-release meeting held');
    expect(await page.inputValue('#record-pre-release-meeting-with')).toBe('Kim of Riverside Recovery');
    await type(page, 'record-pre-release-meeting-with', 'Kim Lee of Riverside Recovery');
    await type(page, 'correct-why', 'The whole name.');
    await go(page);
    await go(page, 'Send the correction');
    expect(page.url()).toBe(reached);
    expect((await taskOn(page, 'Hold a pre-release meeting')).words).toContain('With Kim Lee of Riverside Recovery');
    await open(page, 'Record another pre-release meeting');
    expect(await heading(page)).toBe('The pre-release meeting');
  });

  it.each(everyWay)('lists what is coming up, the soonest first, with what is still to do, %s', async (way) => {
    const later = await planned({ expected: '2026-05-20' });
    // Sooner than those of the ways before.
    const days = 6 - everyWay.indexOf(way);
    const sooner = await planned({ expected: addDays('2026-05-04', days), inTreatment: false, substances: [] });
    const undated = await planned({ expected: undefined });
    await seat.system.settled();
    const page = await seat.sitDown(prison, way);
    await showMenu(page);
    await follow(page, page.getByRole('link', { name: 'Releases', exact: true }));
    const rows = await page.locator('table').first().locator('tbody tr').all();
    const shown = await Promise.all(rows.map((row) => row.innerText()));
    expect(shown[0]).toContain(`${4 + days} May 2026, in ${days} days`);
    expect(shown[0]).toContain('3 tasks');
    expect(shown.slice(1).join()).toContain('20 May 2026, in 16 days');
    expect(shown.at(-1)).toContain('Not known yet');
    expect(await barriersOn(page)).toEqual([]);
    await follow(page, page.locator('tbody a').first());
    expect(page.url()).toBe(list(sooner));
    expect(await taskOn(page, 'Arrange medication after release')).toEqual({
      status: 'Not needed',
      words: 'Not in structured treatment.',
    });
    await page.goto(list(undated));
    expect(await taskOn(page, 'Refer to RECONNECT')).toEqual({
      status: 'Cannot start yet',
      words: 'From 12 weeks before the release until 28 days after it. The date is not known yet.',
    });
    expect(await page.getByRole('link', { name: 'Refer to RECONNECT' }).count()).toBe(0);
    const stranger = await seat.sitDown('prison-glanarth.practitioner', way);
    for (const id of [later, undated]) {
      await stranger.goto(list(id));
      expect(await heading(stranger)).toBe('Page not found');
    }
    await stranger.goto(`${seat.system.url}/releases`);
    expect(await stranger.locator('main').innerText()).toContain('Your prison is not preparing any release.');
  });

  it.each(everyWay)('moves the date, and asks again where a provider declined, %s', async (way) => {
    const id = await planned();
    await recorded(prison, `/prison-release/${id}/refer-to-community`, { to: 'provider-riverside' });
    await seat.system.settled();
    const opened = await api.get(prison, '/handover', { of: `prison-release:${id}` });
    const [handover] = (opened.body['handovers'] ?? []) as { id: string }[];
    await recorded(provider, `/handover/${handover?.id ?? ''}/decline`, { reason: 'capacity' });
    await seat.system.settled();
    const page = await seat.sitDown(prison, way);
    await page.goto(list(id));
    expect(await taskOn(page, 'Refer to community treatment')).toEqual({
      status: 'Needs you',
      words: 'Riverside Recovery Liverpool, asked on 4 May 2026. It declined: send the person to another service.',
    });
    await open(page, 'Refer to community treatment');
    await page.getByRole('link', { name: 'Send to another service' }).waitFor();
    await page.goto(list(id));
    await follow(page, 'Change expected release');
    expect(await page.inputValue('#change-release-date-expected-month')).toBe('6');
    await typeDate(page, 'change-release-date-expected', ['4', '9', '26']);
    await type(page, 'change-release-date-reason', 'Recalculated.');
    await go(page);
    await go(page, 'Record and send');
    expect(await page.locator('main').innerText()).toContain('4 September 2026, in 123 days');
    expect(await taskOn(page, 'Refer to RECONNECT')).toEqual({
      status: 'Cannot start yet',
      words: 'From 12 June 2026 (12 weeks before the release) until 2 October 2026 (28 days after it).',
    });
  });

  it.each(everyWay)(
    'records the release, then leaves open only what can still be done, and a recall, %s',
    async (way) => {
      const id = await planned();
      await seat.system.settled();
      const page = await seat.sitDown(prison, way);
      await page.goto(list(id));
      await go(page, 'Record the release');
      await choose(page, 'record-release-reason', 'released');
      await go(page);
      await go(page, 'Record and send');
      expect(await page.locator('.govuk-notification-banner').innerText()).toContain('Release recorded');
      expect((await taskOn(page, 'Hold a pre-release meeting')).status).toBe('Not done');
      expect((await taskOn(page, 'Refer to RECONNECT')).status).toBe('Not started');
      expect(await page.locator('main h2', { hasText: 'still to do' }).innerText()).toBe('1 task still to do');
      expect(await barriersOn(page)).toEqual([]);
      await page.goto(`${seat.system.url}/releases`);
      expect(await page.locator('table').last().innerText()).toContain('Left in the last 28 days');
      await page.goto(form('record-a-recall', id));
      await typeDate(page, 'record-recall-date', ['4', '5', '2026']);
      await go(page);
      await go(page, 'Record and send');
      expect(await heading(page)).toBe('Recall recorded');
      await page.goto(list(id));
      expect(await page.locator('main').innerText()).toContain('The person was recalled on 4 May 2026.');
      expect(await page.locator('main h2').first().innerText()).toBe('Nothing left to do');
      expect(await taskOn(page, 'Refer to RECONNECT')).toEqual({
        status: 'Not needed',
        words: '',
      });
      expect(await page.getByRole('button', { name: 'Record a recall' }).count()).toBe(0);
      expect(await barriersOn(page)).toEqual([]);
      await follow(page, 'See this person’s case');
      expect(await page.locator('.throughcare-way__place--now').innerText()).toMatch(/^Prison: recalled/);
      expect(await page.locator('#past + .throughcare-card').innerText()).toMatch(/^Release from prison\s+Recalled\./);
      expect(await page.locator('main').innerText()).toMatch(/What is under way\s+Nothing that your service sees\./);
      expect(await barriersOn(page)).toEqual([]);
      await page.goto(list(id));
      await go(page, 'Plan the next release');
      expect(await heading(page)).toBe('The release');
    },
  );

  it('fills in what was planned before, and lets it be taken out', async () => {
    const id = await planned();
    await seat.system.settled();
    const page = await seat.sitDown(prison);
    const { personId } = (await api.get(prison, `/prison-release/${id}`)).body;
    await page.goto(`/forms/plan-a-release?person=${String(personId)}`);
    expect(await page.locator('main').innerText()).toContain(
      'Filled in from what HMP Brookvale recorded on 4 May 2026',
    );
    expect(await page.locator('input[value="opiate"]').isChecked()).toBe(true);
    await check(page, page.locator('input[value="none-of-these"]'));
    expect(await page.locator('input[value="opiate"]').isChecked()).toBe(false);
  });

  it.each(everyWay)('leads to the case and back, %s', async (way) => {
    const id = await planned();
    await seat.system.settled();
    const page = await seat.sitDown(prison, way);
    await page.goto(list(id));
    await follow(page, 'See this person’s case');
    await follow(page, 'See what is to be prepared for this release');
    expect(page.url()).toBe(list(id));
  });

  it.each(everyWay)('says where somebody is who left for a time, %s', async (way) => {
    const id = await planned();
    await recorded(prison, `/prison-release/${id}/record-release`, { date: '2026-05-04', reason: 'court' });
    await seat.system.settled();
    const page = await seat.sitDown(prison, way);
    await page.goto(list(id));
    expect(await page.locator('main').innerText()).toContain(
      'The person is at court. The release goes on being prepared.',
    );
    expect(await page.getByRole('button', { name: 'Record the release' }).count()).toBe(1);
  });

  it.each(everyWay)('says of an answer that it shows another question, where it does, %s', async (way) => {
    const id = await planned();
    await seat.system.settled();
    const page = await seat.sitDown(prison, way);
    await page.goto(form('offer-naloxone', id));
    const shows = () => page.locator('#conditional-offer-naloxone-outcome').isVisible();
    const plain = () => page.locator('[type=radio]:not([aria-expanded])').count();
    expect([await shows(), await plain()]).toEqual([way === 'without JavaScript', 2]);
    const described = page.locator('#offer-naloxone-outcome-item-hint');
    expect((await described.innerText()).trim()).toBe(way === 'without JavaScript' ? '' : 'Shows another question');
    const by = await page.locator('input[value="supplied"]').getAttribute('aria-describedby');
    expect(by).toBe(await described.getAttribute('id'));
    await choose(page, 'offer-naloxone-outcome', 'supplied');
    expect([await shows(), await plain()]).toEqual([true, 2]);
  });

  it.each(everyWay)('lets a form be left, back to the list, %s', async (way) => {
    const id = await planned();
    await seat.system.settled();
    const page = await seat.sitDown(prison, way);
    await page.goto(list(id));
    await open(page, 'Offer take-home naloxone');
    await follow(page, page.getByRole('link', { name: 'Back', exact: true }));
    expect(page.url()).toBe(list(id));
    await open(page, 'Offer take-home naloxone');
    await choose(page, 'offer-naloxone-outcome', 'supplied');
    await go(page);
    await go(page, 'Discard without sending');
    expect(page.url()).toBe(list(id));
    expect((await taskOn(page, 'Offer take-home naloxone')).status).toBe('Not started');
  });

  it('has probation record naloxone in approved premises', async () => {
    people += 1;
    const personId = await register(probation, 'Gus Invented');
    await recorded(probation, '/treatment-requirement', { personId, kind: 'DRR', suitable: true });
    const id = await recorded(prison, '/prison-release', {
      ...{ personId, prison: 'prison-brookvale', inTreatment: false, substances: [] },
    });
    await recorded(prison, `/prison-release/${id}/record-release`, { date: '2026-05-04', reason: 'released' });
    await seat.system.settled();
    const page = await seat.sitDown(probation);
    await page.goto(form('offer-naloxone-in-approved-premises', id));
    await choose(page, 'offer-naloxone-outcome', 'supplied');
    await go(page);
    await go(page, 'Record and send');
    expect(await heading(page)).toBe('Naloxone recorded');
    const own = await seat.sitDown(prison);
    await own.goto(list(id));
    expect((await taskOn(own, 'Offer take-home naloxone')).words).toBe('Supplied in approved premises on 4 May 2026.');
  });
});
