import type { Episode } from '#casework/episodes';
import { asking, type FormContext, type Question } from '#casework/forms/question';
import { RecordConsent } from '#casework/liaison-referral/liaison-referral.requests';
import type { ConsentScope } from '#pathway/liaison-referral';
import { consentStands, type LiaisonReferralState } from '#pathway/liaison-referral/state';

/** The referral as it stands, for the service that works on it. */
export const referralIn = (episode: Episode | undefined) => episode?.state as LiaisonReferralState | undefined;

/** A declined offer may be made again; otherwise closed is closed. */
export function isOpen(episode: Episode): boolean {
  const referral = referralIn(episode);
  return referral?.opened !== undefined && (!referral.closed || referral.closed.outcome === 'declined');
}

export const consents = (context: FormContext, scope: ConsentScope): boolean => {
  const referral = referralIn(context.episode);
  return referral !== undefined && consentStands(referral, scope);
};

export const consentWords = {
  given: 'Yes',
  refused: 'No',
  withdrawn: 'Not any more: consent was withdrawn',
  'lacks-capacity': 'The person lacks the capacity to say',
} as const;

/** The name under which the answer to one scope stands. */
export const consentTo = (scope: ConsentScope): string => `consent to ${scope}`;

/** Asked as what the person is asked: whether they agree to one thing. */
export const agrees = (scope: ConsentScope, ask: string, hint?: string): Question =>
  asking(consentTo(scope), RecordConsent)('answer', {
    ask,
    ...(hint !== undefined && { hint }),
    missing: `Select an answer to: ${ask}`,
    options: consentWords,
    choose: ({ episode }) =>
      Object.entries(consentWords)
        .filter(([value]) => value !== 'withdrawn' || referralIn(episode)?.consents[scope] === 'given')
        .map(([value, text]) => ({ value, text })),
    known: ({ episode }) => {
      const value = referralIn(episode)?.consents[scope];
      return value === 'given' || value === 'refused' ? { value, from: 'what was recorded before' } : undefined;
    },
  });
