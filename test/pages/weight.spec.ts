import { describePages, go, type Seat, takeSeat } from '#test/pages/browser';

const MOST = 100_000;

describePages('Pages on a poor connection', () => {
  let seat: Seat;
  beforeAll(async () => {
    seat = await takeSeat('2026-03-02T22:05:00Z');
  });
  afterAll(() => seat.stop());

  it('are at most 100 kB each once the first has been seen, and wait for no script before they are shown', async () => {
    const page = await seat.sitDown('custody-brunswick.practitioner');
    const devtools = await page.context().newCDPSession(page);
    await devtools.send('Network.enable');
    let bytes = 0;
    devtools.on('Network.loadingFinished', ({ encodedDataLength }) => (bytes += encodedDataLength));
    const weights: number[] = [];
    const open = async (way: () => Promise<unknown>) => {
      bytes = 0;
      await way();
      await page.waitForLoadState('networkidle');
      weights.push(bytes);
      const blocking = page.locator('script[src]:not([type=module]):not([async]):not([defer])');
      expect(await blocking.count()).toBe(0);
    };
    await open(() => page.getByRole('button', { name: 'Record a drug test' }).click());
    await page.fill('#find-person-identifier', 'X100001');
    await open(() => go(page));
    await open(() => go(page));
    await open(() => page.goto(`${seat.system.url}/`));
    await open(() => page.goto(`${seat.system.url}/nowhere`));
    expect(weights.every((weight) => weight > 1_000 && weight < MOST)).toBe(true);
  });
});
