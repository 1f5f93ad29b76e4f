import { acts } from '#casework/handover/acts';
import { isRefusal } from '#pathway/decider';
import { handover, type HandoverCommand, type HandoverFact } from '#pathway/handover';
import type { Requested } from '#pathway/handover/state';
import { givenWith } from '#test/support/stage';

const at = '2026-03-03T09:00:00Z';
const requested: HandoverFact = {
  type: 'HandoverRequested',
  occurredAt: '2026-03-02T21:00:00Z',
  personId: '6f1c4a52-0000-4ac9-9a41-3f7be0a1c0dd',
  purpose: 'onward-referral',
  sender: 'ld-quayside',
  receiver: 'provider-riverside',
  openedBy: { stage: 'liaison-referral', instance: 'L1', event: 'E1' },
  area: 'E08000012',
};
const delivered: HandoverFact = { type: 'HandoverDelivered', occurredAt: at, confirmedBy: 'user' };
const acknowledged: HandoverFact = { type: 'HandoverAcknowledged', occurredAt: at };
const asked: HandoverFact = { type: 'HandoverInformationRequested', occurredAt: at, question: 'Which drug?' };
const answered: HandoverFact = { type: 'HandoverInformationProvided', occurredAt: at, answer: 'Heroin.' };
const accepted: HandoverFact = { type: 'HandoverAccepted', occurredAt: at };
const declined: HandoverFact = { type: 'HandoverDeclined', occurredAt: at, reason: 'full' };
const when = '2026-03-05T10:00:00Z';
const offered: HandoverFact = { type: 'HandoverAppointmentOffered', occurredAt: at, when, mode: 'video' };
const attended: HandoverFact = { type: 'HandoverAppointmentAttended', occurredAt: at };
const missed: HandoverFact = { type: 'HandoverAppointmentMissed', occurredAt: at };
const started: HandoverFact = { type: 'HandoverTreatmentStarted', occurredAt: at, treatment: 'X1', structured: true };
const withdrawn: HandoverFact = { type: 'HandoverWithdrawn', occurredAt: at, reason: 'moved' };
const reassigned: HandoverFact = {
  type: 'HandoverReassigned',
  occurredAt: at,
  to: 'provider-northgate',
  reason: 'area',
};

/** Every state of a handover, and what brings it there. */
const states: Readonly<Record<Requested['status'] | 'reassigned', readonly HandoverFact[]>> = {
  requested: [],
  delivered: [delivered],
  acknowledged: [delivered, acknowledged],
  'information requested': [delivered, asked],
  'information provided': [delivered, asked, answered],
  accepted: [delivered, accepted],
  declined: [delivered, declined],
  'appointment offered': [accepted, offered],
  attended: [accepted, offered, attended],
  missed: [accepted, offered, missed],
  'treatment started': [accepted, started],
  withdrawn: [delivered, withdrawn],
  reassigned: [delivered, declined, reassigned],
};

/** What somebody would enter. */
const entered: Readonly<Record<string, object>> = {
  decline: { reason: 'full' },
  'request information': { question: 'Which prescription?' },
  'provide information': { answer: 'None.' },
  'offer appointment': { when: '2026-03-09T10:00:00Z', mode: 'in-person' },
  'record appointment': { attended: true },
  reassign: { to: 'provider-harbour', reason: 'moved' },
  withdraw: { reason: 'no longer wanted' },
};

const stateAfter = (facts: readonly HandoverFact[]) =>
  [requested, ...facts].reduce(handover.evolve, handover.initial) as Requested;

/** Whether the pathway records something of it. */
function does(act: (typeof acts)[number], state: Requested): boolean {
  const kind = act.by === 'sender' ? 'liaison-diversion' : 'treatment-provider';
  const by = { organisation: act.by === 'sender' ? state.sender : state.receiver, kind } as const;
  const command = { do: act.do, ...entered[act.do] } as HandoverCommand;
  const decision = handover.decide(command, state, givenWith({ now: '2026-03-04T12:00:00Z', by }));
  return !isRefusal(decision) && decision.length > 0;
}

describe('What may be done with a handover', () => {
  it.each(Object.entries(states))(
    '%s: nothing is offered that the pathway refuses, and nothing withheld',
    (_, facts) => {
      const state = stateAfter(facts);
      const offers = (side: 'receiver' | 'sender') =>
        acts.filter(({ by, offered: holds }) => by === side && holds(state)).map(({ path }) => path);
      const possible = (side: 'receiver' | 'sender') =>
        acts.filter((act) => act.by === side && does(act, state)).map(({ path }) => path);
      expect({ receiver: offers('receiver'), sender: offers('sender') }).toEqual({
        receiver: possible('receiver'),
        sender: possible('sender'),
      });
    },
  );

  it.each(['accepted', 'appointment offered', 'attended', 'missed'] as const)(
    '%s: its sender is asked nothing, and takes it back only where the receiver cannot go on',
    (status) => {
      const state = stateAfter(states[status]);
      const open = acts.filter(({ by, offered: holds }) => by === 'sender' && holds(state));
      expect(open.every(({ takesBack }) => takesBack)).toBe(true);
    },
  );
});
