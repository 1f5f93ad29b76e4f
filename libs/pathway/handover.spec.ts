import type { GivenPerson } from '#pathway/given';
import { handover, type HandoverCommand, type HandoverFact, responsible, runBy, status } from '#pathway/handover';
import { askedTwiceHappensOnce, type Asked } from '#test/support/asked-twice';
import { closing, reference } from '#test/support/reference';
import { given } from '#test/support/stage';
import fc from 'fast-check';

const onward = {
  personId: '7b0d1e0a-5c8e-4f6b-9a67-0f6c3f1d2a01',
  purpose: 'onward-referral',
  sender: 'ld-weaver',
  receiver: 'provider-northgate',
  openedBy: {
    stage: 'liaison-referral',
    instance: '0b9b2f6e-6a0e-4c5b-8a1f-6f2f0c9d7e11',
    event: '4f1e8d6a-2a30-5b1c-9d8e-3b5f7a9c1d21',
  },
  area: 'E08000003',
} as const;
const treatment = '9c2a7f10-3f5d-4d0e-8f0b-2b6a4c8e9d31';

const asked: HandoverFact = { type: 'HandoverRequested', occurredAt: '2026-04-02T14:00:00Z', ...onward };
const acknowledged: HandoverFact = { type: 'HandoverAcknowledged', occurredAt: '2026-04-07T09:00:00Z' };
const question: HandoverFact = {
  type: 'HandoverInformationRequested',
  occurredAt: '2026-04-07T09:30:00Z',
  question: 'Which prescription?',
};
const accepted: HandoverFact = { type: 'HandoverAccepted', occurredAt: '2026-04-07T10:00:00Z' };
const declined: HandoverFact = { type: 'HandoverDeclined', occurredAt: '2026-04-07T10:00:00Z', reason: 'Out of area.' };
const reassigned: HandoverFact = {
  type: 'HandoverReassigned',
  occurredAt: '2026-04-08T10:00:00Z',
  to: 'provider-riverside',
  reason: 'Moving to Liverpool.',
};

const on = (now: string) => ({ now, occurredAt: now });
const provider = {
  by: { organisation: 'provider-northgate', kind: 'treatment-provider' },
  ...on('2026-04-08T09:00:00Z'),
} as const;
const liaison = {
  by: { organisation: 'ld-weaver', kind: 'liaison-diversion' },
  ...on('2026-04-08T09:00:00Z'),
} as const;
const stranger = {
  by: { organisation: 'provider-weald', kind: 'treatment-provider' },
  ...on('2026-04-08T09:00:00Z'),
} as const;
const policy = { by: { organisation: 'throughcare', kind: 'policy' }, ...on('2026-04-08T09:00:00Z') } as const;

const after = (...facts: readonly HandoverFact[]) => given(handover, asked, ...facts);

describe('A handover is a protocol between two services', () => {
  it('is requested by the journey, never by hand, and only of a service that takes such handovers', () => {
    const request: HandoverCommand = { do: 'request handover', ...onward };
    given(handover)
      .when(request, policy)
      .thenRecords({ type: 'HandoverRequested', ...onward });
    given(handover).when(request, liaison).thenRefused('NOT_BY_HAND');
    given(handover)
      .when({ ...request, receiver: 'ld-weaver' }, policy)
      .thenRefused('CANNOT_RECEIVE', 'receiver');
    given(handover)
      .when({ ...request, receiver: 'provider-unknown' }, policy)
      .thenRefused('UNKNOWN_RECEIVER');
    after().when(request, policy).thenRecordsNothing();
  });

  it('is delivered only once, when the receiver opens it or its system confirms, and not by being read by the sender', () => {
    const confirmed = after().when({ do: 'confirm delivery', by: 'user' }, provider);
    confirmed.thenRecords({ type: 'HandoverDelivered', confirmedBy: 'user' });
    expect(status(confirmed.then().state)).toBe('delivered');
    confirmed.then().when({ do: 'confirm delivery', by: 'system' }, provider).thenRecordsNothing();
    after().when({ do: 'confirm delivery', by: 'user' }, liaison).thenRefused('NOT_THE_RECEIVER');
    after(acknowledged).when({ do: 'confirm delivery', by: 'user' }, provider).thenRecordsNothing();
  });

  it.each<HandoverCommand>([
    { do: 'acknowledge' },
    { do: 'request information', question: 'Which prescription?' },
    { do: 'accept' },
    { do: 'decline', reason: 'No places.' },
    { do: 'offer appointment', when: '2026-04-10T10:00:00Z', mode: 'video' },
    { do: 'record appointment', attended: true },
  ])('lets only the receiver $do', (command) => {
    after().when(command, liaison).thenRefused('NOT_THE_RECEIVER');
    after().when(command, stranger).thenRefused('NOT_THE_RECEIVER');
  });

  it.each<HandoverCommand>([
    { do: 'provide information', answer: 'None.' },
    { do: 'withdraw', reason: 'Sent in error.' },
    { do: 'reassign', to: 'provider-riverside', reason: 'Moving to Liverpool.' },
  ])('lets only the sender $do', (command) => {
    after(question).when(command, provider).thenRefused('NOT_THE_SENDER');
    after(question).when(command, stranger).thenRefused('NOT_THE_SENDER');
  });

  it('is acknowledged by asking, accepting or declining, without an event of its own', () => {
    expect(after(question).state).toMatchObject({
      status: 'information requested',
      acknowledgedAt: question.occurredAt,
    });
    expect(after(accepted).state).toMatchObject({ status: 'accepted', acknowledgedAt: accepted.occurredAt });
    expect(after(declined).state).toMatchObject({ status: 'declined', acknowledgedAt: declined.occurredAt });
    expect(after(acknowledged, accepted).state).toMatchObject({ acknowledgedAt: acknowledged.occurredAt });
    after(accepted).when({ do: 'acknowledge' }, provider).thenRecordsNothing();
  });

  it('says so once the sender has answered', () => {
    const answer = after(question).when({ do: 'provide information', answer: 'None.' }, liaison);
    answer.thenRecords({ type: 'HandoverInformationProvided', answer: 'None.' });
    expect(status(answer.then().state)).toBe('information provided');
    answer.then().when({ do: 'provide information', answer: 'None.' }, liaison).thenRefused('NOTHING_ASKED');
    after(question).when({ do: 'request information', question: 'And?' }, provider).thenRefused('ANSWER_AWAITED');
  });

  it('needs words where somebody must understand why', () => {
    after().when({ do: 'decline', reason: ' ' }, provider).thenRefused('WORDS_NEEDED', 'reason');
    after().when({ do: 'request information', question: '' }, provider).thenRefused('WORDS_NEEDED', 'question');
    after(question).when({ do: 'provide information', answer: '' }, liaison).thenRefused('WORDS_NEEDED', 'answer');
    after().when({ do: 'withdraw', reason: '' }, liaison).thenRefused('WORDS_NEEDED', 'reason');
  });

  it('cannot be answered on a day before it was requested', () => {
    after()
      .when({ do: 'accept' }, { ...provider, occurredAt: '2026-04-01T09:00:00Z' })
      .thenRefused('BEFORE_REQUEST');
  });

  it('does not exist before it is requested', () => {
    given(handover).when({ do: 'accept' }, provider).thenRefused('NO_HANDOVER');
    given(handover).when({ do: 'take up', treatment, structured: true }, policy).thenRefused('NO_HANDOVER');
    expect(runBy(handover.initial, reference)).toEqual([]);
  });
});

describe('Responsibility for the person', () => {
  it('stays with the sender until the receiver accepts', () => {
    expect(responsible(after().state)).toBe('ld-weaver');
    expect(responsible(after(acknowledged, question).state)).toBe('ld-weaver');
    expect(responsible(after(accepted).state)).toBe('provider-northgate');
  });

  it('is the sender’s after declining and after withdrawal, and the receiver no longer sees the person', () => {
    const withdrawn: HandoverFact = { type: 'HandoverWithdrawn', occurredAt: '2026-04-09T09:00:00Z', reason: 'Moved.' };
    for (const { state } of [after(declined), after(accepted, withdrawn)]) {
      expect(responsible(state)).toBe('ld-weaver');
      expect(runBy(state, reference)).toEqual(['ld-weaver']);
    }
    expect(runBy(after().state, reference)).toEqual(['ld-weaver', 'provider-northgate']);
  });

  it('goes back to the sender when it asks another service instead', () => {
    const { state } = after(accepted, reassigned);
    expect(state).toMatchObject({ status: 'requested', receiver: 'provider-riverside', acceptedAt: undefined });
    expect(responsible(state)).toBe('ld-weaver');
    expect(runBy(state, reference)).toEqual(['ld-weaver', 'provider-riverside']);
  });
});

describe('After acceptance', () => {
  it('steps may be skipped, and several appointments recorded', () => {
    after().when({ do: 'record appointment', attended: true }, provider).thenRefused('NOT_ACCEPTED');
    const missed = after(accepted).when({ do: 'record appointment', attended: false }, provider);
    missed.thenRecords({ type: 'HandoverAppointmentMissed' });
    missed.then().when({ do: 'record appointment', attended: false }, provider).thenRecordsNothing();
    const came = { ...provider, ...on('2026-04-09T09:00:00Z') };
    const attended = missed.then().when({ do: 'record appointment', attended: true }, came);
    expect(attended.then().state).toMatchObject({
      status: 'attended',
      appointments: [{ attended: false }, { attended: true }],
    });
  });

  it('an appointment is offered once for the same time and not in the past', () => {
    const offer: HandoverCommand = { do: 'offer appointment', when: '2026-04-10T10:00:00Z', mode: 'in-person' };
    const offered = after(accepted).when(offer, provider);
    offered.thenRecords({ type: 'HandoverAppointmentOffered', mode: 'in-person' });
    offered.then().when(offer, provider).thenRecordsNothing();
    after(accepted)
      .when({ ...offer, when: '2026-04-07T10:00:00Z' }, provider)
      .thenRefused('APPOINTMENT_IN_PAST', 'when');
  });

  it('it is too late to decline or to ask; the sender may still withdraw', () => {
    after(accepted).when({ do: 'decline', reason: 'Full.' }, provider).thenRefused('ALREADY_ACCEPTED');
    after(accepted).when({ do: 'request information', question: 'Which?' }, provider).thenRefused('ALREADY_ACCEPTED');
    after(accepted).when({ do: 'withdraw', reason: 'Moved.' }, liaison).thenRecords({ type: 'HandoverWithdrawn' });
  });
});

describe('Treatment that names a handover', () => {
  it('accepts it too, from any open state', () => {
    for (const state of [after(), after(acknowledged), after(question)])
      state
        .when({ do: 'take up', treatment, structured: true }, policy)
        .thenRecords({ type: 'HandoverAccepted' }, { type: 'HandoverTreatmentStarted', treatment, structured: true });
    const taken = after(accepted).when({ do: 'take up', treatment, structured: false }, policy);
    taken.thenRecords({ type: 'HandoverTreatmentStarted', structured: false });
    taken.then().when({ do: 'take up', treatment, structured: false }, policy).thenRecordsNothing();
    expect(responsible(taken.then().state)).toBe('provider-northgate');
    taken.then().when({ do: 'withdraw', reason: 'Moved.' }, liaison).thenRefused('NOT_OPEN');
  });

  it('never takes it up before it was requested, whenever the treatment began', () => {
    const early = { ...policy, occurredAt: '2026-03-30T09:00:00Z' };
    after()
      .when({ do: 'take up', treatment, structured: true }, early)
      .thenRecords(
        { type: 'HandoverAccepted', occurredAt: asked.occurredAt },
        { type: 'HandoverTreatmentStarted', occurredAt: asked.occurredAt },
      );
  });

  it('leaves one that was declined or withdrawn alone', () => {
    after(declined).when({ do: 'take up', treatment, structured: true }, policy).thenRecordsNothing();
  });
});

describe('What a policy may do on behalf of a service', () => {
  it('accepts for the receiver, once', () => {
    after().when({ do: 'accept' }, policy).thenRecords({ type: 'HandoverAccepted' });
    after(accepted).when({ do: 'accept' }, policy).thenRecordsNothing();
    after(declined).when({ do: 'accept' }, policy).thenRecordsNothing();
  });

  it('withdraws what is not accepted yet, and leaves what is', () => {
    const withdraw: HandoverCommand = { do: 'withdraw', reason: 'The result was not confirmed.' };
    after(question).when(withdraw, policy).thenRecords({ type: 'HandoverWithdrawn' });
    after(accepted).when(withdraw, policy).thenRecordsNothing();
    after(declined).when(withdraw, policy).thenRecordsNothing();
  });
});

describe('Reassigning', () => {
  const reassign: HandoverCommand = { do: 'reassign', to: 'provider-riverside', reason: 'Moving to Liverpool.' };

  it('is possible in any open state and after a decline, not after withdrawal', () => {
    for (const state of [after(), after(accepted), after(declined)])
      state.when(reassign, liaison).thenRecords({ type: 'HandoverReassigned', to: 'provider-riverside' });
    const withdrawn: HandoverFact = { type: 'HandoverWithdrawn', occurredAt: '2026-04-08T08:00:00Z', reason: 'Moved.' };
    after(withdrawn).when(reassign, liaison).thenRefused('NOT_OPEN');
    after(declined)
      .when({ do: 'withdraw', reason: 'Nobody to ask.' }, liaison)
      .thenRecords({ type: 'HandoverWithdrawn' });
  });

  it('goes to another service that takes such handovers', () => {
    after()
      .when({ ...reassign, to: 'provider-northgate' }, liaison)
      .thenRefused('SAME_RECEIVER', 'to');
    after()
      .when({ ...reassign, to: 'prison-brookvale' }, liaison)
      .thenRefused('CANNOT_RECEIVE', 'to');
    after()
      .when({ ...reassign, to: 'provider-nowhere' }, liaison)
      .thenRefused('UNKNOWN_RECEIVER', 'to');
  });

  it('goes to a service that is open on the day', () => {
    const until = (to: string) => ({ ...liaison, reference: closing('provider-riverside', to) });
    after().when(reassign, until('2026-04-07')).thenRefused('RECEIVER_NOT_OPEN', 'to');
    after().when(reassign, until('2026-04-08')).thenRecords({ type: 'HandoverReassigned', to: 'provider-riverside' });
  });

  it('shuts the former receiver out and remembers what each was asked', () => {
    const state = after(acknowledged, reassigned);
    state.when({ do: 'accept' }, provider).thenRefused('NOT_THE_RECEIVER');
    expect(state.state).toMatchObject({
      firstRequestedAt: asked.occurredAt,
      requestedAt: reassigned.occurredAt,
      requests: [
        { receiver: 'provider-northgate', acknowledgedAt: acknowledged.occurredAt, endedAt: reassigned.occurredAt },
        { receiver: 'provider-riverside', requestedAt: reassigned.occurredAt, acknowledgedAt: undefined },
      ],
    });
  });
});

describe('Along any sequence of steps', () => {
  const parties = ['ld-weaver', 'provider-northgate', 'provider-riverside'] as const;
  const step = fc.constantFrom<HandoverCommand>(
    { do: 'confirm delivery', by: 'user' },
    { do: 'acknowledge' },
    { do: 'request information', question: 'Which prescription?' },
    { do: 'provide information', answer: 'None.' },
    { do: 'accept' },
    { do: 'decline', reason: 'No places.' },
    { do: 'offer appointment', when: '2026-05-10T10:00:00Z', mode: 'video' },
    { do: 'record appointment', attended: true },
    { do: 'withdraw', reason: 'Sent in error.' },
    { do: 'reassign', to: 'provider-riverside', reason: 'Moving to Liverpool.' },
    { do: 'take up', treatment, structured: true },
  );
  const by = fc.oneof(
    fc.constantFrom(...parties).map((organisation) => ({ organisation, kind: 'treatment-provider' as const })),
    fc.constant(policy.by),
  );
  const moment = fc.integer({ min: 3, max: 28 }).map((day) => on(`2026-04-${String(day).padStart(2, '0')}T09:00:00Z`));
  const steps = fc.oneof(
    {
      weight: 1,
      arbitrary: fc.constant<Asked<HandoverCommand>>([
        { do: 'request handover', ...onward },
        { ...policy, ...on(asked.occurredAt) },
      ]),
    },
    {
      weight: 9,
      arbitrary: fc
        .tuple(step, by, moment)
        .map(([command, who, when]): Asked<HandoverCommand> => [command, { by: who, ...when }]),
    },
  );

  it('a step asked for twice happens once', () => {
    askedTwiceHappensOnce(handover, steps, [
      'request handover',
      'acknowledge',
      'accept',
      'decline',
      'withdraw',
      'reassign',
      'take up',
    ]);
  });

  it('responsibility moves to the receiver by acceptance alone', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(step, by, moment), { maxLength: 20 }), (sequence) => {
        let state = after().state;
        for (const [command, who, when] of sequence) {
          const decision = handover.decide(command, state, {
            by: who,
            ...when,
            reference,
            id: treatment,
          } satisfies Omit<GivenPerson, 'person'>);
          if ('refused' in decision) continue;
          for (const fact of decision) {
            const before = responsible(state);
            state = handover.evolve(state, fact);
            if (responsible(state) !== before && responsible(state) !== 'ld-weaver')
              expect(fact.type).toBe('HandoverAccepted');
          }
        }
      }),
    );
  });
});
