import { ApiClient } from '#test/journeys/client';
import { Player } from '#test/journeys/player';
import { readStory } from '#test/journeys/story';
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
import { follow, go, typeDate, unfold } from '#test/pages/hands';

const liaison = 'ld-quayside.practitioner';
const custody = 'custody-brunswick.practitioner';
const governance = 'governance-national.practitioner';
const file = new URL('../journeys/scenarios/01-positive-test-to-treatment.yaml', import.meta.url).pathname;

describePages('The case page', () => {
  let seat: Seat;
  let api: ApiClient;
  let sam: string;
  let url: string;

  /** Sam, from a positive test to the first weeks of treatment. */
  beforeAll(async () => {
    seat = await takeSeat('2026-03-02T21:00:00Z');
    api = new ApiClient(seat.system.url, seat.system.tokenUri);
    const story = readStory(file);
    const lines = story.lines.filter(({ do: step }) => step !== undefined);
    const stage = { api, moveClock: (to: string) => seat.system.moveClock(to), facts: () => seat.system.facts() };
    for await (const { differs } of new Player({ ...story, lines }, stage, 'case').play())
      expect(differs).toBeUndefined();
    const { body } = await api.search(custody, { identifier: '2024/9000001Z' });
    sam = (body['people'] as { id: string }[])[0]?.id ?? '';
    url = `${seat.system.url}/people/${sam}`;
  });
  afterAll(() => seat.stop());

  it.each(everyWay)('%s says who holds somebody, and where they are on the pathway', async (way) => {
    const page = await seat.sitDown(liaison, way);
    await page.goto(url);
    expect(await heading(page)).toBe('Sam');
    expect(await page.locator('#holding + p').innerText()).toBe(
      'Riverside Recovery Liverpool is responsible, going by the handovers that your service sees.',
    );
    expect(await wordsOn(page, '.throughcare-way__place')).toEqual([
      'Tested Done 2 March 2026',
      'Assessed Done 3 March 2026',
      'Referred to treatment Done 3 March 2026',
      'Accepted Done 5 March 2026',
      'In treatment They are here now 17 March 2026',
      '84 days in treatment Not reached until 9 June 2026',
    ]);
    expect(await wordsOn(page, '[aria-current="step"]')).toEqual(['In treatment They are here now 17 March 2026']);
    const wide = await page.evaluate<boolean>('document.documentElement.scrollWidth > innerWidth');
    expect(wide).toBe(false);
    expect(await barriersOn(page)).toEqual([]);
  });

  it.each(everyWay)(
    '%s tells each step in words, its content only to those it is for, a page at a time',
    async (way) => {
      const page = await seat.sitDown(liaison, way);
      await page.goto(url);
      const cards = await wordsOn(page, '#episodes ~ .throughcare-card');
      expect(cards.find((card) => card.startsWith('Liaison and Diversion referral'))).toMatch(
        /Referred onward\. Begun on 3 March 2026\. Needs: Drugs Risk: Low .* Referred to: Riverside Recovery Liverpool/,
      );
      expect(cards.find((card) => card.startsWith('Drug test on arrest'))).toContain(
        'Result of each substance: Cocaine: positive, Opiates: negative',
      );
      expect(cards.find((card) => card.startsWith('Treatment'))).toBe(
        'Treatment Your service does not see how it stands. Begun by Riverside Recovery Liverpool on 17 March 2026.',
      );
      const steps = await wordsOn(page, '.moj-timeline__item');
      expect(steps).toHaveLength(20);
      expect(steps[1]).toBe(
        'Treatment started by Riverside Recovery Liverpool 17 March 2026 at 10am Your service sees only that this was recorded.',
      );
      expect(steps.find((step) => step.startsWith('Screened'))).toBe(
        'Screened by Quayside Liaison and Diversion 3 March 2026 at 11am Needs: Drugs Risk: Low Whether it is urgent: No Whether a full assessment is wanted: Yes Correct this step: screened, 3 March 2026 at 11am',
      );
      await follow(page, 'Next');
      expect((await wordsOn(page, '.moj-timeline__title')).slice(-2)).toEqual([
        'Drug test requested',
        'Person registered',
      ]);
      const last = (await page.locator('.moj-timeline__item').last().getAttribute('id')) ?? '';
      await page.goto(`${url}?step=${last.replace('step-', '')}#${last}`);
      expect(await page.locator(`#${last}`).isVisible()).toBe(true);
      expect(await barriersOn(page)).toEqual([]);
    },
  );

  it.each(everyWay)('%s does not say to police where somebody is, past what they are shown', async (way) => {
    const page = await seat.sitDown(custody, way);
    await page.goto(url);
    expect((await wordsOn(page, '.throughcare-way__place')).slice(2)).toEqual([
      'Referred to treatment Not shown to your service',
      'Accepted Not shown to your service',
      'In treatment Not shown to your service',
      '84 days in treatment Not shown to your service',
    ]);
    expect(await page.locator('[aria-current="step"]').count()).toBe(0);
    expect(await page.locator('main').innerText()).not.toContain('Riverside Recovery');
    expect(await barriersOn(page)).toEqual([]);
  });

  it.each(everyWay)('%s shows it as it stood, and as it was known, on days as people type them', async (way) => {
    const page = await seat.sitDown(liaison, way);
    await page.goto(url);
    await follow(page, 'See it as it stood, or as it was known, on another day');
    await unfold(page, 'summary');
    await typeDate(page, 'as-at-stood', ['31', '2', '2026']);
    await go(page, 'Show it as of then');
    expect(Object.values(await errorsOn(page))).toEqual(['#as-at-stood-day']);
    expect(await barriersOn(page)).toEqual([]);
    await typeDate(page, 'as-at-stood', ['3', 'Mar', '26']);
    await go(page, 'Show it as of then');
    expect(await page.locator('.govuk-inset-text').innerText()).toContain('This is how it stood on 3 March 2026.');
    expect((await wordsOn(page, '.throughcare-way__place')).slice(2, 4)).toEqual([
      'Referred to treatment They are here now 3 March 2026',
      'Accepted Not reached',
    ]);
    expect((await wordsOn(page, '.moj-timeline__title'))[0]).toBe('Handover sent');
    expect(await page.locator('#holding').count()).toBe(0);
    expect(await page.getByRole('link', { name: 'Show it as it is now' }).count()).toBe(2);
    expect(await page.getByRole('link', { name: /^Correct this/ }).count()).toBe(0);
    expect(await barriersOn(page)).toEqual([]);
    await page.goto(`${url}?as-at-known-day=1&as-at-known-month=1&as-at-known-year=2026`);
    expect(await page.locator('main').innerText()).toContain('No step that your service sees had been taken by then.');
  });

  it('marks what others have recorded since somebody last looked, through the whole visit', async () => {
    const page = await seat.sitDown('provider-riverside.lead');
    await page.goto(url);
    expect(await page.locator('main').innerText()).not.toContain('since you last looked');
    await seat.system.moveClock('2026-03-18T09:00:00Z');
    const { body } = await api.get(governance, `/person/${sam}`);
    const change = { residence: 'no-fixed-abode' };
    expect(
      (await api.post(liaison, `/person/${String(body['id'])}/change-residence`, change, 'moved-out-1')).status,
    ).toBe(200);
    await seat.system.settled();
    for (const visit of ['first', 'again']) {
      await page.goto(url);
      expect([visit, await page.locator('.govuk-inset-text').innerText()]).toEqual([
        visit,
        '1 step is new since you last looked on 17 March 2026 at 10am. See the timeline',
      ]);
    }
    expect((await wordsOn(page, '.moj-timeline__item'))[0]).toMatch(/^Residence changed New by Quayside/);
    await seat.system.moveClock('2026-03-18T10:00:00Z');
    await page.goto(url);
    expect(await page.locator('main').innerText()).toContain(
      'Nothing is new since you last looked on 18 March 2026 at 9am.',
    );
  });

  it('is one look, whatever of it is shown', async () => {
    const looks = async () => {
      const { body } = await api.get(governance, `/person/${sam}/looks`);
      return (body['looks'] as { who: string; what: string }[]).filter(({ who }) => who === 'ld-quayside.lead');
    };
    const page = await seat.sitDown('ld-quayside.lead');
    const before = (await looks()).length;
    await page.goto(url);
    expect((await looks()).slice(before).map(({ what }) => what)).toEqual(['VIEW_CASE']);
  });

  it('is not there for a service that has nothing to do with the person', async () => {
    const page = await seat.sitDown('custody-hartwell.practitioner');
    await page.goto(url);
    expect(await heading(page)).toBe('Page not found');
    await page.goto(`${seat.system.url}/people/nobody`);
    expect(await heading(page)).toBe('Page not found');
    for (const user of ['analyst-national.practitioner', 'sro-liverpool.practitioner']) {
      const nobodys = await seat.sitDown(user);
      await nobodys.goto(url);
      expect(await heading(nobodys)).toBe('You cannot do this');
    }
  });

  it.each(everyWay)('%s speaks to information governance of services, and not as to one', async (way) => {
    const page = await seat.sitDown(governance, way);
    await page.goto(url);
    expect(await page.locator('#holding + p').innerText()).toBe(
      'Riverside Recovery Liverpool is responsible, going by the handovers.',
    );
    expect(await page.locator('main').innerText()).not.toMatch(/your service/i);
    expect(await page.locator('main').innerText()).toContain('What it says is for the services of its stage.');
    expect(await barriersOn(page)).toEqual([]);
  });

  it('is not there without a grant once the person is restricted, and says so to who has one', async () => {
    const page = await seat.sitDown(liaison);
    const govern = (step: string, body: object) => api.post(governance, `/person/${sam}/${step}`, body, `${step}-sam`);
    expect((await govern('restrict-person', { reason: 'known to staff' })).status).toBe(200);
    await seat.system.settled();
    await page.goto(url);
    expect(await heading(page)).toBe('Page not found');
    expect((await govern('grant-access', { user: liaison, reason: 'their case' })).status).toBe(200);
    await seat.system.settled();
    await page.goto(url);
    expect(await heading(page)).toBe('Sam Restricted');
    expect(await barriersOn(page)).toEqual([]);
  });

  it('is gone with whoever is erased, but for information governance', async () => {
    const page = await seat.sitDown(liaison);
    const erased = await api.post(governance, `/person/${sam}/erase-person`, { reason: 'asked' }, 'erase-sam-1');
    expect(erased.status).toBe(200);
    await seat.system.settled();
    await page.goto(url);
    expect(await heading(page)).toBe('Page not found');
    const governor = await seat.sitDown(governance);
    await governor.goto(url);
    expect(await heading(governor)).toMatch(/^Erased person/);
    expect(await governor.locator('main').innerText()).not.toMatch(/Sam|2024\/9000001Z|Riverside House|\[erased\]/);
    expect(await barriersOn(governor)).toEqual([]);
  });
});
