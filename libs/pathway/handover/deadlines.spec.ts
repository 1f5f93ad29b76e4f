import { isRefusal } from '#pathway/decider';
import { handover, type HandoverFact, type HandoverState } from '#pathway/handover';
import { type Clocks, due, nextRungs, overdue } from '#pathway/handover/deadlines';
import type { ReleaseClock } from '#pathway/prison-release';
import type { Purpose, Reference } from '#pathway/reference';
import { closing, reference } from '#test/support/reference';
import fc from 'fast-check';

const request = (purpose: Purpose, occurredAt: string, rest: object = {}): HandoverFact => ({
  type: 'HandoverRequested',
  occurredAt,
  personId: '7b0d1e0a-5c8e-4f6b-9a67-0f6c3f1d2a01',
  purpose,
  sender: 'ld-weaver',
  receiver: 'provider-northgate',
  openedBy: { stage: 'liaison-referral', instance: 'l', event: 'e' },
  area: 'E08000003',
  ...rest,
});
const at = (type: HandoverFact['type'], occurredAt: string, rest: object = {}) =>
  ({ type, occurredAt, ...rest }) as HandoverFact;

const fold = (...facts: readonly HandoverFact[]): HandoverState => facts.reduce(handover.evolve, handover.initial);
const clocks: Clocks = { reference };
const times = (state: HandoverState, given: Clocks = clocks) => {
  const { acknowledge, decide, appointment, start } = due(state, given);
  return { acknowledge: acknowledge.at, decide: decide.at, appointment: appointment.at, start: start.at };
};

/** What a worker that looks at these moments makes of the ladder. */
function climb(state: HandoverState, moments: readonly string[], given: Clocks = clocks): HandoverState {
  return moments.reduce((before, now) => {
    let then = before;
    for (let rungs = nextRungs(then, given); rungs.some((rung) => rung.at <= now); rungs = nextRungs(then, given)) {
      const rung = rungs.find((next) => next.at <= now);
      if (!rung) break;
      const { deadline, due: missed, level } = rung;
      const decision = handover.decide({ do: 'escalate', deadline, due: missed, level }, then, policyAt(now, given));
      expect(decision).toHaveLength(1);
      if (!isRefusal(decision)) then = decision.reduce(handover.evolve, then);
    }
    return then;
  }, state);
}
const policyAt = (now: string, given: Clocks = clocks) => ({
  now,
  occurredAt: now,
  by: { organisation: 'throughcare', kind: 'policy' } as const,
  id: '0d2f5a52-52a2-4ac9-9a41-3f7be0a1c001',
  ...given,
});
const raised = (state: HandoverState) => (state.status === 'not requested' ? [] : state.escalations);

describe('The deadlines of a notification', () => {
  it('are one working day to acknowledge and three to decide, from a positive test at 22:05 on a Monday', () => {
    const state = fold(request('notification', '2026-03-02T22:05:00Z', { receiver: 'ld-quayside', area: 'E08000012' }));
    expect(times(state)).toEqual({
      acknowledge: '2026-03-03T17:00:00Z',
      decide: '2026-03-05T17:00:00Z',
      appointment: null,
      start: null,
    });
  });
});

describe('The deadlines of an onward referral', () => {
  const referred = request('onward-referral', '2026-04-02T14:00:00Z');

  it('skip Good Friday, the weekend and Easter Monday, except the 21 calendar days to a start', () => {
    expect(times(fold(referred))).toEqual({
      acknowledge: '2026-04-08T16:00:00Z',
      decide: '2026-04-13T16:00:00Z',
      appointment: null,
      start: '2026-04-23T23:00:00Z',
    });
  });

  it('count the first appointment five working days from acceptance, and offering one does not meet it', () => {
    const accepted = [referred, at('HandoverAccepted', '2026-04-07T09:00:00Z')];
    const offer = at('HandoverAppointmentOffered', '2026-04-07T10:00:00Z', {
      when: '2026-04-10T10:00:00Z',
      mode: 'video',
    });
    expect(due(fold(...accepted, offer), clocks).appointment).toMatchObject({ at: '2026-04-14T16:00:00Z', met: false });
    for (const met of ['HandoverAppointmentAttended', 'HandoverAppointmentMissed'] as const)
      expect(due(fold(...accepted, offer, at(met, '2026-04-10T10:00:00Z')), clocks).appointment.met).toBe(true);
  });

  it('stop for the decision while information is awaited, and move by the working days of waiting', () => {
    const asked = [
      referred,
      at('HandoverAcknowledged', '2026-04-13T08:00:00Z'),
      at('HandoverInformationRequested', '2026-04-13T09:00:00Z', { question: 'current prescription' }),
    ];
    expect(times(fold(...asked)).decide).toBeNull();
    const answered = at('HandoverInformationProvided', '2026-04-15T08:00:00Z', { answer: 'none' });
    expect(times(fold(...asked, answered)).decide).toBe('2026-04-15T16:00:00Z');
    const again = at('HandoverInformationRequested', '2026-04-15T09:00:00Z', { question: 'and allergies' });
    const overWeekend = at('HandoverInformationProvided', '2026-04-20T08:00:00Z', { answer: 'none' });
    expect(times(fold(...asked, answered, again, overWeekend)).decide).toBe('2026-04-20T16:00:00Z');
  });

  it('run anew for another service from the day it is asked', () => {
    const moved = at('HandoverReassigned', '2026-04-10T09:00:00Z', { to: 'provider-riverside', reason: 'moved' });
    const state = fold(referred, at('HandoverAccepted', '2026-04-07T09:00:00Z'), moved);
    expect(times(state)).toEqual({
      acknowledge: '2026-04-14T16:00:00Z',
      decide: '2026-04-17T16:00:00Z',
      appointment: null,
      start: '2026-05-01T23:00:00Z',
    });
  });

  it('are met for the start by a structured start that names the handover or not, never by recovery support alone', () => {
    expect(due(fold(referred), { ...clocks, structuredStart: '2026-04-20T09:00:00Z' }).start.met).toBe(true);
    const taken = (structured: boolean) =>
      fold(referred, at('HandoverTreatmentStarted', '2026-04-20T09:00:00Z', { treatment: 'x', structured }));
    expect(due(taken(true), clocks).start).toMatchObject({ at: null, met: true });
    expect(due(taken(false), clocks).start).toMatchObject({ at: null, met: false });
  });

  it.each(['HandoverDeclined', 'HandoverWithdrawn', 'HandoverTreatmentStarted'] as const)(
    'owe nothing after %s',
    (type) => {
      const state = fold(
        referred,
        at(type, '2026-04-07T09:00:00Z', { reason: 'r', treatment: 'x', structured: false }),
      );
      expect(times(state)).toEqual({ acknowledge: null, decide: null, appointment: null, start: null });
      expect(overdue(state, clocks, '2027-01-01T00:00:00Z')).toEqual([]);
      expect(nextRungs(state, clocks)).toEqual([]);
    },
  );

  it('follow the area’s own row where it has one, and the row in force on the day of the request', () => {
    const own = { purpose: 'onward-referral', acknowledge: 1, decide: 1, area: 'E08000003' } as const;
    const changed: Clocks = {
      reference: {
        ...reference,
        deadlines: [...reference.deadlines, { ...own, from: '2026-05-01' }],
      },
    };
    expect(times(fold(referred), changed).acknowledge).toBe('2026-04-08T16:00:00Z');
    const later = fold(request('onward-referral', '2026-05-05T09:00:00Z'));
    expect(times(later, changed).acknowledge).toBe('2026-05-06T16:00:00Z');
    const elsewhere = fold(request('onward-referral', '2026-05-05T09:00:00Z', { area: 'E08000012' }));
    expect(times(elsewhere, changed).acknowledge).toBe('2026-05-07T16:00:00Z');
  });

  it('hold too for a person of no fixed abode', () => {
    expect(times(fold(request('onward-referral', '2026-04-02T14:00:00Z', { area: 'no-fixed-abode' })))).toMatchObject({
      acknowledge: '2026-04-08T16:00:00Z',
    });
  });
});

describe('The deadlines of a requirement', () => {
  const imposed = request('requirement', '2026-04-14T10:30:00Z', { sentenced: '2026-04-14', area: 'E08000012' });

  it('count the start from the sentence', () => {
    expect(times(fold(imposed))).toMatchObject({ acknowledge: '2026-04-16T16:00:00Z', start: '2026-05-05T23:00:00Z' });
  });

  it('do not move the start when another provider is asked', () => {
    const moved = at('HandoverReassigned', '2026-04-20T09:00:00Z', { to: 'provider-riverside', reason: 'moved' });
    expect(times(fold(imposed, moved))).toMatchObject({
      acknowledge: '2026-04-22T16:00:00Z',
      start: '2026-05-05T23:00:00Z',
    });
  });
});

describe('The deadlines of a release', () => {
  const referred = request('release', '2026-05-04T09:05:00Z', { sender: 'prison-brookvale', area: 'E08000012' });
  const accepted = [referred, at('HandoverAccepted', '2026-05-05T09:00:00Z')];
  const upon = (release: ReleaseClock): Clocks => ({ reference, release });

  it('have no release clocks while the date is not known', () => {
    expect(times(fold(...accepted), upon({}))).toMatchObject({
      decide: '2026-05-11T16:00:00Z',
      appointment: null,
      start: null,
    });
  });

  it('move with the expected date', () => {
    expect(times(fold(...accepted), upon({ expected: '2026-06-05' }))).toMatchObject({
      appointment: '2026-06-09T16:00:00Z',
      start: '2026-06-26T23:00:00Z',
    });
    expect(times(fold(...accepted), upon({ expected: '2026-06-12' }))).toMatchObject({
      appointment: '2026-06-16T16:00:00Z',
      start: '2026-07-03T23:00:00Z',
    });
  });

  it('raise nothing and make nobody overdue until the release is recorded', () => {
    const expected = upon({ expected: '2026-06-05' });
    expect(nextRungs(fold(...accepted), expected)).toEqual([]);
    expect(overdue(fold(...accepted), expected, '2026-12-01T09:00:00Z')).toEqual([]);
    const released = upon({ expected: '2026-06-05', released: { date: '2026-06-08', reason: 'released' } });
    expect(nextRungs(fold(...accepted), released)).toEqual([
      { deadline: 'appointment', due: '2026-06-10T16:00:00Z', level: 1, at: '2026-06-10T16:00:00Z' },
      { deadline: 'start', due: '2026-06-29T23:00:00Z', level: 1, at: '2026-06-29T23:00:00Z' },
    ]);
    expect(overdue(fold(...accepted), released, '2026-06-10T16:00:00Z')).toEqual(['appointment']);
  });

  it.each(['transferred', 'court', 'hospital', 'temporary-absence'] as const)(
    'are cleared where the reason is %s',
    (reason) => {
      const clock = upon({ expected: '2026-06-05', released: { date: '2026-06-05', reason } });
      expect(times(fold(...accepted), clock)).toMatchObject({ appointment: null, start: null });
    },
  );

  it('end with a recall where they are still open, and stand where they were met', () => {
    const recalled = upon({ released: { date: '2026-06-05', reason: 'released' }, recalled: '2026-06-12' });
    const seen = fold(...accepted, at('HandoverAppointmentAttended', '2026-06-08T09:00:00Z'));
    expect(times(seen, recalled)).toMatchObject({ appointment: '2026-06-09T16:00:00Z', start: null });
    expect(nextRungs(fold(referred), recalled)).toEqual([]);
  });

  it('do not move when another provider is asked', () => {
    const moved = at('HandoverReassigned', '2026-06-08T09:00:00Z', { to: 'provider-riverside', reason: 'moved' });
    const clock = upon({ released: { date: '2026-06-05', reason: 'released' } });
    expect(times(fold(...accepted, moved), clock)).toMatchObject({
      acknowledge: '2026-06-10T16:00:00Z',
      appointment: '2026-06-09T16:00:00Z',
      start: '2026-06-26T23:00:00Z',
    });
  });
});

describe('The ladder', () => {
  const referred = request('onward-referral', '2026-04-02T14:00:00Z');
  const state = fold(referred);

  it('climbs at the deadline, then at 17:00 on the next two working days, telling three different people', () => {
    const climbed = climb(state, ['2026-04-12T12:00:00Z']);
    expect(raised(climbed).filter(({ deadline }) => deadline === 'acknowledge')).toEqual(
      [1, 2, 3].map((level) => ({
        receiver: 'provider-northgate',
        deadline: 'acknowledge',
        due: '2026-04-08T16:00:00Z',
        level,
      })),
    );
    const told = (level: 1 | 2 | 3) =>
      handover.decide(
        { do: 'escalate', deadline: 'acknowledge', due: '2026-04-08T16:00:00Z', level },
        state,
        policyAt('2026-04-12T12:00:00Z'),
      );
    expect(told(1)).toMatchObject([{ occurredAt: '2026-04-08T16:00:00Z', told: 'provider-northgate' }]);
    expect(told(2)).toMatchObject([{ occurredAt: '2026-04-09T16:00:00Z', told: 'ld-weaver' }]);
    expect(told(3)).toMatchObject([{ occurredAt: '2026-04-10T16:00:00Z', told: 'sro-manchester' }]);
  });

  it('tells who led, on the day of the level, the partnership that the area belonged to then', () => {
    const partnerships = (to: string) =>
      reference.partnerships.map((row) => (row.code === 'cdp-manchester' ? { ...row, to } : row));
    const third = { do: 'escalate', deadline: 'acknowledge', due: '2026-04-08T16:00:00Z', level: 3 } as const;
    const told = (directory: Reference) =>
      handover.decide(third, state, policyAt('2026-04-12T12:00:00Z', { reference: directory }));
    for (const until of [
      (to: string) => ({ ...reference, partnerships: partnerships(to) }),
      (to: string) => closing('sro-manchester', to),
    ]) {
      expect(told(until('2026-04-10'))).toMatchObject([{ told: 'sro-manchester' }]);
      expect(told(until('2026-04-09'))).toMatchObject([{ told: null }]);
    }
  });

  it('raises the third level even where nobody is named to be told', () => {
    const nowhere = fold(request('onward-referral', '2026-04-02T14:00:00Z', { area: 'not-known' }));
    const third = { do: 'escalate', deadline: 'acknowledge', due: '2026-04-08T16:00:00Z', level: 3 } as const;
    expect(handover.decide(third, nowhere, policyAt('2026-04-12T12:00:00Z'))).toMatchObject([{ told: null }]);
  });

  it('counts the levels of a start deadline from its last day, which ends at midnight', () => {
    const taken = fold(
      referred,
      at('HandoverAccepted', '2026-04-03T09:00:00Z'),
      at('HandoverAppointmentAttended', '2026-04-07T09:00:00Z'),
    );
    const levels = raised(climb(taken, ['2026-05-01T09:00:00Z']));
    expect(levels.map(({ deadline, level }) => [deadline, level])).toEqual([
      ['start', 1],
      ['start', 2],
      ['start', 3],
    ]);
    const second = { do: 'escalate', deadline: 'start', due: '2026-04-23T23:00:00Z', level: 2 } as const;
    expect(handover.decide(second, taken, policyAt('2026-04-24T15:59:59Z'))).toMatchObject({ refused: 'NOT_YET_DUE' });
    expect(handover.decide(second, taken, policyAt('2026-04-24T16:00:00Z'))).toMatchObject([
      { occurredAt: '2026-04-24T16:00:00Z' },
    ]);
  });

  it('stops as soon as what was owed is done, and is not raised for a deadline that has moved', () => {
    const first = { do: 'escalate', deadline: 'acknowledge', due: '2026-04-08T16:00:00Z', level: 1 } as const;
    const done = fold(referred, at('HandoverAcknowledged', '2026-04-08T16:30:00Z'));
    expect(handover.decide(first, done, policyAt('2026-04-08T17:00:00Z'))).toEqual([]);
    expect(handover.decide({ ...first, due: '2026-04-07T16:00:00Z' }, state, policyAt('2026-04-09T09:00:00Z'))).toEqual(
      [],
    );
    expect(handover.decide(first, state, policyAt('2026-04-08T15:59:59Z'))).toMatchObject({ refused: 'NOT_YET_DUE' });
  });

  it('is climbed by the worker alone', () => {
    const first = { do: 'escalate', deadline: 'acknowledge', due: '2026-04-08T16:00:00Z', level: 1 } as const;
    const by = { organisation: 'provider-northgate', kind: 'treatment-provider' } as const;
    expect(handover.decide(first, state, { ...policyAt('2026-04-09T09:00:00Z'), by })).toMatchObject({
      refused: 'NOT_BY_HAND',
    });
  });

  it('does not climb for the decision while information is awaited, and starts again when the deadline has moved', () => {
    const waiting = [
      referred,
      at('HandoverAcknowledged', '2026-04-07T08:00:00Z'),
      at('HandoverInformationRequested', '2026-04-13T09:00:00Z', { question: 'current prescription' }),
    ];
    expect(raised(climb(fold(...waiting), ['2026-04-14T16:00:00Z']))).toEqual([]);
    const answered = fold(...waiting, at('HandoverInformationProvided', '2026-04-15T08:00:00Z', { answer: 'none' }));
    expect(raised(climb(answered, ['2026-04-15T16:00:00Z']))).toMatchObject([
      { deadline: 'decide', due: '2026-04-15T16:00:00Z', level: 1 },
    ]);
  });

  it('starts again for another service, and is not repeated for one that is asked a second time', () => {
    const imposed = request('requirement', '2026-04-14T10:30:00Z', { sentenced: '2026-04-01', area: 'E08000012' });
    const to = (receiver: string, when: string) => at('HandoverReassigned', when, { to: receiver, reason: 'moved' });
    const one = climb(fold(imposed), ['2026-05-01T09:00:00Z']);
    const starts = (climbed: HandoverState) => raised(climbed).filter(({ deadline }) => deadline === 'start');
    expect(starts(one)).toHaveLength(3);
    const other = climb(handover.evolve(one, to('provider-riverside', '2026-05-01T10:00:00Z')), [
      '2026-05-01T11:00:00Z',
    ]);
    expect(starts(other)).toHaveLength(6);
    const back = climb(handover.evolve(other, to('provider-northgate', '2026-05-05T10:00:00Z')), [
      '2026-05-05T11:00:00Z',
    ]);
    expect(starts(back)).toHaveLength(6);
  });

  it('never repeats a level, however often and whenever the worker looks', () => {
    const hour = fc
      .integer({ min: 0, max: 60 * 24 })
      .map((n) => new Date(Date.UTC(2026, 3, 2, 14 + n)).toISOString().replace('.000Z', 'Z'));
    const fact = fc.constantFrom(
      at('HandoverAcknowledged', '2026-04-07T08:00:00Z'),
      at('HandoverInformationRequested', '2026-04-09T09:00:00Z', { question: 'q' }),
      at('HandoverInformationProvided', '2026-04-10T09:00:00Z', { answer: 'a' }),
      at('HandoverAccepted', '2026-04-16T09:00:00Z'),
      at('HandoverReassigned', '2026-04-17T09:00:00Z', { to: 'provider-riverside', reason: 'moved' }),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(hour, fact), { maxLength: 6 }), (looks) => {
        let now = state;
        for (const [moment, next] of looks) now = handover.evolve(climb(climb(now, [moment]), [moment]), next);
        const keys = raised(now).map((one) => [one.receiver, one.deadline, one.due, one.level].join());
        expect(new Set(keys).size).toBe(keys.length);
      }),
    );
  });
});
