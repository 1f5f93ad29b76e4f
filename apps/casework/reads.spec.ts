import type { Local } from '#local/system';
import { ApiClient, type Reply } from '#test/journeys/client';
import { startSystem } from '#test/support/system';

const CUSTODY = 'custody-brunswick.practitioner';
const LIAISON = 'ld-quayside.practitioner';
const PROVIDER = 'provider-riverside.practitioner';
const ANALYST = 'analyst-national.practitioner';
const GOVERNANCE = 'governance-national.practitioner';

describe('Reading what was recorded', () => {
  let local: Local;
  let api: ApiClient;
  let personId: string;
  let test: string;
  let handover: Record<string, unknown>;
  let handoverPath: string;
  let keys = 0;

  const post = (user: string, path: string, body: object) => api.post(user, path, body, `reads-key-${(keys += 1)}`);

  beforeAll(async () => {
    local = await startSystem({ startsAt: '2026-03-02T21:40:00Z' });
    api = new ApiClient(local.url, local.tokenUri);
    const person = {
      name: 'Sam Example',
      dateOfBirth: '1991-04-02',
      sex: 'male',
      ethnicity: 'A',
      residence: 'E08000012',
      identifiers: { pnc: '2024/9000001Z' },
    };
    personId = String((await post(CUSTODY, '/person', person)).body['id']);
    const opened = await post(CUSTODY, '/arrest-test', {
      personId,
      detention: 'arrested',
      custodyRecord: '05/BD/000123/26',
      ground: 'trigger',
      offence: 'TA68-1',
    });
    test = String(opened.body['id']);
    await post(CUSTODY, `/arrest-test/${test}/record-sample`, { sample: 'taken' });
    await post(CUSTODY, `/arrest-test/${test}/record-result`, {
      results: { cocaine: 'positive', opiates: 'negative' },
    });
    const listed = await api.get(CUSTODY, '/handover', { of: `arrest-test:${test}` });
    [handover = {}] = listed.body['handovers'] as Record<string, unknown>[];
    handoverPath = `/handover/${String(handover['id'])}`;
  });
  afterAll(() => local.stop());

  const types = ({ body }: Reply) => (body['steps'] as { type: string }[]).map(({ type }) => type);

  it('shows the person to a service that works with them, and nobody to one that does not', async () => {
    expect((await api.get(CUSTODY, `/person/${personId}`)).body).toMatchObject({
      id: personId,
      name: 'Sam Example',
      identifiers: [{ kind: 'pnc', value: '2024/9000001Z' }],
    });
    expect((await api.get(PROVIDER, `/person/${personId}`)).status).toBe(404);
    expect((await api.get(ANALYST, `/person/${personId}`)).status).toBe(403);
  });

  it('finds the person by an identifier as it is written anywhere, for whoever sees the person', async () => {
    for (const query of [{ identifier: '24/9000001Z' }, { name: 'sam example', dateOfBirth: '1991-04-02' }]) {
      expect((await api.search(CUSTODY, query)).body).toMatchObject({ people: [{ id: personId }] });
      expect((await api.search(PROVIDER, query)).body).toEqual({ people: [] });
    }
    expect((await api.search(CUSTODY, { name: 'sam' })).status).toBe(400);
  });

  it('tells the notified service the result, and not the offence', async () => {
    const timeline = await api.get(LIAISON, `/person/${personId}/timeline`);
    expect(types(timeline)).toEqual(expect.arrayContaining(['ArrestTestRequested', 'ArrestTestResultRecorded']));
    const steps = timeline.body['steps'] as { type: string; content?: object }[];
    expect(steps.find(({ type }) => type === 'ArrestTestResultRecorded')?.content).toEqual({
      results: { cocaine: 'positive', opiates: 'negative' },
    });
    expect(steps.find(({ type }) => type === 'ArrestTestRequested')?.content).toBeUndefined();
    expect(JSON.stringify(timeline.body)).not.toContain('TA68-1');
  });

  it('gives a timeline page by page, every step once', async () => {
    const path = `/person/${personId}/timeline`;
    const idsIn = ({ body }: { body: Record<string, unknown> }) =>
      (body['steps'] as { id: string }[]).map(({ id }) => id);
    const paged: string[] = [];
    for (let after: string | undefined; ;) {
      const page = await api.get(CUSTODY, path, { limit: '2', after });
      expect(idsIn(page).length).toBeLessThanOrEqual(2);
      paged.push(...idsIn(page));
      if (page.body['next'] === undefined) break;
      after = String(page.body['next']);
    }
    expect(paged).toEqual(idsIn(await api.get(CUSTODY, path)));
    expect((await api.get(CUSTODY, path, { limit: '0' })).status).toBe(400);
  });

  it('shows a test as it stood and as it was known', async () => {
    const path = `/arrest-test/${test}`;
    const now = await api.get(CUSTODY, path);
    expect(now.body).toMatchObject({ status: 'positive', revision: '2', state: { requested: { offence: 'TA68-1' } } });
    expect((await api.get(LIAISON, path)).body).toMatchObject({ status: 'positive' });
    expect((await api.get(LIAISON, path)).body).not.toHaveProperty('state');
    expect((await api.get(CUSTODY, path, { asKnownAt: '2026-03-01T00:00:00Z' })).status).toBe(404);
  });

  it('puts the handover on the worklist of its receiver, and records delivery when it is opened', async () => {
    expect(handover).toMatchObject({ status: 'requested', purpose: 'notification', receiver: 'ld-quayside' });
    expect(handover['due']).toMatchObject({ acknowledge: '2026-03-03T17:00:00Z', appointment: null });
    const work = await api.get(LIAISON, '/worklist');
    expect(work.body).toMatchObject({ items: [{ personId, name: 'Sam Example', overdue: false }] });
    expect((await api.get(CUSTODY, handoverPath)).body).toMatchObject({ status: 'requested' });
    expect((await api.get(LIAISON, handoverPath)).body).toMatchObject({ status: 'delivered' });
    const again = await api.get(LIAISON, handoverPath);
    expect(types(again).filter((type) => type === 'HandoverDelivered')).toHaveLength(1);
  });

  it('tells information governance who looked, and nobody else', async () => {
    const { body } = await api.get(GOVERNANCE, `/person/${personId}/looks`);
    const looks = body['looks'] as { organisation: string; what: string }[];
    expect(looks).toEqual(
      expect.arrayContaining([expect.objectContaining({ organisation: 'ld-quayside', what: 'VIEW_TIMELINE' })]),
    );
    expect(looks.some(({ organisation }) => organisation === 'provider-riverside')).toBe(false);
    expect((await api.get(CUSTODY, `/person/${personId}/looks`)).status).toBe(403);
  });

  it('gives who looked page by page, the first look first, and says where a list no longer holds where to go on', async () => {
    const path = `/person/${personId}/looks`;
    const idsIn = ({ body }: Reply) => (body['looks'] as { id: string }[]).map(({ id }) => id);
    const first = await api.get(GOVERNANCE, path, { limit: '2' });
    const next = await api.get(GOVERNANCE, path, { limit: '2', after: String(first.body['next']) });
    const all = idsIn(await api.get(GOVERNANCE, path));
    expect([...idsIn(first), ...idsIn(next)]).toEqual(all.slice(0, 4));
    const lost = await api.get(GOVERNANCE, path, { after: test });
    expect(lost.status).toBe(400);
    expect(lost.body).toMatchObject({ validationErrors: [{ field: 'after', error: 'NOT_IN_THIS_LIST' }] });
  });

  it('counts facts and measures metrics for analysts', async () => {
    expect((await api.get(ANALYST, '/fact/count', { type: 'SampleTaken' })).body).toEqual({
      type: 'SampleTaken',
      count: 1,
    });
    expect((await api.get(CUSTODY, '/fact/count', { type: 'SampleTaken' })).status).toBe(403);
    const period = { from: '2026-03-01', to: '2026-03-31' };
    expect((await api.get(ANALYST, '/metric/arrest-tests', period)).body).toMatchObject({
      numerator: 1,
      denominator: 1,
    });
    expect((await api.get(ANALYST, '/metric/arrest-tests/published', period)).body).toMatchObject({ suppressed: true });
    expect((await api.get(ANALYST, '/metric/nothing', period)).body).toMatchObject({ errorCode: 'UNKNOWN_METRIC' });
    expect((await api.get(ANALYST, '/metric/arrest-tests', { ...period, breakdown: 'setting' })).status).toBe(400);
    const lineage = await api.get(ANALYST, '/metric/arrest-tests/lineage', period);
    expect(lineage.body).toMatchObject({ members: [{ numerator: true }] });
    expect((await api.get(CUSTODY, '/metric/arrest-tests', period)).status).toBe(403);
    expect((await api.get(CUSTODY, '/metric')).status).toBe(200);
  });

  it('shows of a metric what was released of it alone, for anybody but analysts', async () => {
    const march = { from: '2026-03-01', to: '2026-03-31' };
    expect((await api.get(CUSTODY, '/metric/arrest-tests/published', march)).status).toBe(403);
    expect((await api.get(CUSTODY, '/metric/arrest-tests/released')).body).toEqual({ releases: [] });
    const publish = (body: object) => post(ANALYST, '/metric/arrest-tests/published', body);
    const wrong = async (body: object) => (await publish(body)).body['validationErrors'];
    expect(await wrong(march)).toMatchObject([{ field: 'to', error: 'PERIOD_NOT_OVER' }]);
    expect(await wrong({ ...march, to: '2026-03-30' })).toMatchObject([{ field: 'to', error: 'NOT_A_WHOLE_PERIOD' }]);
    for (const period of [
      { from: '2026-01-01', to: '2026-01-31' },
      { from: '2026-02-01', to: '2026-02-28' },
    ])
      expect((await publish(period)).body).toMatchObject(period);
    const first = await api.get(CUSTODY, '/metric/arrest-tests/released', { limit: '1' });
    expect(first.body).toMatchObject({ releases: [{ from: '2026-02-01', total: { denominator: 0 } }] });
    expect(JSON.stringify(first.body)).not.toContain('analyst-national');
    const next = await api.get(CUSTODY, '/metric/arrest-tests/released', { after: String(first.body['next']) });
    expect(next.body).toMatchObject({ releases: [{ from: '2026-01-01' }] });
    expect(next.body['next']).toBeUndefined();
    expect((await api.get(CUSTODY, '/metric/nothing/released')).body).toMatchObject({ errorCode: 'UNKNOWN_METRIC' });
  });

  it('tells somebody all that is held about them, of days that are both included', async () => {
    const prisoner = {
      name: 'Kit Example',
      dateOfBirth: '1980-05-05',
      sex: 'other',
      ethnicity: 'Z',
      residence: 'not-known',
    };
    await post('prison-brookvale.practitioner', '/person', { ...prisoner, identifiers: { prisonNumber: 'A9001QQ' } });
    const ask = (query: Record<string, string>) => api.get(GOVERNANCE, '/subject-access-request', query);
    const held = await ask({ prn: 'A9001QQ', fromDate: '2026-03-02', toDate: '2026-03-02' });
    expect(held.body).toMatchObject({
      content: { steps: [{ type: 'PersonRegistered', content: { name: 'Kit Example' } }] },
      attachments: [],
    });
    expect(JSON.stringify(held.body)).not.toContain('practitioner');
    expect((await ask({ prn: 'A9001QQ', fromDate: '2026-03-03' })).status).toBe(204);
    expect((await ask({ crn: 'X999999' })).status).toBe(204);
    expect((await ask({})).body).toMatchObject({ status: 400, errorCode: 'NO_IDENTIFIER' });
    const refused = await api.get(CUSTODY, '/subject-access-request', { prn: 'A9001QQ' });
    expect(refused.body).toMatchObject({ status: 403, errorCode: 'ROLE_MISSING' });
  });

  it('lists pairs of records that may be one person to information governance, page by page, and to nobody else', async () => {
    const alike = { name: 'Lee Example', sex: 'male', ethnicity: 'A', residence: 'not-known' };
    const born = ['1970-01-01', '1971-01-01', '1972-01-01'];
    const ids: string[] = [];
    for (const dateOfBirth of born) {
      const { body } = await post(CUSTODY, '/person', { ...alike, dateOfBirth, identifiers: { crn: 'X500001' } });
      ids.push(String(body['id']));
    }
    const path = '/person/near-matches';
    const all = await api.get(GOVERNANCE, path);
    const pairs = all.body['pairs'] as { personId: string; otherId: string }[];
    const [holder, ...others] = ids;
    expect(pairs.map(({ otherId }) => otherId)).toEqual([holder, holder]);
    expect(pairs.map((pair) => pair.personId)).toEqual(others.toSorted());
    const { list } = await api.list(GOVERNANCE, path, ({ pairs: page }) => page as object[], { limit: '1' });
    expect(list).toEqual(pairs);
    expect((await api.get(CUSTODY, path)).status).toBe(403);
  });

  it('answers that a position far ahead cannot be read yet', async () => {
    const answer = await api.get(CUSTODY, `/person/${personId}`, { minPosition: '999999999' });
    expect(answer).toMatchObject({ status: 503, body: { errorCode: 'NOT_YET_VISIBLE' } });
    expect((await api.get(CUSTODY, `/person/${personId}`, { minPosition: 'soon' })).status).toBe(400);
  });
});
