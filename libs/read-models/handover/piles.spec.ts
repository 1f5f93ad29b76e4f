import type { Json } from '#pathway/decider';
import { Party } from '#read-models/access';
import { handoverView } from '#read-models/handover';
import { onPiles, overdueInAreas, type Pile, pileCounts, piles, pileTotal } from '#read-models/handover/piles';
import { idOf, type Said } from '#test/faults/projector-log';
import { Projected } from '#test/faults/projector-run';
import { reference } from '#test/support/reference';

const sender = 'ld-weaver';
const receiver = 'provider-northgate';

const fact = (name: string, type: string, occurredAt: string, more: Readonly<Record<string, Json>> = {}): Said => ({
  stage: 'handover',
  instance: idOf(name),
  personId: idOf(`the person of ${name}`),
  fact: { type, occurredAt, ...more },
});
const requested = (name: string, occurredAt = '2026-04-02T14:00:00Z'): Said =>
  fact(name, 'HandoverRequested', occurredAt, {
    personId: idOf(`the person of ${name}`),
    purpose: 'onward-referral',
    sender,
    receiver,
    openedBy: { stage: 'liaison-referral', instance: idOf(`the referral of ${name}`), event: idOf('onward') },
    area: 'E08000003',
  });
const escalated = (name: string, level: number) =>
  fact(name, 'HandoverEscalated', '2026-04-08T16:00:00Z', {
    receiver,
    deadline: 'acknowledge',
    due: '2026-04-08T16:00:00Z',
    level,
    told: null,
  });

let view: Projected;
beforeEach(async () => {
  view = await Projected.of(handoverView(reference));
});
afterEach(() => view.end());

const whose = (organisation: string, now = '2026-04-03T09:00:00Z', soon = '2026-04-10T09:00:00Z') => ({
  organisation,
  user: 'somebody',
  now,
  soon,
});
const listed = async (organisation: string, pile: Pile, now?: string) =>
  (await onPiles(view.dataSource, whose(organisation, now), [pile])).map(({ handover }) => handover.id);
/** The piles of an organisation that are not empty. */
const lying = async (organisation: string, now?: string, soon?: string) => {
  const counts = await pileCounts(view.dataSource, whose(organisation, now, soon));
  return Object.fromEntries(piles.flatMap((pile) => (counts[pile].all > 0 ? [[pile, counts[pile].all]] : [])));
};

describe('What a handover asks of its receiver', () => {
  it('is to acknowledge, then to decide, then an appointment, and then nothing', async () => {
    await view.told(requested('one'));
    expect(await lying(receiver)).toEqual({ acknowledge: 1 });
    await view.told(fact('one', 'HandoverAcknowledged', '2026-04-03T09:00:00Z'));
    expect(await lying(receiver)).toEqual({ decide: 1 });
    await view.told(fact('one', 'HandoverAccepted', '2026-04-03T10:00:00Z'));
    expect(await lying(receiver)).toEqual({ appointment: 1 });
    await view.told(fact('one', 'HandoverAppointmentAttended', '2026-04-07T10:00:00Z'));
    expect(await lying(receiver)).toEqual({ 'in-hand': 1 });
    expect(await lying(receiver, '2026-04-18T09:00:00Z', '2026-04-25T09:00:00Z')).toEqual({ start: 1 });
    await view.told(
      fact('one', 'HandoverTreatmentStarted', '2026-04-20T10:00:00Z', { treatment: idOf('t'), structured: true }),
    );
    expect(await lying(receiver)).toEqual({});
  });

  it('is nothing while it waits for an answer, which is asked of the sender', async () => {
    await view.told(
      requested('one'),
      fact('one', 'HandoverInformationRequested', '2026-04-03T09:00:00Z', { question: '?' }),
    );
    expect(await lying(receiver)).toEqual({ 'in-hand': 1 });
    expect(await lying(sender)).toEqual({ answer: 1 });
    await view.told(fact('one', 'HandoverInformationProvided', '2026-04-03T10:00:00Z', { answer: '!' }));
    expect(await lying(receiver)).toEqual({ decide: 1 });
    expect(await lying(sender)).toEqual({ waiting: 1 });
  });
});

describe('What is with the sender', () => {
  it('is one that was declined, until another comes after it, and one that was accepted is taken over', async () => {
    await view.told(requested('one'), fact('one', 'HandoverDeclined', '2026-04-03T09:00:00Z', { reason: 'full' }));
    expect([await lying(sender), await lying(receiver)]).toEqual([{ reassign: 1 }, {}]);
    const again = requested('one', '2026-04-03T10:00:00Z');
    await view.told({ ...again, instance: idOf('another') });
    expect(await lying(sender)).toEqual({ waiting: 1 });
    await view.told({ ...fact('one', 'HandoverAccepted', '2026-04-03T11:00:00Z'), instance: idOf('another') });
    expect(await lying(sender)).toEqual({ 'taken-over': 1 });
  });
});

describe('What is late', () => {
  const now = '2026-04-09T17:00:00Z';

  it('is counted, comes first, and climbs to the receiver, the sender and the partnership', async () => {
    await view.told(requested('later', '2026-04-07T14:00:00Z'), requested('late'), escalated('late', 1));
    expect(await listed(receiver, 'acknowledge', now)).toEqual([idOf('late'), idOf('later')]);
    expect(await pileTotal(view.dataSource, whose(receiver, now), ['acknowledge', 'decide'])).toEqual({
      all: 2,
      overdue: 2,
    });
    expect(await listed(receiver, 'missed', now)).toEqual([idOf('late')]);
    await view.told(escalated('late', 2), escalated('late', 3));
    const inArea = await overdueInAreas(view.dataSource, ['E08000003'], now);
    expect(inArea).toEqual([{ receiver, deadline: 'acknowledge', overdue: 2, climbed: 1 }]);
    expect(await overdueInAreas(view.dataSource, ['E08000012'], now)).toEqual([]);
  });

  it('is told its sender, and whoever has a copy of its standing, as soon as it is overdue', async () => {
    await view.told(requested('later', '2026-04-07T14:00:00Z'), requested('late'));
    const copy = { instance: idOf('late'), organisation: 'probation-manchester', basis: 'copied' } as const;
    await view.dataSource.manager.insert(Party, {
      ...{ ...copy, stage: 'handover', personId: idOf('the person of late'), since: now, until: null },
      openerInstance: idOf('the referral of late'),
    });
    expect(await listed(sender, 'late', '2026-04-03T09:00:00Z')).toEqual([]);
    expect(await listed('probation-manchester', 'late', '2026-04-03T09:00:00Z')).toEqual([]);
    expect(await listed(sender, 'late', now)).toEqual([idOf('late'), idOf('later')]);
    expect(await listed('probation-manchester', 'late', now)).toEqual([idOf('late')]);
    expect(await lying('probation-manchester', now)).toEqual({ late: 1 });
  });

  it('is late no more once what was owed is done', async () => {
    await view.told(requested('late'), escalated('late', 1), escalated('late', 2));
    await view.told(fact('late', 'HandoverAcknowledged', '2026-04-09T16:30:00Z'));
    expect(await lying(receiver, now)).toEqual({ decide: 1 });
    expect(await lying(sender, now)).toEqual({ waiting: 1 });
  });
});

describe('A list of handovers', () => {
  it('goes on after one that has left it meanwhile', async () => {
    await view.told(requested('a'), requested('b', '2026-04-07T14:00:00Z'), requested('c', '2026-04-08T14:00:00Z'));
    const page = (after?: string) =>
      onPiles(view.dataSource, whose(receiver), ['acknowledge'], { after, limit: 1 }).then((found) =>
        found.map(({ handover }) => handover.id),
      );
    expect(await page()).toEqual([idOf('a')]);
    await view.told(fact('a', 'HandoverDelivered', '2026-04-08T15:00:00Z', { confirmedBy: 'user' }));
    expect(await page(idOf('a'))).toEqual([idOf('b')]);
    expect(await page(idOf('b'))).toEqual([idOf('c')]);
    expect(await page(idOf('c'))).toEqual([]);
  });
});
