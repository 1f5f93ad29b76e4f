import { ApiClient } from '#test/journeys/client';
import { barriersOn, describePages, everyWay, heading, type Seat, takeSeat } from '#test/pages/browser';
import { follow } from '#test/pages/hands';
import { notified, referredOnward } from '#test/pages/handed';
import { SetUp } from '#test/pages/set-up';
import type { Page } from 'playwright-core';

const main = (page: Page) => page.locator('main').innerText();

describePages('The home page', () => {
  let seat: Seat;
  let api: ApiClient;
  beforeAll(async () => {
    seat = await takeSeat('2026-03-02T10:00:00Z');
    api = new ApiClient(seat.system.url, seat.system.tokenUri);
    await notified(api, 'Sam Invented', 'X500001');
    await referredOnward(api, 'Ali Imagined', 'X500002');
    await seat.system.moveClock('2026-03-03T18:00:00Z');
    await notified(api, 'Kim Madeup', 'X500003');
    await seat.system.settled();
  });
  afterAll(() => seat.stop());

  /** What somebody sees, in one way after the other; that it has no barrier is looked at first. */
  async function inEveryWay(user: string, look: (page: Page) => Promise<void>): Promise<void> {
    for (const way of everyWay) {
      const page = await seat.sitDown(user, way);
      expect(await barriersOn(page)).toEqual([]);
      await look(page);
    }
  }

  it.each(everyWay)('%s says what is waiting, how much of it is overdue, and leads there', async (way) => {
    const page = await seat.sitDown('ld-quayside.practitioner', way);
    expect(await heading(page)).toBe('Quayside Liaison and Diversion');
    expect(await main(page)).toMatch(/2 handovers to acknowledge\s*1 overdue/);
    expect(await main(page)).not.toContain('raised with you as lead');
    expect(await barriersOn(page)).toEqual([]);
    await follow(page, /to acknowledge$/);
    expect(await page.locator('#handovers > li').allInnerTexts()).toEqual([
      expect.stringMatching(/\nSam Invented, .* Overdue\n/),
      expect.stringMatching(/\nKim Madeup, born 2 April 1991\n/),
    ]);
  });

  it('tells a lead besides what has climbed', async () => {
    const page = await seat.sitDown('ld-quayside.lead');
    expect(await main(page)).toMatch(/Late, and raised with you as lead\s+1 deadline that your service has missed/);
    await follow(page, /deadline that your service has missed$/);
    expect(await page.locator('#handovers > li').count()).toBe(1);
  });

  it('shows of whom the service recorded what lately and by whom, each episode once, and marks one’s own', async () => {
    const page = await seat.sitDown('ld-quayside.lead');
    const recent = () => page.locator('#recent').innerText();
    expect(await recent()).toMatch(
      /^Ali Imagined\s+Referred to treatment, 2 March 2026 at 10am, by Quayside Liaison and Diversion practitioner$/,
    );
    const own = await seat.sitDown('ld-quayside.practitioner');
    expect(await own.locator('#recent').innerText()).toMatch(
      /^Ali Imagined\s+By you\s+Referred to treatment, 2 March 2026 at 10am$/,
    );
  });

  it('does not count or list a restricted person to somebody without a grant', async () => {
    const governance = 'governance-national.practitioner';
    const { personId } = await notified(api, 'Una Restricted', 'X500004');
    const page = await seat.sitDown('ld-quayside.practitioner');
    expect(await main(page)).toMatch(/3 handovers to acknowledge/);
    await api.post(governance, `/person/${personId}/restrict-person`, { reason: 'At risk.' }, 'restrict-una');
    await seat.system.settled();
    await page.reload();
    expect(await main(page)).toMatch(/2 handovers to acknowledge/);
  });

  it('counts for a partnership what is overdue in its area, and for another nothing', async () => {
    const owner = 'sro-liverpool.practitioner';
    await inEveryWay(owner, async (page) => {
      expect(await heading(page)).toBe('Liverpool Combating Drugs Partnership');
      expect(await main(page)).toMatch(/Quayside Liaison and Diversion\s+Acknowledge\s+1\s+0/);
    });
    await seat.system.moveClock('2026-03-05T18:00:00Z');
    await inEveryWay(owner, async (page) => {
      await follow(page, 'Check for new');
      expect(await main(page)).toMatch(/Quayside Liaison and Diversion\s+Acknowledge\s+\d\s+1/);
    });
    const elsewhere = await seat.sitDown('sro-bristol.practitioner');
    expect(await main(elsewhere)).toContain('Nothing is overdue in your area.');
  });

  describe('says what is due beside handovers', () => {
    let at: SetUp;
    const probation = 'probation-liverpool.practitioner';
    const court = 'court-albion-crown.practitioner';
    const due = async (page: Page) => {
      await page.locator('#due > li').first().waitFor();
      return (await page.locator('#due > li').allInnerTexts()).map((text) => text.replaceAll(/\s+/g, ' ').trim());
    };

    /** A drug rehabilitation requirement that was assessed, and imposed where it is said how. */
    async function requirement(imposed?: object): Promise<string> {
      const personId = await at.someone(probation);
      const suitable = { personId, kind: 'DRR', suitable: true };
      const id = await at.recorded(probation, '/treatment-requirement', suitable);
      if (!imposed) return id;
      await at.recorded(court, `/treatment-requirement/${id}/record-willingness`, { willing: true });
      await at.recorded(court, `/treatment-requirement/${id}/impose-requirement`, {
        ...{ order: 'community', orderMonths: 12, months: 6, convicted: '2026-02-20', sentenced: '2026-03-05' },
        ...{ to: 'provider-riverside', ...imposed },
      });
      return id;
    }

    beforeAll(async () => {
      at = new SetUp(seat);
      await requirement();
      const reviewed = await requirement({ reviewCourt: 'court-albion-crown' });
      await at.recorded(court, `/treatment-requirement/${reviewed}/schedule-review`, { date: '2026-03-12' });
    });

    it.each(everyWay)('to a court, %s: reviews and who waits for sentence, with their forms', async (way) => {
      const page = await seat.sitDown(court, way);
      expect(await main(page)).toMatch(/1 requirement waiting for sentence\s+1 review to hold/);
      expect(await due(page)).toEqual([
        'Ali Invented, born 4 March 1990 Review, on Thursday 12 March 2026 Record a review for Ali Invented',
        expect.stringMatching(
          /^Ali Invented, born 4 March 1990 Assessed as suitable, waiting for sentence, since 5 March 2026 /,
        ),
      ]);
      expect(await barriersOn(page)).toEqual([]);
      await follow(page, '1 review to hold');
      expect(await heading(page)).toBe('Due from your service');
      expect(await due(page)).toHaveLength(1);
      expect(await barriersOn(page)).toEqual([]);
      await follow(page, 'Record a review for Ali Invented');
      expect(await heading(page)).toBe('The review');
    });

    it('to probation: the report for a review, and which provider is late with a handover it has a copy of', async () => {
      const page = await seat.sitDown(probation);
      expect(await due(page)).toEqual([
        expect.stringContaining('Report for the review by the court, by the end of Wednesday 11 March 2026'),
      ]);
      expect(await main(page)).not.toContain('You wait for another service');
      await seat.system.moveClock('2026-03-10T09:00:00Z');
      await inEveryWay(probation, async (again) => {
        expect(await main(again)).toMatch(/You wait for another service\s+1 handover late at another service/);
        await follow(again, '1 handover late at another service');
        expect(await again.locator('#handovers > li').innerText()).toMatch(
          /from Albion Crown Court to Riverside Recovery Liverpool/,
        );
        expect(await barriersOn(again)).toEqual([]);
        await follow(again, again.locator('#handovers a'));
        expect(await heading(again)).toBe('Ali Invented');
        expect(await barriersOn(again)).toEqual([]);
      });
    });

    it('to a prison: who leaves, the soonest first, and what is still to do', async () => {
      const prison = 'prison-brookvale.practitioner';
      const plan = { prison: 'prison-brookvale', inTreatment: true, substances: ['opiate'] };
      for (const expected of ['2026-05-01', '2026-03-10'])
        await at.recorded(prison, '/prison-release', { ...plan, expected, personId: await at.someone(prison) });
      await inEveryWay(prison, async (page) => {
        expect(await due(page)).toEqual([
          expect.stringMatching(/Release expected, on Tuesday 10 March 2026 \d tasks still to do$/),
          expect.stringMatching(/Release expected, on Friday 1 May 2026 \d tasks still to do$/),
        ]);
        await follow(page, page.locator('#due a').first());
        await page.waitForURL(/\/releases\/[0-9a-f-]{36}$/);
      });
      await seat.system.moveClock('2026-03-11T09:00:00Z');
      await inEveryWay(prison, async (page) =>
        expect((await due(page))[0]).toMatch(/Overdue Release expected, on Tuesday 10 March 2026/),
      );
    });

    it('to a provider: its appointments, and to Liaison and Diversion the assessments that custody required', async () => {
      const provider = 'provider-riverside.practitioner';
      const { id } = await referredOnward(api, 'Bea Appointed', 'X500010');
      await at.recorded(provider, `/handover/${id}/accept`, {});
      const offer = { when: '2026-03-12T15:00:00Z', mode: 'in-person' };
      await at.recorded(provider, `/handover/${id}/offer-appointment`, offer);
      await inEveryWay(provider, async (page) =>
        expect(await due(page)).toEqual([
          'Bea Appointed, born 2 April 1991 Appointment, on Thursday 12 March 2026 at 3pm',
        ]),
      );
      const custody = 'custody-brunswick.practitioner';
      const detention = { detention: 'arrested', custodyRecord: '05/BD/7/26', ground: 'trigger', offence: 'TA68-1' };
      const personId = await at.someone(custody);
      const test = await at.recorded(custody, '/arrest-test', { ...detention, personId });
      await at.recorded(custody, `/arrest-test/${test}/record-sample`, { sample: 'taken' });
      await inEveryWay(custody, async (page) =>
        expect(await due(page)).toEqual([expect.stringContaining('Sample taken, no result recorded, since ')]),
      );
      const results = { results: { cocaine: 'positive', opiates: 'negative' } };
      await at.recorded(custody, `/arrest-test/${test}/record-result`, results);
      const assessment = { initial: '2026-03-12T14:00:00Z', place: 'Quayside' };
      await at.recorded(custody, `/arrest-test/${test}/impose-required-assessment`, assessment);
      await inEveryWay('ld-quayside.practitioner', async (page) =>
        expect(await due(page)).toContain(
          'Ali Invented, born 4 March 1990 Required assessment, on Thursday 12 March 2026 at 2pm Record the required assessment for Ali Invented',
        ),
      );
    });
  });

  it('tells analysts where the figures are, and information governance what waits for it', async () => {
    const analyst = await seat.sitDown('analyst-national.practitioner');
    expect(await main(analyst)).toContain('Positive drug tests on arrest');
    expect(await barriersOn(analyst)).toEqual([]);
    const custody = 'custody-brunswick.practitioner';
    const other = {
      name: 'Sam Invented',
      dateOfBirth: '1991-02-04',
      sex: 'male',
      ethnicity: 'A',
      residence: 'E08000012',
    };
    await api.post(custody, '/person', { ...other, identifiers: { crn: 'X500001' } }, 'near-sam');
    await seat.system.settled();
    await inEveryWay('governance-national.practitioner', async (page) => {
      expect(await heading(page)).toBe('Information governance');
      await follow(page, '1 pair shares an identifier, but not the date of birth');
      expect(await heading(page)).toBe('Records that may be one person');
      expect(await barriersOn(page)).toEqual([]);
    });
  });
});
