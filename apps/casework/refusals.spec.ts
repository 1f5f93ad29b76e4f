import { Refused, type RefusalKind } from '#commands/refused';
import { OutcomeUnknown, StoreUnavailable } from '#event-store/event-store';
import { type Desk, desk, OPENED, PERSON } from '#test/support/casework';

const request = { personId: PERSON, detention: 'arrested', custodyRecord: '05/BD/000123/26', ground: 'trigger' };
const secret = 'Rosalind Example';

describe('What the desk does not take', () => {
  let at: Desk;
  beforeAll(async () => {
    at = await desk();
  });
  afterAll(() => at.app.close());
  beforeEach(() => {
    at.bus.dispatched.length = 0;
    at.lines.length = 0;
  });

  const nothingRecorded = () => expect(at.bus.dispatched).toEqual([]);

  it.each([
    ['a field that does not exist', { ...request, nickname: secret }, 'nickname', 'UNKNOWN_FIELD'],
    ['a field whose name could be anything', { ...request, [secret]: 1 }, '(unnamed)', 'UNKNOWN_FIELD'],
    ['a missing field', { ...request, personId: undefined }, 'personId', 'REQUIRED'],
    ['an empty field', { ...request, custodyRecord: ' ' }, 'custodyRecord', 'REQUIRED'],
    ['a number for words', { ...request, custodyRecord: 12 }, 'custodyRecord', 'NOT_A_CUSTODY_RECORD'],
    ['null', { ...request, offence: null }, 'offence', 'NOT_AN_OFFENCE_CODE'],
    ['words for yes or no', { ...request, appropriateAdult: 'yes' }, 'appropriateAdult', 'NOT_YES_OR_NO'],
    ['a value outside the list', { ...request, ground: secret }, 'ground', 'NOT_ONE_OF'],
    ['a list for one value', { ...request, ground: ['trigger'] }, 'ground', 'NOT_ONE_OF'],
    ['words for a part', { ...request, authority: secret }, 'authority', 'NOT_AN_OBJECT'],
    ['a list for a part', { ...request, authority: [] }, 'authority', 'NOT_AN_OBJECT'],
    ['a part that lacks a field', { ...request, authority: { name: secret } }, 'authority.grounds', 'REQUIRED'],
    [
      'a part with too many',
      { ...request, authority: { name: 'V', grounds: 'g', x: 1 } },
      'authority.x',
      'UNKNOWN_FIELD',
    ],
    ['a moment without an offset', { ...request, occurredAt: '2026-03-02T21:40:00' }, 'occurredAt', 'NOT_AN_INSTANT'],
    ['a moment in the year nought', { ...request, occurredAt: '0000-01-01T00:00:00Z' }, 'occurredAt', 'NOT_AN_INSTANT'],
    ['a moment on 30 February', { ...request, occurredAt: '2026-02-30T21:40:00Z' }, 'occurredAt', 'NOT_AN_INSTANT'],
    ['a hidden character', { ...request, authority: { name: 'V\u0000', grounds: 'g' } }, 'authority.name', 'NOT_WORDS'],
  ])('%s', async (_what, body, field, error) => {
    const answer = await at.post('/arrest-test', body);
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toMatchObject({
      status: 400,
      errorCode: 'INVALID_REQUEST',
      moreInfo: null,
      validationErrors: [{ field, error, message: expect.stringMatching(/\.$/) }],
    });
    expect(answer.body + at.lines.join('')).not.toContain(secret);
    nothingRecorded();
  });

  it('what nests without end, before anything walks it', async () => {
    const answer = await at.post('/arrest-test', `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`);
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toMatchObject({ status: 400, errorCode: 'TOO_DEEP' });
    nothingRecorded();
  });

  it('an address that cannot be decoded, and does not repeat it', async () => {
    const answer = await at.get(`/person/%zz${encodeURIComponent(secret)}`);
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toMatchObject({ status: 400, errorCode: 'UNREADABLE_REQUEST', moreInfo: null });
    expect(decodeURIComponent(answer.body.replaceAll('%zz', ''))).not.toContain(secret);
  });

  it('a position that is none, where the answer would have been plain text', async () => {
    const answer = await at.get('/subject-access-request/template?minPosition=x', {
      authorization: `Bearer ${await at.token({ authorities: ['ROLE_SAR_DATA_ACCESS'] })}`,
    });
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toMatchObject({ errorCode: 'INVALID_REQUEST' });
  });

  it.each([
    ['a date that does not exist', '/prison-release', { expected: '2026-02-30' }, 'expected', 'NOT_A_DATE'],
    ['a date that nobody will see', '/prison-release', { expected: '9999-12-31' }, 'expected', 'NOT_A_DATE'],
    ['a date with a time', '/prison-release', { expected: '2026-02-03T00:00:00Z' }, 'expected', 'NOT_A_DATE'],
    [
      'an organisation that no directory could hold',
      '/prison-release',
      { prison: 'HMP Brookvale' },
      'prison',
      'NOT_AN_ORGANISATION_CODE',
    ],
    ['a residence that is no authority', '/prison-release', { residence: 'E99000001' }, 'residence', 'NOT_A_RESIDENCE'],
    ['the same substance twice', '/prison-release', { substances: ['opiate', 'opiate'] }, 'substances', 'NOT_A_CHOICE'],
  ])('%s', async (_what, path, wrong, field, error) => {
    at.bus.dispatched.length = 0;
    const provider = await at.as('prison-brookvale');
    const release = { personId: PERSON, prison: 'prison-brookvale', inTreatment: true, substances: [] };
    const answer = await at.post(path, { ...release, ...wrong }, provider);
    expect(answer.json()).toMatchObject({ status: 400, validationErrors: [{ field, error }] });
    nothingRecorded();
  });

  it.each([
    ['results that are no results', { results: { cocaine: 'maybe' } }],
    ['no results', { results: {} }],
    ['a list of results', { results: [] }],
  ])('%s', async (_what, body) => {
    const answer = await at.post(`/arrest-test/${OPENED}/record-result`, body);
    expect(answer.json()).toMatchObject({
      status: 400,
      validationErrors: [{ field: 'results', error: 'NOT_RESULTS' }],
    });
  });

  it.each([
    ['half an object', '{"personId": "', 'UNREADABLE_REQUEST'],
    ['a reach for the prototype', '{"__proto__": {"x": 1}}', 'UNREADABLE_REQUEST'],
    ['a list', '[]', 'INVALID_REQUEST'],
    ['a word', '"positive"', 'INVALID_REQUEST'],
    ['null', 'null', 'INVALID_REQUEST'],
    ['nothing', '', undefined],
  ])('a body that is %s', async (_what, body, code) => {
    const answer = await at.post('/arrest-test', body);
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toMatchObject({ status: 400, errorCode: code ?? expect.any(String), moreInfo: null });
    nothingRecorded();
  });

  it('a body of 2 MB', async () => {
    const answer = await at.post('/arrest-test', { ...request, offence: 'x'.repeat(2 * 1024 * 1024) });
    expect(answer.statusCode).toBe(413);
    expect(answer.json()).toMatchObject({ status: 413, errorCode: 'TOO_LARGE' });
  });

  it('a form where JSON is meant', async () => {
    const answer = await at.post('/arrest-test', 'a=b', { 'content-type': 'text/csv' });
    expect(answer.json()).toMatchObject({ status: 415, errorCode: 'NOT_JSON' });
  });

  it('a route that is none', async () => {
    const answer = await at.get(`/nobody/${secret}`);
    expect(answer.statusCode).toBe(404);
    expect(answer.json()).toMatchObject({ status: 404, errorCode: 'NOT_FOUND' });
    expect(answer.body + at.lines.join('')).not.toContain('Rosalind');
  });

  it.each([
    ['no key', { 'idempotency-key': '' }, 'IDEMPOTENCY_KEY_INVALID'],
    ['a short key', { 'idempotency-key': 'k' }, 'IDEMPOTENCY_KEY_INVALID'],
    ['a key of spaces', { 'idempotency-key': 'one two three' }, 'IDEMPOTENCY_KEY_INVALID'],
    ['a revision that is none', { 'if-match': '*' }, 'IF_MATCH_INVALID'],
  ])('a command with %s', async (_what, headers, code) => {
    const answer = await at.post('/arrest-test', request, headers);
    expect(answer.json()).toMatchObject({ status: 400, errorCode: code });
    nothingRecorded();
  });

  it('a command without a key', async () => {
    const answer = await at.app.inject({
      method: 'POST',
      url: '/arrest-test',
      headers: { authorization: `Bearer ${await at.token()}` },
      payload: request,
    });
    expect(answer.json()).toMatchObject({ status: 400, errorCode: 'IDEMPOTENCY_KEY_REQUIRED' });
    nothingRecorded();
  });
});

describe('What the pathway refuses', () => {
  let at: Desk;
  beforeAll(async () => {
    at = await desk();
  });
  afterAll(() => at.app.close());

  const refusing = (error: Error) => {
    at.bus.answers = () => {
      throw error;
    };
    return at.post(`/arrest-test/${OPENED}/record-sample`, { sample: 'taken' });
  };

  it.each<[RefusalKind, number]>([
    ['rule', 409],
    ['invalid', 400],
    ['forbidden', 403],
    ['not-found', 404],
    ['stale', 412],
    ['key-reused', 422],
  ])('%s answers %i with the code and the words', async (kind, status) => {
    const answer = await refusing(new Refused(kind, 'A_CODE', 'Words for whoever asked.', 'sample'));
    expect(answer.statusCode).toBe(status);
    expect(answer.json()).toEqual({
      status,
      errorCode: 'A_CODE',
      userMessage: 'Words for whoever asked.',
      developerMessage: 'Words for whoever asked.',
      moreInfo: null,
      validationErrors: [{ field: 'sample', error: 'A_CODE', message: 'Words for whoever asked.' }],
    });
  });

  it.each([
    [new StoreUnavailable(new Error('gone')), 'STORE_UNAVAILABLE'],
    [new OutcomeUnknown(new Error('gone')), 'OUTCOME_UNKNOWN'],
    [Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }), 'DATABASE_UNAVAILABLE'],
  ])('a store that is lost answers that it may be asked again: %s', async (error, code) => {
    const answer = await refusing(error);
    expect(answer.statusCode).toBe(503);
    expect(answer.headers['retry-after']).toBe('5');
    expect(answer.json()).toMatchObject({ status: 503, errorCode: code });
  });

  it('what nobody foresaw answers in the same shape, and is logged without what was typed', async () => {
    at.lines.length = 0;
    const answer = await refusing(new TypeError('Cannot read Rosalind Example'));
    expect(answer.statusCode).toBe(500);
    expect(answer.json()).toMatchObject({ status: 500, errorCode: 'UNFORESEEN' });
    const log = at.lines.join('');
    expect(log).toContain('TypeError');
    expect(log).toContain('/arrest-test/:id/record-sample');
    expect(answer.body + log).not.toContain('Rosalind');
    expect(log).not.toContain(OPENED);
  });
});
