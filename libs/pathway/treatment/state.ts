import type { Asked } from '#pathway/asked';
import type { CivilDate, Instant } from '#pathway/decider';
import type { dischargeReasons, interventions, TreatmentCommand, TreatmentFact } from '#pathway/treatment';

type Command = TreatmentCommand;
type State = TreatmentState;

// State

export interface TreatmentState {
  readonly asked: readonly Asked<TreatmentCommand>[];
  readonly whose?: { readonly personId: string; readonly provider: string };
  readonly started?: {
    readonly at: Instant;
    readonly triaged: CivilDate;
    readonly structured: boolean;
    readonly handover?: string;
  };
  readonly ended?: { readonly date: CivilDate; readonly reason: (typeof dischargeReasons)[number] };
}

/** Treatment is structured where it includes a pharmacological or psychosocial intervention. */
export const isStructured = (given: readonly (typeof interventions)[number][]): boolean =>
  given.some((intervention) => intervention !== 'recovery-support');

/** Before anything is recorded. */
export const initial: State = { asked: [] };

/** The command that would record this fact. */
export function restate(fact: TreatmentFact): Command {
  switch (fact.type) {
    case 'TreatmentStarted': {
      const { type: _type, occurredAt: _at, provider: _provider, ...fields } = fact;
      return { do: 'start treatment', ...fields };
    }
    case 'ContactRecorded':
      return { do: 'record contact', personId: fact.personId };
    case 'ProgressReviewed':
      return { do: 'review progress', summary: fact.summary };
    case 'TreatmentEnded':
      return { do: 'end treatment', date: fact.date, reason: fact.reason };
  }
}

// Evolve

function change(fact: TreatmentFact): Partial<State> {
  switch (fact.type) {
    case 'TreatmentStarted': {
      const { personId, provider, triaged, handover } = fact;
      const started = { at: fact.occurredAt, triaged, structured: isStructured(fact.interventions), handover };
      return { whose: { personId, provider }, started };
    }
    case 'ContactRecorded':
      return { whose: { personId: fact.personId, provider: fact.provider } };
    case 'ProgressReviewed':
      return {};
    case 'TreatmentEnded':
      return { ended: { date: fact.date, reason: fact.reason } };
  }
}

export const evolve = (state: State, fact: TreatmentFact): State => ({
  ...state,
  ...change(fact),
  asked: [...state.asked, { at: fact.occurredAt, step: restate(fact) }],
});
