import { count, eventsOf, timeline, timelineView } from '#read-models/timeline';
import { idOf, type Said } from '#test/faults/projector-log';
import { Projected } from '#test/faults/projector-run';

const sam = idOf('Sam');
const twin = idOf('Sam again');
const test = idOf('a test');

const onTest = (type: string, occurredAt: string, more: object = {}): Said => ({
  stage: 'arrest-test',
  instance: test,
  personId: sam,
  recordedAt: occurredAt,
  fact: { type, occurredAt, ...more },
});

const requested = onTest('ArrestTestRequested', '2026-03-02T21:40:00Z', { suite: 'custody-brunswick' });
const result = onTest('ArrestTestResultRecorded', '2026-03-02T22:05:00Z', { results: { cocaine: 'positive' } });
const contact: Said = {
  stage: 'treatment',
  instance: idOf('a treatment'),
  personId: sam,
  recordedAt: '2026-03-09T09:00:00Z',
  fact: { type: 'ContactRecorded', occurredAt: '2026-03-01T09:00:00Z', personId: sam, provider: 'provider-riverside' },
};

describe('A person’s timeline', () => {
  let view: Projected;
  const types = async (question: Omit<Parameters<typeof timeline>[1], 'personIds'> = {}) =>
    (await timeline(view.dataSource, { personIds: [sam], ...question })).map(({ type }) => type);

  beforeEach(async () => {
    view = await Projected.of(timelineView);
  });
  afterEach(() => view.end());

  it('puts steps in the order in which they happened, then in which they were recorded', async () => {
    await view.told(requested, result, contact, { ...contact, instance: idOf('another') });
    expect(await types()).toEqual([
      'ContactRecorded',
      'ContactRecorded',
      'ArrestTestRequested',
      'ArrestTestResultRecorded',
    ]);
    const [first, second] = await timeline(view.dataSource, { personIds: [sam] });
    expect(Number(second?.position)).toBeGreaterThan(Number(first?.position));
  });

  it('says who recorded a step and when, and nothing of what it says', async () => {
    await view.told(requested);
    const [step] = await timeline(view.dataSource, { personIds: [sam] });
    expect(step).toMatchObject({
      stage: 'arrest-test',
      instance: test,
      occurredAt: '2026-03-02T21:40:00Z',
      recordedAt: '2026-03-02T21:40:00Z',
      organisation: 'ld-quayside',
      user: 'somebody',
      revision: 0n,
      corrects: null,
      correctedBy: null,
    });
    expect(JSON.stringify(await view.dataSource.query('select * from timeline.step'))).not.toContain('brunswick');
  });

  it('knows on a date only what had been recorded by then', async () => {
    await view.told(requested, result, contact);
    expect(await types({ asKnownAt: '2026-03-02T22:00:00Z' })).toEqual(['ArrestTestRequested']);
    expect(await types({ asKnownAt: '2026-03-05T00:00:00Z' })).not.toContain('ContactRecorded');
  });

  it('shows on a date only what had happened by then, whenever it was recorded', async () => {
    await view.told(requested, result, contact);
    expect(await types({ effectiveAt: '2026-03-01T12:00:00Z' })).toEqual(['ContactRecorded']);
  });

  it('puts a corrected step where it should have stood, and back where it stood as known before', async () => {
    const [, recorded] = await view.told(requested, result);
    const [correction] = await view.told(
      onTest('ArrestTestResultRecordedCorrected', '2026-03-04T09:00:00Z', {
        corrects: recorded,
        why: 'The clock in the suite was wrong.',
        fact: { type: 'ArrestTestResultRecorded', occurredAt: '2026-03-02T21:30:00Z', results: {} },
      }),
    );
    const now = await timeline(view.dataSource, { personIds: [sam] });
    expect(now.map(({ type }) => type)).toEqual([
      'ArrestTestResultRecorded',
      'ArrestTestResultRecordedCorrected',
      'ArrestTestRequested',
    ]);
    expect(now[0]).toMatchObject({ eventId: recorded, correctedBy: correction, occurredAt: '2026-03-02T21:30:00Z' });
    expect(now[1]).toMatchObject({ corrects: recorded, recordedAt: '2026-03-04T09:00:00Z' });
    const before = await timeline(view.dataSource, { personIds: [sam], asKnownAt: '2026-03-03T00:00:00Z' });
    expect(before.map(({ type }) => type)).toEqual(['ArrestTestRequested', 'ArrestTestResultRecorded']);
    expect(before[1]).toMatchObject({ correctedBy: null, occurredAt: '2026-03-02T22:05:00Z' });
  });

  it('is one for all records of the same person', async () => {
    await view.told(requested, { ...contact, personId: twin });
    const steps = await timeline(view.dataSource, { personIds: [sam, twin] });
    expect(steps.map(({ personId }) => personId)).toEqual([twin, sam]);
  });

  it('counts the events of a type in the whole log, and gives the steps of one episode', async () => {
    await view.told(requested, result, contact, { ...contact, personId: twin, instance: idOf('another') });
    expect(await count(view.dataSource, 'ContactRecorded')).toBe(2);
    expect((await eventsOf(view.dataSource, 'arrest-test', test)).map(({ type }) => type)).toEqual([
      'ArrestTestRequested',
      'ArrestTestResultRecorded',
    ]);
  });
});
