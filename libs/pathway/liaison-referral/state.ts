import { evolveBy } from '#pathway/by-name';
import type { Instant } from '#pathway/decider';
import type {
  Assessed,
  ConsentAnswer,
  ConsentScope,
  LiaisonReferralFact,
  LiaisonReferralOpened,
  OnwardReferralMade,
  Screened,
} from '#pathway/liaison-referral';

export interface LiaisonReferralState {
  readonly opened?: LiaisonReferralOpened;
  readonly screened?: Screened;
  /** The person's latest answer to each scope. */
  readonly consents: Readonly<Partial<Record<ConsentScope, ConsentAnswer>>>;
  readonly assessed?: Assessed;
  readonly onward: readonly OnwardReferralMade[];
  /** How it was closed; a declined referral is open again once the offer was made again. */
  readonly closed?: { readonly outcome: string; readonly at: Instant };
}

export const initial: LiaisonReferralState = { consents: {}, onward: [] };

/** Refused, withdrawn and lacking capacity are not consent. */
export const consentStands = ({ consents }: LiaisonReferralState, scope: ConsentScope): boolean =>
  consents[scope] === 'given';

const reopened = (state: LiaisonReferralState): LiaisonReferralState =>
  state.closed?.outcome === 'declined' ? { ...state, closed: undefined } : state;

export const evolve = evolveBy<LiaisonReferralFact, LiaisonReferralState>({
  LiaisonReferralOpened: (state, opened) => ({ ...state, opened }),
  Screened: (state, screened) => ({ ...reopened(state), screened }),
  ConsentRecorded: (state, { scope, answer }) => ({
    ...(answer === 'given' ? reopened(state) : state),
    consents: { ...state.consents, [scope]: answer },
  }),
  Assessed: (state, assessed) => ({ ...state, assessed }),
  OnwardReferralMade: (state, onward) => ({ ...state, onward: [...state.onward, onward] }),
  LiaisonReferralClosed: (state, { outcome, occurredAt: at }) => ({ ...state, closed: { outcome, at } }),
});
