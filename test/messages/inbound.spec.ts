import {
  BROOKVALE,
  GOVERNANCE,
  inbox,
  message,
  OPERATOR,
  registered,
  RIVERSIDE,
  settled,
  somebody,
  tell,
  told,
} from '#test/messages/telling';
import { referred, startSystem, type System } from '#test/messages/system';
import { Pool } from 'pg';

const started = (person: object | undefined, reference: string, more: object = {}) => {
  const [interventions, substances] = [['psychosocial'], ['opiate']];
  return message(
    'provider.treatment-started',
    { person, reference, triaged: '2026-03-02', interventions, substances },
    more,
  );
};

describe('What another service tells', () => {
  let system: System;
  let pool: Pool;
  beforeAll(async () => {
    system = await startSystem();
    pool = new Pool({ connectionString: system.databaseUrl, max: 1 });
  });
  afterAll(async () => {
    await pool.end();
    await system.stop();
  });

  const treatment = async (id: unknown, user = RIVERSIDE) =>
    (await system.api.get(user, `/treatment/${String(id)}`)).body;
  const typesOf = (episode: Record<string, unknown>) =>
    (episode['steps'] as { type: string }[]).map(({ type }) => type);

  it('is recorded as the step of the service that told it, when it happened, once however often it comes', async () => {
    const who = somebody();
    await registered(system, who);
    const said = started(who, 'EP-1');
    const first = await tell(system, RIVERSIDE, said);
    expect(first).toMatchObject({ status: 202, body: { state: 'received', organisation: 'provider-riverside' } });
    const done = await settled(system, RIVERSIDE, first.body['id']);
    expect(done).toMatchObject({ state: 'recorded', stage: 'treatment', messageId: said.id });
    await system.local.settled();
    expect(await tell(system, RIVERSIDE, said)).toMatchObject({ status: 200, body: done });
    const reordered = Object.fromEntries(Object.entries(said).toReversed());
    expect(await tell(system, RIVERSIDE, reordered)).toMatchObject({ status: 200, body: done });
    const episode = await treatment(done['instance']);
    expect(typesOf(episode)).toEqual(['TreatmentStarted']);
    expect(episode['steps']).toMatchObject([
      { organisation: 'provider-riverside', occurredAt: '2026-03-02T08:30:00Z' },
    ]);
  });

  it('goes on with what the service calls the same', async () => {
    const who = somebody();
    await registered(system, who);
    const begun = await told(system, RIVERSIDE, started(who, 'EP-2'));
    const end = { person: who, reference: 'EP-2', date: '2026-03-02', reason: 'completed' };
    const ended = await told(system, RIVERSIDE, message('provider.treatment-ended', end));
    expect(ended).toMatchObject({ state: 'recorded', instance: begun['instance'] });
    const unknown = { ...end, reference: 'EP-3' };
    const lost = await told(system, RIVERSIDE, message('provider.treatment-ended', unknown));
    expect(lost).toMatchObject({ state: 'dead' });
    const another = { ...end, person: somebody() };
    await registered(system, another.person);
    expect(await told(system, RIVERSIDE, message('provider.treatment-ended', another))).toMatchObject({
      state: 'dead',
      code: 'NOT_OF_THIS_PERSON',
    });
  });

  it('is refused at once where it is not as agreed, without a word of it', async () => {
    const good = started(somebody(), 'EP-4');
    const wrong = [
      [{ ...good, data: { ...good.data, triaged: '2026-02-31' } }, 'data.triaged', 'NOT_AS_AGREED'],
      [{ ...good, data: { ...good.data, extra: 'Sam Example' } }, 'data', 'NOT_AS_AGREED'],
      [{ ...good, id: undefined }, 'id', 'NOT_AS_AGREED'],
      [{ ...good, id: '\u0000' }, 'id', 'NOT_AS_AGREED'],
      [{ ...good, specversion: '0.3' }, 'type', 'NOT_A_CLOUD_EVENT'],
      [{ ...good, type: 'throughcare.inbound.provider.other.v1' }, 'type', 'UNKNOWN_TYPE'],
      [{ ...good, data: { ...good.data, person: undefined } }, 'subject', 'NOBODY_NAMED'],
      [
        started({ ...somebody(), identifiers: { nhsNumber: '9990000001' } }, 'EP-4'),
        'data.person.identifiers.nhsNumber',
        'IDENTIFIER_NOT_VALID',
      ],
    ] as const;
    for (const [said, field, error] of wrong) {
      const { status, body } = await tell(system, RIVERSIDE, said);
      expect([error, status]).toEqual([error, 400]);
      expect(body).toMatchObject({ validationErrors: [{ error }] });
      expect((body['validationErrors'] as { field: string }[])[0]?.field).toBe(field);
      expect(JSON.stringify(body)).not.toContain('Sam Example');
    }
    expect((await tell(system, RIVERSIDE, '{"__proto__":{}}')).status).toBe(400);
    expect(await tell(system, BROOKVALE, good)).toMatchObject({ status: 403, body: { errorCode: 'NOT_YOURS' } });
    expect((await tell(system, 'custody-brunswick.practitioner', good)).status).toBe(403);
  });

  it('is not taken under an id that was used for something else', async () => {
    const who = somebody();
    await registered(system, who);
    const said = started(who, 'EP-5');
    await told(system, RIVERSIDE, said);
    const again = await tell(system, RIVERSIDE, { ...said, data: { ...said.data, triaged: '2026-03-01' } });
    expect(again).toMatchObject({ status: 409, body: { errorCode: 'ID_REUSED' } });
  });

  it('is dead where a rule refuses it, visibly; what was wrong is put right, and a replay records it', async () => {
    const { personId } = await referred(system);
    await system.local.settled();
    const { handovers } = (await system.api.get(RIVERSIDE, '/worklist')).body as { handovers?: { id: string }[] };
    const feed = await fetch(`${system.local.url}/message?after=0`, {
      headers: { authorization: await system.api.authorization(RIVERSIDE) },
    });
    const { messages } = (await feed.json()) as { messages: { subject: string; data: { handover: string } }[] };
    const handover = messages.find(({ subject }) => subject === personId)?.data.handover ?? handovers?.[0]?.id;
    const offer = { handover, when: '2026-03-05T10:00:00Z', mode: 'in-person' };
    const said = message('provider.appointment-offered', offer, { subject: personId, time: '2026-03-02T09:00:00Z' });
    const dead = await told(system, RIVERSIDE, said);
    expect(dead).toMatchObject({ state: 'dead', code: 'NOT_ACCEPTED', words: expect.stringContaining('Accept') });
    const listed = await inbox(system, OPERATOR, '?state=dead');
    expect(listed.body.messages).toContainEqual(expect.objectContaining({ id: dead['id'], code: 'NOT_ACCEPTED' }));
    const health = (await (await fetch(`${system.local.url}/health`)).json()) as { components: object };
    expect(health.components).toMatchObject({ inbox: { details: { dead: listed.body.messages?.length } } });
    const path = `/message/inbox/${String(dead['id'])}/replay`;
    expect((await system.post('provider-northgate.practitioner', path, {})).status).toBe(404);
    expect((await system.post(RIVERSIDE, `/handover/${handover}/accept`, {})).status).toBe(200);
    expect(await system.post(OPERATOR, path, {})).toMatchObject({ status: 200, body: { state: 'received' } });
    expect(await settled(system, RIVERSIDE, dead['id'])).toMatchObject({ state: 'recorded', instance: handover });
    expect((await system.post(OPERATOR, path, {})).status).toBe(404);
    const attended = message(
      'provider.appointment-attended',
      { handover },
      { subject: personId, time: '2026-03-02T09:00:00Z' },
    );
    expect(await told(system, RIVERSIDE, attended)).toMatchObject({ state: 'recorded' });
    expect((await system.api.get(RIVERSIDE, `/handover/${handover}`)).body).toMatchObject({ status: 'attended' });
  });

  it('names by an id only whom the service sees', async () => {
    const personId = await registered(system, somebody());
    const said = started(undefined, 'EP-6', { subject: personId });
    const nobody = { ...said, id: 'nobody', subject: '0a5b1a52-3f0e-5d0b-9a55-0d5b6b1b7c11' };
    const [one, other] = [await told(system, RIVERSIDE, said), await told(system, RIVERSIDE, nobody)];
    expect([one['state'], one['code'], one['words']]).toEqual([other['state'], other['code'], other['words']]);
    expect(one).toMatchObject({ state: 'dead', code: 'NOT_FOUND' });
  });

  describe('of somebody unknown', () => {
    it('waits, for its own service and information governance to see, until such a person is registered', async () => {
      const who = somebody();
      const waiting = await told(system, RIVERSIDE, started(who, 'EP-7'));
      expect(waiting).toMatchObject({ state: 'waiting', person: who });
      const ids = async (user: string) =>
        (await inbox(system, user, '?state=waiting')).body.messages?.map(({ id }) => id) ?? [];
      expect(await ids(RIVERSIDE)).toContain(waiting['id']);
      expect(await ids(GOVERNANCE)).toContain(waiting['id']);
      expect(await ids('provider-northgate.practitioner')).not.toContain(waiting['id']);
      expect((await inbox(system, 'provider-northgate.practitioner', `/${String(waiting['id'])}`)).status).toBe(404);
      const personId = await registered(system, who);
      for (;;) {
        const { body } = await inbox(system, RIVERSIDE, `/${String(waiting['id'])}`);
        if (body['state'] === 'recorded') break;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      const { rows } = await pool.query('select person, payload, about from messages.inbox where id = $1', [
        waiting['id'],
      ]);
      expect(rows).toEqual([{ person: personId, payload: null, about: [] }]);
    });

    it('is matched by hand, with all that name the same, by whoever sees the person', async () => {
      const personId = await registered(system, somebody());
      const who = somebody();
      const waiting = await told(system, RIVERSIDE, started(who, 'EP-8'));
      const contact = message('provider.contact', { person: who, reference: 'EP-8' });
      const second = await told(system, RIVERSIDE, contact);
      const path = `/message/inbox/${String(waiting['id'])}/match`;
      expect((await system.post(RIVERSIDE, path, { personId })).status).toBe(404);
      expect((await system.post('provider-northgate.practitioner', path, { personId })).status).toBe(404);
      await system.local.settled();
      expect(await system.post(GOVERNANCE, path, { personId })).toMatchObject({
        status: 200,
        body: { state: 'received', matchedBy: GOVERNANCE },
      });
      const done = await settled(system, RIVERSIDE, waiting['id']);
      expect(done).toMatchObject({ state: 'recorded' });
      expect(await settled(system, RIVERSIDE, second['id'])).toMatchObject({ instance: done['instance'] });
      await system.local.settled();
      expect(typesOf(await treatment(done['instance']))).toEqual(['TreatmentStarted', 'ContactRecorded']);
      const looks = (await system.api.get(GOVERNANCE, `/person/${personId}/looks`)).body;
      expect(JSON.stringify(looks)).toContain('MATCH_MESSAGE');
    });

    it('and of somebody restricted is the same to its sender', async () => {
      const who = somebody();
      const personId = await registered(system, who);
      const restricted = await system.post(GOVERNANCE, `/person/${personId}/restrict-person`, { reason: 'asked' });
      expect(restricted.status).toBe(200);
      const waiting = await told(system, RIVERSIDE, started(who, 'EP-9'));
      expect(waiting).toMatchObject({ state: 'waiting', code: null });
      const grant = { user: RIVERSIDE, reason: 'their worker' };
      expect((await system.post(GOVERNANCE, `/person/${personId}/grant-access`, grant)).status).toBe(200);
      for (;;) {
        const { body } = await inbox(system, RIVERSIDE, `/${String(waiting['id'])}`);
        if (body['state'] !== 'waiting' && body['state'] !== 'received') return expect(body['state']).toBe('recorded');
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    });
  });

  it('is kept so that nobody reads it in the database', async () => {
    const who = somebody();
    const waiting = await told(system, RIVERSIDE, started(who, 'EP-10'));
    const { rows } = await pool.query<{ row: string; payload: Buffer }>(
      'select i::text as row, payload from messages.inbox i where id = $1',
      [waiting['id']],
    );
    const [kept] = rows;
    expect(kept?.payload.length).toBeGreaterThan(100);
    for (const secret of [who.identifiers.prisonNumber, who.dateOfBirth, 'EP-10'])
      for (const text of [kept?.row, kept?.payload.toString('latin1')]) expect(text).not.toContain(secret);
  });

  it('is forgotten with the person, whether it is dead or waits for whoever has their identifier', async () => {
    const who = somebody();
    const personId = await registered(system, who);
    const ended = { person: who, date: '2026-03-02', reason: 'completed' };
    const dead = await told(system, RIVERSIDE, message('provider.treatment-ended', ended));
    expect(dead).toMatchObject({ state: 'dead', code: 'NO_SUCH_EPISODE' });
    const mistyped = started({ ...who, dateOfBirth: '1991-12-04' }, 'EP-11');
    const waiting = await told(system, RIVERSIDE, mistyped);
    expect(waiting).toMatchObject({ state: 'waiting' });
    const erased = await system.post(GOVERNANCE, `/person/${personId}/erase-person`, { reason: 'asked for' });
    expect(erased.status).toBe(200);
    for (const { id } of [dead, waiting]) {
      let state: unknown;
      while (state !== 'discarded') state = (await inbox(system, RIVERSIDE, `/${String(id)}`)).body['state'];
      const { rows } = await pool.query('select payload, about, who, person from messages.inbox where id = $1', [id]);
      expect(rows).toEqual([{ payload: null, about: [], who: null, person: null }]);
    }
    expect(await tell(system, RIVERSIDE, mistyped)).toMatchObject({ status: 200, body: { state: 'discarded' } });
  });

  it('is given up by a lead or an operator alone, and what it said is gone', async () => {
    const waiting = await told(system, RIVERSIDE, started(somebody(), 'EP-12'));
    const path = `/message/inbox/${String(waiting['id'])}/discard`;
    expect((await system.post(RIVERSIDE, path, {})).status).toBe(403);
    expect((await system.post('provider-northgate.lead', path, {})).status).toBe(404);
    expect(await system.post('provider-riverside.lead', path, {})).toMatchObject({
      status: 200,
      body: { state: 'discarded' },
    });
  });
});
