import { holdingOf } from '#casework/case/holding';
import type { HandoverSummary } from '#casework/handover/handovers';

const release: HandoverSummary = {
  ...{ id: 'H1', personId: 'P1', purpose: 'release', sender: 'prison-brookvale', receiver: 'provider-riverside' },
  ...{ status: 'accepted', open: true, responsible: 'provider-riverside', requestedAt: '2026-05-04T09:00:00Z' },
  openedBy: { stage: 'prison-release', instance: 'R1', event: 'E1' },
  ...{ escalation: 0, revision: '1', position: '1' },
  due: { acknowledge: '2026-05-06T16:00:00Z', appointment: '2026-06-09T16:00:00Z', start: '2026-06-26T23:00:00Z' },
  ...{ met: ['acknowledge'], tentative: ['appointment', 'start'] },
};
const provider = { user: 'sam', organisation: 'provider-riverside', kind: 'treatment-provider', roles: [] } as const;

describe('Who holds somebody', () => {
  it('says what is owed if the release is as expected, and that nobody is late by it', () => {
    const { holder, handovers } = holdingOf([release], provider, '2026-07-01T09:00:00Z');
    expect(holder).toBe('provider-riverside');
    expect(handovers[0]?.owed).toEqual([
      { deadline: 'appointment', at: '2026-06-09T16:00:00Z', tentative: true, late: false },
      { deadline: 'start', at: '2026-06-26T23:00:00Z', tentative: true, late: false },
    ]);
  });

  it('says who is late once the release is recorded', () => {
    const { handovers } = holdingOf([{ ...release, tentative: [] }], provider, '2026-06-10T09:00:00Z');
    expect(handovers[0]?.owed.map(({ deadline, late }) => [deadline, late])).toEqual([
      ['appointment', true],
      ['start', false],
    ]);
  });
});
