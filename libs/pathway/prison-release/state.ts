import type { Asked } from '#pathway/asked';
import type { CivilDate, Instant } from '#pathway/decider';
import type { PrisonReleaseCommand, PrisonReleaseFact, releaseReasons } from '#pathway/prison-release';

type Command = PrisonReleaseCommand;
type F = PrisonReleaseFact;
type State = PrisonReleaseState;

// State

export interface PrisonReleaseState {
  readonly asked: readonly Asked<PrisonReleaseCommand>[];
  readonly planned?: {
    readonly personId: string;
    readonly prison: string;
    readonly supervisedBy?: string;
    readonly residence: string;
  };
  readonly expected?: CivilDate;
  /** Providers and RECONNECT services that were asked. */
  readonly referredTo: readonly string[];
  readonly released?: {
    readonly at: Instant;
    readonly date: CivilDate;
    readonly reason: (typeof releaseReasons)[number];
  };
  readonly recalled?: CivilDate;
}

/** Who left for one of these comes back to the prison, so that the release goes on being planned. */
const returning: readonly string[] = ['court', 'hospital', 'temporary-absence'];

/** The departure after which nobody comes back to this plan. */
export const departed = ({ released }: State): State['released'] =>
  released && !returning.includes(released.reason) ? released : undefined;

/** Before anything is recorded. */
export const initial: State = { asked: [], referredTo: [] };

const restated: { readonly [Type in F['type']]: (fact: Extract<F, { type: Type }>) => Command } = {
  ReleasePlanned: ({ type: _type, occurredAt: _at, ...fields }) => ({ do: 'plan release', ...fields }),
  ReleaseDateChanged: ({ expected, explanation }) => ({ do: 'change release date', expected, reason: explanation }),
  CommunityReferralMade: ({ to }) => ({ do: 'refer to community', to }),
  PreReleaseMeetingHeld: ({ mode, with: whom }) => ({ do: 'record pre-release meeting', mode, with: whom }),
  ReconnectReferralMade: ({ to }) => ({ do: 'refer to reconnect', to }),
  MedicationContinuityArranged: ({ type: _type, occurredAt: _at, ...fields }) => ({
    do: 'arrange medication',
    ...fields,
  }),
  NaloxoneSupplied: () => ({ do: 'supply naloxone' }),
  NaloxoneDeclined: () => ({ do: 'decline naloxone' }),
  PrisonTestRecorded: ({ kind, results }) => ({ do: 'record prison test', kind, results }),
  Released: ({ date, reason }) => ({ do: 'record release', date, reason }),
  Recalled: ({ date }) => ({ do: 'record recall', date }),
};
/** The command that would record this fact. */
export const restate = (fact: F): Command => (restated[fact.type] as (fact: F) => Command)(fact);

// Evolve

const changes: { readonly [Type in F['type']]?: (state: State, fact: Extract<F, { type: Type }>) => Partial<State> } = {
  ReleasePlanned: (_, { personId, prison, supervisedBy, residence, expected }) => ({
    planned: { personId, prison, ...(supervisedBy !== undefined && { supervisedBy }), residence },
    expected,
  }),
  ReleaseDateChanged: (state, { expected }) => ({ expected, released: departed(state) }),
  CommunityReferralMade: ({ referredTo }, { to }) => ({ referredTo: [...referredTo, to] }),
  ReconnectReferralMade: ({ referredTo }, { to }) => ({ referredTo: [...referredTo, to] }),
  Released: (_, { occurredAt, date, reason }) => ({ released: { at: occurredAt, date, reason } }),
  Recalled: (_, { date }) => ({ recalled: date }),
};

export function evolve(state: State, fact: F): State {
  const change = changes[fact.type] as ((state: State, fact: F) => Partial<State>) | undefined;
  return { ...state, ...change?.(state, fact), asked: [...state.asked, { at: fact.occurredAt, step: restate(fact) }] };
}
