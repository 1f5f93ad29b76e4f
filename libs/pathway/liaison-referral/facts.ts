import type { Fact } from '#pathway/decider';

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
