import { ApiClient } from '#test/journeys/client';
import { message, OPERATOR, RIVERSIDE, tell } from '#test/messages/telling';
import type { System } from '#test/messages/system';
import { barriersOn, describePages, everyWay, type Seat, takeSeat, wordsOn } from '#test/pages/browser';
import { keyboard, pointer } from '#test/pages/hands';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

const custody = 'custody-brunswick.practitioner';
const lead = 'custody-brunswick.lead';

describePages('What was given up', () => {
  let seat: Seat;
  let api: ApiClient;
  let receiver: Server;
  let keys = 0;

  const post = async (user: string, path: string, body: object) => {
    keys += 1;
    const reply = await api.post(user, path, body, `try-all-again-${keys}`);
    expect(reply.status).toBeLessThan(300);
    return String(reply.body['id']);
  };

  beforeAll(async () => {
    seat = await takeSeat('2026-03-02T22:05:00Z');
    api = new ApiClient(seat.system.url, seat.system.tokenUri);
    receiver = createServer((_request, response) => void response.writeHead(410).end());
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
    const { port } = receiver.address() as AddressInfo;
    const known = {
      name: 'Max Unknown',
      dateOfBirth: '1991-04-02',
      sex: 'male',
      ethnicity: 'A',
      residence: 'E08000012',
    };
    const identifiers = { prisonNumber: 'A2001BC' };
    const personId = await post(custody, '/person', { ...known, identifiers });
    for (const path of ['one', 'other'])
      await post(lead, '/message/subscription', { url: `http://127.0.0.1:${port}/${path}`, after: '0' });
    await post(custody, '/liaison-referral', { personId, point: 'police-custody', reason: 'Asked for help.' });
    await seat.system.settled();
    for (const reference of ['EP-1', 'EP-2']) {
      const person = { identifiers, dateOfBirth: '1991-04-02' };
      const ended = { person, reference, date: '2026-03-02', reason: 'completed' };
      const { status } = await tell(
        { api, local: seat.system } as System,
        RIVERSIDE,
        message('provider.treatment-ended', ended),
      );
      expect(status).toBe(202);
    }
  });
  afterAll(async () => {
    receiver.close();
    await seat.stop();
  });

  it.each(everyWay)('is tried again all at once: %s', async (way) => {
    const hand = way === 'with JavaScript' ? keyboard : pointer;
    const page = await seat.sitDown(OPERATOR, way);
    // What fails again comes back here.
    for (const [kind, did] of [
      ['messages', '2 messages are tried again'],
      ['deliveries', '2 deliveries go on where they stopped'],
    ] as const) {
      const all = `form[action="/operations/${kind}/again"]:not(:has([name="id"])) button`;
      do await page.goto('/');
      while ((await page.locator(all).count()) === 0);
      expect(await barriersOn(page)).toEqual([]);
      await hand.follow(page, all);
      expect(await wordsOn(page, '.govuk-notification-banner__content')).toEqual([did]);
    }
    expect(await page.locator('main').innerText()).not.toContain('Max');
  });
});
