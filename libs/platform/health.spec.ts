import { type Desk, desk } from '#test/support/casework';

describe('What monitoring asks', () => {
  let at: Desk;
  let storeIsUp = true;
  let projectionsAreUp = true;
  const up = (isUp: () => boolean) => async () => {
    if (!isUp()) throw new Error('postgres://secret@somewhere');
    return { position: '41' };
  };
  beforeAll(async () => {
    at = await desk({
      checks: [
        { name: 'store', needed: true, check: up(() => storeIsUp) },
        { name: 'projections', needed: false, check: up(() => projectionsAreUp) },
      ],
    });
  });
  afterAll(() => at.app.close());
  beforeEach(() => {
    storeIsUp = true;
    projectionsAreUp = true;
  });

  const ask = (url: string) => at.app.inject({ method: 'GET', url });

  it('is answered with every part by its name', async () => {
    const answer = await ask('/health');
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toEqual({
      status: 'UP',
      components: {
        store: { status: 'UP', details: { position: '41' } },
        projections: { status: 'UP', details: { position: '41' } },
      },
      build: { buildNumber: '2026-03-02.1', gitRef: 'abc' },
      version: '2026-03-02.1',
      uptime: expect.any(Number),
    });
  });

  it('is told that it is down, and not why in words that could hold a secret', async () => {
    storeIsUp = false;
    const answer = await ask('/health');
    expect(answer.statusCode).toBe(503);
    expect(answer.json()).toMatchObject({ status: 'DOWN', components: { store: { status: 'DOWN' } } });
    expect(answer.body).not.toContain('secret');
    expect((await ask('/health/readiness')).statusCode).toBe(503);
    expect((await ask('/health/liveness')).statusCode).toBe(200);
  });

  it('is ready while only the projections lag', async () => {
    projectionsAreUp = false;
    expect((await ask('/health')).statusCode).toBe(503);
    expect((await ask('/health/readiness')).statusCode).toBe(200);
  });

  it('is one word where only life is asked for', async () => {
    for (const url of ['/health/ping', '/ping', '/health/liveness'])
      expect((await ask(url)).json()).toEqual({ status: 'UP' });
  });

  it('is what runs here', async () => {
    expect((await ask('/info')).json()).toMatchObject({
      git: { commit: { id: 'abc' } },
      build: { name: 'throughcare-casework', version: '2026-03-02.1' },
      productId: 'unassigned',
    });
  });

  it('comes with headers that close what need not be open, and without who made it', async () => {
    const { headers } = await ask('/health');
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
    });
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(headers).not.toHaveProperty('x-powered-by');
  });
});
