import { type Desk, desk, EVENT, OPENED, PERSON } from '#test/support/casework';

const test = {
  personId: PERSON,
  detention: 'arrested',
  custodyRecord: '05/BD/000123/26',
  ground: 'trigger',
  offence: 'TA68-1',
};

describe('Recording a step', () => {
  let at: Desk;
  beforeAll(async () => {
    at = await desk();
  });
  afterAll(() => at.app.close());

  it('opens what it opens and says where it is', async () => {
    const answer = await at.post('/arrest-test', { ...test, occurredAt: '2026-07-02T22:40:30.5+01:00' });
    expect(answer.statusCode).toBe(201);
    expect(answer.headers).toMatchObject({ location: `/arrest-test/${OPENED}`, etag: '"3"' });
    expect(answer.json()).toEqual({
      id: OPENED,
      stage: 'arrest-test',
      revision: '3',
      position: '41',
      events: [{ id: EVENT, type: 'SampleTaken' }],
    });
    const { instance, command, envelope } = at.bus.last();
    expect(instance).toBeUndefined();
    expect(command).toEqual({ do: 'request test', ...test });
    expect(envelope).toEqual({
      caller: {
        user: 'a.okafor',
        organisation: 'custody-brunswick',
        kind: 'police-custody',
        roles: ['ROLE_THROUGHCARE__CUSTODY'],
      },
      key: 'key-0001',
      occurredAt: '2026-07-02T21:40:30Z',
    });
  });

  it('acts on what was read, and not on what changed since', async () => {
    const answer = await at.post(
      `/arrest-test/${OPENED}/record-sample`,
      { sample: 'refused', warned: true },
      { 'if-match': '"2"' },
    );
    expect(answer.statusCode).toBe(200);
    expect(at.bus.last()).toMatchObject({ instance: OPENED, command: { do: 'record sample', sample: 'refused' } });
    expect(at.bus.last().envelope.ifMatch).toBe(2n);
  });

  it('corrects only the fields that are given, also of what opened it', async () => {
    const correction = { corrects: EVENT, why: 'the other book', occurredAt: '2026-03-02T21:40:00Z' };
    const answer = await at.post(`/arrest-test/${OPENED}/request-test/correction`, {
      ...correction,
      ground: 'inspector',
      authority: { name: 'Inspector Vane', grounds: 'seen using' },
    });
    expect(answer.statusCode).toBe(200);
    expect(at.bus.last().command).toEqual({
      do: 'correct',
      ...correction,
      as: { do: 'request test', ground: 'inspector', authority: { name: 'Inspector Vane', grounds: 'seen using' } },
    });
    expect(at.bus.last().envelope.occurredAt).toBeUndefined();
  });

  it('records contact with somebody who is in treatment and with somebody who is not', async () => {
    const as = await at.as('provider-riverside');
    expect((await at.post('/treatment/contact', { personId: PERSON }, as)).statusCode).toBe(201);
    expect(at.bus.last()).toMatchObject({ instance: undefined, command: { do: 'record contact', personId: PERSON } });
    expect((await at.post(`/treatment/${OPENED}/record-contact`, {}, as)).statusCode).toBe(200);
    expect(at.bus.last()).toMatchObject({ instance: OPENED, command: { do: 'record contact' } });
  });

  it('takes a step that has nothing to say without a body', async () => {
    const as = await at.as('provider-riverside');
    const answer = await at.app.inject({
      method: 'POST',
      url: `/handover/${OPENED}/accept`,
      headers: { ...as, 'idempotency-key': 'key-0002' },
    });
    expect(answer.statusCode).toBe(200);
    expect(at.bus.last()).toMatchObject({ instance: OPENED, command: { do: 'accept' } });
  });

  it('keeps people apart from pathways: an id that is none answers as if nothing were there', async () => {
    const answer = await at.post('/arrest-test/17/record-sample', { sample: 'taken' });
    expect(answer.statusCode).toBe(404);
    expect(answer.json()).toMatchObject({ status: 404, errorCode: 'NOT_FOUND' });
  });
});
