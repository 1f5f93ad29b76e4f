import type { Json } from '#pathway/decider';
import type { StageName } from '#pathway/stages';
import { handoverView } from '#read-models/handover';
import {
  byOpener,
  dueBefore,
  handoversOf,
  handoverWith,
  nextDue,
  structuredStart,
  wholeOf,
  worklist,
} from '#read-models/handover/queries';
import { idOf, type Said } from '#test/faults/projector-log';
import { Projected } from '#test/faults/projector-run';
import { reference } from '#test/support/reference';

const ali = idOf('Ali');
const referral = idOf('L1');
const handover = idOf('the handover');

const on = (
  stage: StageName,
  instance: string,
  at: string,
  fact: Readonly<Record<string, Json>> & { type: string },
  personId = ali,
): Said => ({ stage, instance, personId, fact: { occurredAt: at, ...fact } });

const requested = (more: Readonly<Record<string, Json>> = {}, instance = handover): Said =>
  on('handover', instance, '2026-04-02T14:00:00Z', {
    type: 'HandoverRequested',
    personId: ali,
    purpose: 'onward-referral',
    sender: 'ld-weaver',
    receiver: 'provider-northgate',
    openedBy: { stage: 'liaison-referral', instance: referral, event: idOf('onward') },
    area: 'E08000003',
    ...more,
  });
const step = (type: string, at: string, more: Readonly<Record<string, Json>> = {}, instance = handover): Said =>
  on('handover', instance, at, { type, ...more });
const escalated = (level: number, receiver = 'provider-northgate') =>
  step('HandoverEscalated', '2026-04-08T16:00:00Z', {
    receiver,
    deadline: 'acknowledge',
    due: '2026-04-08T16:00:00Z',
    level,
    told: null,
  });
const started = (at: string, personId = ali, interventions: string[] = ['psychosocial']): Said =>
  on(
    'treatment',
    idOf(`treatment at ${at} of ${personId}`),
    at,
    {
      type: 'TreatmentStarted',
      personId,
      provider: 'provider-northgate',
      triaged: '2026-04-01',
      interventions,
      substances: [],
      setting: 'community',
    },
    personId,
  );

let view: Projected;
const known = () => handoverWith(view.dataSource, handover);
const listed = async (organisation: string, now = '2026-04-03T09:00:00Z') =>
  (await worklist(view.dataSource, organisation, now)).map((entry) => [entry.handover.id, entry.overdue]);

beforeEach(async () => {
  view = await Projected.of(handoverView(reference));
});
afterEach(() => view.end());

describe('A handover that was asked for', () => {
  it('shows whose it is and what is owed by when, over Easter', async () => {
    await view.told(requested());
    expect(await known()).toMatchObject({
      personId: ali,
      canonicalPersonId: ali,
      status: 'requested',
      open: true,
      responsible: 'ld-weaver',
      escalation: 0,
      openedAt: '2026-04-02T14:00:00Z',
      due: {
        acknowledge: { at: '2026-04-08T16:00:00Z', met: false },
        decide: { at: '2026-04-13T16:00:00Z', met: false },
        start: { at: '2026-04-23T23:00:00Z', met: false },
      },
    });
  });

  it('is responsible to the receiver once accepted, and keeps no words of anybody', async () => {
    await view.told(
      requested(),
      step('HandoverInformationRequested', '2026-04-03T09:00:00Z', { question: 'Which prescription?' }),
      step('HandoverInformationProvided', '2026-04-03T10:00:00Z', { answer: 'None at all.' }),
      step('HandoverAccepted', '2026-04-07T09:00:00Z'),
    );
    const row = await known();
    expect(row).toMatchObject({ status: 'accepted', responsible: 'provider-northgate', revision: 3n });
    expect(row?.due.acknowledge.met && row.due.decide.met).toBe(true);
    expect(row && wholeOf(row).questions).toHaveLength(1);
    const stored = JSON.stringify(await view.dataSource.query('select * from handover.handover'));
    expect(stored).not.toMatch(/prescription|None at all/);
  });

  it('prompts for each level as it falls due, and for none once what was owed is done', async () => {
    await view.told(requested());
    expect(await nextDue(view.dataSource)).toBe('2026-04-08T16:00:00Z');
    expect(await dueBefore(view.dataSource, '2026-04-08T15:59:59Z', 10)).toEqual([]);
    const [rung] = await dueBefore(view.dataSource, '2026-04-08T16:00:00Z', 10);
    expect(rung).toMatchObject({ handover, deadline: 'acknowledge', level: 1, due: '2026-04-08T16:00:00Z' });
    await view.told(escalated(1));
    expect(await nextDue(view.dataSource)).toBe('2026-04-09T16:00:00Z');
    expect(await known()).toMatchObject({ escalation: 1 });
    await view.told(step('HandoverDeclined', '2026-04-09T09:00:00Z', { reason: 'full' }));
    expect(await dueBefore(view.dataSource, '2027-01-01T00:00:00Z', 10)).toEqual([]);
    expect(await nextDue(view.dataSource)).toBeUndefined();
  });

  it('starts with no level against another receiver', async () => {
    await view.told(
      requested(),
      escalated(1),
      step('HandoverReassigned', '2026-04-09T09:00:00Z', { to: 'provider-riverside', reason: 'moved' }),
    );
    expect(await known()).toMatchObject({ escalation: 0, receiver: 'provider-riverside', status: 'requested' });
  });

  it('is listed page by page, what falls due first first, and each handover once', async () => {
    const others = Array.from({ length: 6 }, (_, index) => idOf(`handover ${index}`));
    await view.told(
      ...others.map((id) => requested({}, id)),
      step('HandoverAccepted', '2026-04-03T09:00:00Z', {}, others[2]),
      step('HandoverAcknowledged', '2026-04-03T09:00:00Z', {}, others[4]),
    );
    const whole = (await listed('provider-northgate')).map(([id]) => id);
    const paged: string[] = [];
    for (let after: string | undefined; ; after = paged.at(-1)) {
      const page = { after, limit: 2 };
      const found = await worklist(view.dataSource, 'provider-northgate', '2026-04-03T09:00:00Z', page);
      paged.push(...found.map((entry) => entry.handover.id));
      if (found.length < 2) break;
    }
    expect(paged).toEqual(whole);
    expect(paged).toHaveLength(6);
    expect(new Set(paged.slice(0, 4))).toEqual(new Set([0, 1, 3, 5].map((index) => others[index])));
  });

  it('is found by what opened it, the last opened first', async () => {
    await view.told(requested(), requested({ receiver: 'provider-riverside' }, idOf('second')));
    const ids = async (to?: string) =>
      (await byOpener(view.dataSource, 'liaison-referral', referral, to)).map(({ id }) => id);
    expect(await ids()).toEqual([idOf('second'), handover]);
    expect(await ids('provider-northgate')).toEqual([handover]);
    expect(await byOpener(view.dataSource, 'prison-release', referral)).toEqual([]);
  });
});

describe('A worklist', () => {
  it('holds the open handovers to an organisation, and what of them is overdue', async () => {
    await view.told(requested());
    expect(await listed('provider-northgate')).toEqual([[handover, []]]);
    expect(await listed('provider-northgate', '2026-04-08T16:00:00Z')).toEqual([[handover, ['acknowledge']]]);
    expect(await listed('ld-weaver')).toEqual([]);
    await view.told(step('HandoverWithdrawn', '2026-04-09T09:00:00Z', { reason: 'moved' }));
    expect(await listed('provider-northgate')).toEqual([]);
  });

  it('holds its own that were declined, until they are reassigned or superseded', async () => {
    await view.told(requested(), step('HandoverDeclined', '2026-04-09T09:00:00Z', { reason: 'full' }));
    expect(await listed('ld-weaver', '2026-12-01T09:00:00Z')).toEqual([[handover, []]]);
    expect(await listed('provider-northgate')).toEqual([]);
    await view.told(requested({ purpose: 'reconnect' }, idOf('for something else')));
    expect(await listed('ld-weaver')).toEqual([[handover, []]]);
    await view.told(requested({ receiver: 'provider-riverside' }, idOf('second')));
    expect(await listed('ld-weaver')).toEqual([]);
    await view.told(
      step('HandoverDeclined', '2026-04-10T09:00:00Z', { reason: 'full' }, idOf('second')),
      step('HandoverReassigned', '2026-04-10T10:00:00Z', { to: 'provider-weald', reason: 'full' }, idOf('second')),
    );
    expect(await listed('ld-weaver')).toEqual([]);
    expect(await listed('provider-weald')).toEqual([[idOf('second'), []]]);
  });
});

describe('A structured start by the receiver', () => {
  it('meets the deadline, named or not', async () => {
    await view.told(requested(), started('2026-04-20T09:00:00Z'));
    expect((await known())?.due.start).toMatchObject({ met: true });
    expect(await known()).toMatchObject({ status: 'requested' });
  });

  it.each([
    ['before it was asked', started('2026-04-01T09:00:00Z')],
    ['that is recovery support only', started('2026-04-20T09:00:00Z', ali, ['recovery-support'])],
    ['of somebody else', started('2026-04-20T09:00:00Z', idOf('somebody else'))],
  ])('does not where it was one %s', async (_, start) => {
    await view.told(requested(), start);
    expect((await known())?.due.start).toMatchObject({ met: false });
  });

  it('counts under another record of the same person, for as long as they are merged', async () => {
    const other = idOf('Ali again');
    await view.told(requested(), started('2026-04-20T09:00:00Z', other));
    const since = '2026-04-02T14:00:00Z';
    expect(await structuredStart(view.dataSource, ali, 'provider-northgate', since)).toBeUndefined();
    await view.told(
      on('person', ali, '2026-04-21T09:00:00Z', { type: 'PersonMerged', into: other, reason: 'the same' }),
    );
    expect(await known()).toMatchObject({ canonicalPersonId: other, due: { start: { met: true } } });
    expect(await structuredStart(view.dataSource, other, 'provider-northgate', since)).toBe('2026-04-20T09:00:00Z');
    expect(await handoversOf(view.dataSource, other)).toHaveLength(1);
    await view.told(
      on('person', ali, '2026-04-22T09:00:00Z', { type: 'PersonUnmerged', from: other, reason: 'not the same' }),
    );
    expect(await known()).toMatchObject({ canonicalPersonId: ali, due: { start: { met: false } } });
  });

  it('no longer counts once it is corrected to an earlier day', async () => {
    const start = started('2026-04-20T09:00:00Z');
    const [, id = ''] = await view.told(requested(), start);
    const fact = { ...start.fact, occurredAt: '2026-03-20T09:00:00Z' } as Json;
    await view.told(
      on('treatment', start.instance, '2026-04-25T09:00:00Z', {
        type: 'TreatmentStartedCorrected',
        corrects: id,
        why: 'The wrong month.',
        fact,
      }),
    );
    expect((await known())?.due.start).toMatchObject({ met: false });
  });
});

describe('A handover that a prison opened', () => {
  const release = idOf('P1');
  const onRelease = (type: string, at: string, more: Readonly<Record<string, Json>>) =>
    on('prison-release', release, at, { type, ...more });
  const planned = onRelease('ReleasePlanned', '2026-04-01T09:00:00Z', {
    personId: ali,
    prison: 'prison-brookvale',
    expected: '2026-05-11',
    inTreatment: true,
    substances: [],
    residence: 'E08000003',
  });
  const toCommunity = requested({
    purpose: 'release',
    sender: 'prison-brookvale',
    openedBy: { stage: 'prison-release', instance: release, event: idOf('community referral') },
  });

  it('runs from the expected date, moves with it, and raises nothing before the release', async () => {
    await view.told(planned, toCommunity);
    expect((await known())?.due.start).toEqual({ at: '2026-06-01T23:00:00Z', met: false, tentative: true });
    await view.told(
      onRelease('ReleaseDateChanged', '2026-04-10T09:00:00Z', { expected: '2026-05-12', explanation: 'remission' }),
    );
    expect((await known())?.due.start).toEqual({ at: '2026-06-02T23:00:00Z', met: false, tentative: true });
    expect((await known())?.rungs.map(({ deadline }) => deadline)).toEqual(['acknowledge', 'decide']);
    await view.told(onRelease('Released', '2026-05-08T09:00:00Z', { date: '2026-05-08', reason: 'released' }));
    expect((await known())?.due.start).toEqual({ at: '2026-05-29T23:00:00Z', met: false, tentative: false });
    expect((await known())?.rungs.map(({ deadline }) => deadline)).toContain('start');
  });

  it('owes nothing after a recall, nor where the person did not go free', async () => {
    await view.told(
      planned,
      toCommunity,
      onRelease('Released', '2026-05-08T09:00:00Z', { date: '2026-05-08', reason: 'released' }),
      onRelease('Recalled', '2026-05-15T09:00:00Z', { date: '2026-05-15' }),
    );
    expect(await known()).toMatchObject({ rungs: [], nextAt: null, due: { start: { at: null } } });
  });
});
