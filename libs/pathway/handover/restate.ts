import type { HandoverCommand, HandoverFact } from '#pathway/handover';

type Restated = {
  readonly [F in HandoverFact as F['type']]: (fact: F) => HandoverCommand | undefined;
};

const restated: Restated = {
  HandoverRequested: ({ type: _type, occurredAt: _at, ...fields }) => ({ do: 'request handover', ...fields }),
  HandoverDelivered: ({ confirmedBy }) => ({ do: 'confirm delivery', by: confirmedBy }),
  HandoverAcknowledged: () => ({ do: 'acknowledge' }),
  HandoverInformationRequested: ({ question }) => ({ do: 'request information', question }),
  HandoverInformationProvided: ({ answer }) => ({ do: 'provide information', answer }),
  HandoverAccepted: () => ({ do: 'accept' }),
  HandoverDeclined: ({ reason }) => ({ do: 'decline', reason }),
  HandoverAppointmentOffered: ({ when, mode }) => ({ do: 'offer appointment', when, mode }),
  HandoverAppointmentAttended: () => ({ do: 'record appointment', attended: true }),
  HandoverAppointmentMissed: () => ({ do: 'record appointment', attended: false }),
  HandoverTreatmentStarted: ({ treatment, structured }) => ({ do: 'take up', treatment, structured }),
  HandoverWithdrawn: ({ reason }) => ({ do: 'withdraw', reason }),
  HandoverReassigned: ({ to, reason }) => ({ do: 'reassign', to, reason }),
  HandoverEscalated: () => undefined,
};

/** The command that would record this fact; the worker's own escalations are nobody's to restate. */
export const restate = (fact: HandoverFact): HandoverCommand | undefined =>
  (restated[fact.type] as (fact: HandoverFact) => HandoverCommand | undefined)(fact);
