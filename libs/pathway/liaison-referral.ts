import { decideBy, type Decides } from '#pathway/by-name';
import { civilDate } from '#pathway/calendar';
import { type Decider, type Decision, type Fact, type Refusal, refuse } from '#pathway/decider';
import type { GivenPerson } from '#pathway/given';
import { consentStands, evolve, initial, type LiaisonReferralState } from '#pathway/liaison-referral/state';
import { isOfKind, liaisonOf } from '#pathway/reference';
import { substanceRefusals, whyNotSubstances } from '#pathway/substances';

export const points = [
  'police-custody',
  'voluntary-attendance',
  'magistrates-court',
  'youth-court',
  'crown-court',
  'probation',
  'other',
] as const;
export const needs = [
  'substance',
  'alcohol',
  'mental-health',
  'physical-health',
  'learning-disability-or-neurodiversity',
  'housing',
  'employment',
  'money',
  'family',
  'safeguarding',
] as const;
export const consentScopes = ['assess', 'share-health', 'share-justice'] as const;
export type ConsentScope = (typeof consentScopes)[number];
export const consentAnswers = ['given', 'refused', 'withdrawn', 'lacks-capacity'] as const;
export type ConsentAnswer = (typeof consentAnswers)[number];
export const closures = ['declined', 'uncontactable', 'completed', 'out-of-area', 'custody', 'died'] as const;

// Facts

/** Somebody was referred to a Liaison and Diversion service, by a practitioner or by accepting a test's notification. */
export type LiaisonReferralOpened = Fact<
  'LiaisonReferralOpened',
  {
    personId: string;
    point: (typeof points)[number];
    /** The organisation that referred. */
    referrer: string;
    /** The L&D service it went to. */
    service: string;
    reason?: string;
    /** The handover whose acceptance opened it, and the arrest test behind that. */
    notification?: { handover: string; test: string };
  }
>;
/** L&D screened for needs, risk and urgency. */
export type Screened = Fact<
  'Screened',
  {
    needs: readonly (typeof needs)[number][];
    risk: 'low' | 'medium' | 'high';
    urgent: boolean;
    fullAssessment: boolean;
  }
>;
/** The person's answer to one scope of consent. */
export type ConsentRecorded = Fact<'ConsentRecorded', { scope: ConsentScope; answer: ConsentAnswer }>;
/** L&D assessed the person. */
export type Assessed = Fact<'Assessed', { substances: readonly string[]; summary: string }>;
/** L&D referred the person to a treatment provider, for what is wanted of it in L&D's own words. */
export type OnwardReferralMade = Fact<'OnwardReferralMade', { to: string; wanted: string; override?: string }>;
/** The referral was closed. */
export type LiaisonReferralClosed = Fact<'LiaisonReferralClosed', { outcome: (typeof closures)[number] }>;

export type LiaisonReferralFact =
  LiaisonReferralOpened | Screened | ConsentRecorded | Assessed | OnwardReferralMade | LiaisonReferralClosed;

// Commands

export type LiaisonReferralCommand =
  | { do: 'refer to liaison'; personId: string; point: (typeof points)[number]; reason?: string }
  | {
      /** The policy's: accepting a test's notification opens the referral. */
      do: 'open from notification';
      personId: string;
      referrer: string;
      service: string;
      notification: { handover: string; test: string };
    }
  | {
      do: 'screen';
      needs: readonly (typeof needs)[number][];
      risk: 'low' | 'medium' | 'high';
      urgent?: boolean;
      fullAssessment: boolean;
    }
  | { do: 'record consent'; scope: ConsentScope; answer: ConsentAnswer }
  | { do: 'assess'; substances: readonly string[]; summary: string }
  | { do: 'refer onward'; to: string; service: string; override?: string }
  | { do: 'close referral'; outcome: (typeof closures)[number] };

// Refusals

const refusals = {
  ...substanceRefusals,
  ALREADY_REFERRED: 'This referral is already open: record what follows on it.',
  NO_LIAISON_SERVICE: 'No Liaison and Diversion service serves your area: the directory has to name one.',
  NOT_REFERRED: 'Nobody was referred here.',
  REFERRAL_CLOSED: 'This referral is closed: make a new one.',
  CONSENT_TO_ASSESS_NEEDED: 'Record the person’s consent to be assessed first.',
  CONSENT_TO_SHARE_NEEDED:
    'Record the person’s consent to share health information first, or say why safeguarding overrides it.',
  OVERRIDE_NEEDS_WORDS: 'Say why safeguarding overrides the person’s consent.',
  NO_SUCH_PROVIDER: 'There is no such treatment provider: choose one from the directory.',
} as const;
type Code = keyof typeof refusals;

/** An onward referral is also given who holds an open handover of this one; left out, all that were asked still do. */
export interface GivenReferral extends GivenPerson {
  readonly openHandoversTo?: readonly string[];
}

// Decide

type Decided = Decision<LiaisonReferralFact, Code>;
type No = Refusal<Code> | undefined;

const sameScreening = (one: Screened | undefined, { needs, risk, urgent, fullAssessment }: Screened): boolean =>
  one?.needs.join() === needs.join() &&
  one.risk === risk &&
  one.urgent === urgent &&
  one.fullAssessment === fullAssessment;

/** A declined offer may be made again; otherwise closed is closed. */
function whyNotOffered({ opened, closed }: LiaisonReferralState): No {
  if (!opened) return refuse('NOT_REFERRED');
  return closed && closed.outcome !== 'declined' ? refuse('REFERRAL_CLOSED') : undefined;
}

function whyNotOpen({ opened, closed }: LiaisonReferralState): No {
  if (!opened) return refuse('NOT_REFERRED');
  return closed && refuse('REFERRAL_CLOSED');
}

function whyNotShared(override: string | undefined, state: LiaisonReferralState): No {
  if (override !== undefined && override.trim() === '') return refuse('OVERRIDE_NEEDS_WORDS', 'override');
  const may = override !== undefined || consentStands(state, 'share-health');
  return may ? undefined : refuse('CONSENT_TO_SHARE_NEEDED');
}

const decides: Decides<LiaisonReferralCommand, LiaisonReferralFact, LiaisonReferralState, GivenReferral, Code> = {
  'refer to liaison': ({ personId, point, reason }, { opened }, { occurredAt, by, reference }): Decided => {
    if (opened) return refuse('ALREADY_REFERRED');
    const service = liaisonOf(reference, by.organisation, civilDate(occurredAt));
    if (service === undefined) return refuse('NO_LIAISON_SERVICE');
    return [{ type: 'LiaisonReferralOpened', occurredAt, personId, point, referrer: by.organisation, service, reason }];
  },
  'open from notification': ({ personId, referrer, service, notification }, { opened }, { occurredAt }): Decided => {
    if (opened) return opened.notification?.handover === notification.handover ? [] : refuse('ALREADY_REFERRED');
    const point = 'police-custody';
    return [{ type: 'LiaisonReferralOpened', occurredAt, personId, point, referrer, service, notification }];
  },
  screen: ({ needs, risk, urgent = false, fullAssessment }, state, { occurredAt }): Decided => {
    const no = whyNotOffered(state);
    if (no) return no;
    const screened: Screened = { type: 'Screened', occurredAt, needs, risk, urgent, fullAssessment };
    return !state.closed && sameScreening(state.screened, screened) ? [] : [screened];
  },
  'record consent': ({ scope, answer }, state, { occurredAt }): Decided => {
    const no = whyNotOffered(state);
    if (no && !(state.opened && answer === 'withdrawn')) return no;
    const opens = state.closed !== undefined && answer === 'given';
    return state.consents[scope] === answer && !opens ? [] : [{ type: 'ConsentRecorded', occurredAt, scope, answer }];
  },
  assess: ({ substances, summary }, state, given): Decided => {
    const no = whyNotOpen(state);
    if (no) return no;
    if (!consentStands(state, 'assess')) return refuse('CONSENT_TO_ASSESS_NEEDED');
    const unknown = whyNotSubstances(substances, given);
    if (unknown) return unknown;
    const { assessed } = state;
    const same = assessed?.summary === summary && assessed.substances.join() === substances.join();
    return same ? [] : [{ type: 'Assessed', occurredAt: given.occurredAt, substances, summary }];
  },
  'refer onward': ({ to, service: wanted, override }, state, { occurredAt, reference, openHandoversTo }): Decided => {
    const no = whyNotOpen(state) ?? whyNotShared(override, state);
    if (no) return no;
    const today = civilDate(occurredAt);
    if (!isOfKind(reference, to, 'treatment-provider', today)) return refuse('NO_SUCH_PROVIDER', 'to');
    const made = state.onward.some(
      (onward) => onward.to === to && onward.wanted === wanted && civilDate(onward.occurredAt) === today,
    );
    const stands = made && (openHandoversTo?.includes(to) ?? true);
    return stands ? [] : [{ type: 'OnwardReferralMade', occurredAt, to, wanted, override }];
  },
  'close referral': ({ outcome }, state, { occurredAt }): Decided =>
    (state.closed?.outcome === outcome ? [] : whyNotOpen(state)) ?? [
      { type: 'LiaisonReferralClosed', occurredAt, outcome },
    ],
};

function restate(fact: LiaisonReferralFact): LiaisonReferralCommand | undefined {
  switch (fact.type) {
    case 'LiaisonReferralOpened':
      return fact.notification
        ? undefined
        : { do: 'refer to liaison', personId: fact.personId, point: fact.point, reason: fact.reason };
    case 'Screened': {
      const { needs, risk, urgent, fullAssessment } = fact;
      return { do: 'screen', needs, risk, urgent, fullAssessment };
    }
    case 'ConsentRecorded':
      return { do: 'record consent', scope: fact.scope, answer: fact.answer };
    case 'Assessed':
      return { do: 'assess', substances: fact.substances, summary: fact.summary };
    case 'OnwardReferralMade':
      return { do: 'refer onward', to: fact.to, service: fact.wanted, override: fact.override };
    case 'LiaisonReferralClosed':
      return { do: 'close referral', outcome: fact.outcome };
  }
}

/** Liaison and Diversion: from being referred, through consent and assessment, to a treatment provider. */
export const liaisonReferral: Decider<
  'liaison-referral',
  LiaisonReferralCommand,
  LiaisonReferralFact,
  LiaisonReferralState,
  GivenReferral,
  Code
> = {
  stage: 'liaison-referral',
  initial,
  evolve,
  decide: decideBy(decides),
  restate,
  refusals,
  personal: ['reason', 'summary', 'wanted', 'override'],
};

/** The organisation that referred, and the Liaison and Diversion service. */
export const runBy = ({ opened }: LiaisonReferralState): readonly string[] =>
  opened ? [opened.referrer, opened.service] : [];

/** Referred, screened, assessed, referred onward or closed. */
export function status({ closed, onward, assessed, screened }: LiaisonReferralState): string {
  if (closed) return 'closed';
  if (onward.length > 0) return 'referred onward';
  if (assessed) return 'assessed';
  return screened ? 'screened' : 'referred';
}
