import { Flag, OneOf, SeveralOf } from '#casework/fields/choices';
import { OrganisationCode, Uuid, Words } from '#casework/fields/text';
import type { Takes } from '#casework/records';
import {
  closures,
  type ConsentAnswer,
  consentAnswers,
  type ConsentScope,
  consentScopes,
  type LiaisonReferralCommand,
  needs,
  points,
} from '#pathway/liaison-referral';
import { substances } from '#pathway/treatment';

export class ReferToLiaison implements Takes<LiaisonReferralCommand, 'refer to liaison'> {
  @Uuid('the person')
  personId: string;

  @OneOf(points, 'the point of intervention')
  point: (typeof points)[number];

  @Words(2000, 'the reason', { optional: true })
  reason?: string;
}

export class Screen implements Takes<LiaisonReferralCommand, 'screen'> {
  @SeveralOf(needs, 'the needs')
  needs: (typeof needs)[number][];

  @OneOf(['low', 'medium', 'high'], 'the risk')
  risk: 'low' | 'medium' | 'high';

  @Flag('whether it is urgent', { optional: true })
  urgent?: boolean;

  @Flag('whether a full assessment is wanted')
  fullAssessment: boolean;
}

export class RecordConsent implements Takes<LiaisonReferralCommand, 'record consent'> {
  @OneOf(consentScopes, 'what the consent is to')
  scope: ConsentScope;

  @OneOf(consentAnswers, 'the answer')
  answer: ConsentAnswer;
}

export class Assess implements Takes<LiaisonReferralCommand, 'assess'> {
  @SeveralOf(substances, 'the substances')
  substances: (typeof substances)[number][];

  @Words(10_000, 'the summary')
  summary: string;
}

export class ReferOnward implements Takes<LiaisonReferralCommand, 'refer onward'> {
  @OrganisationCode('the provider')
  to: string;

  @Words(200, 'the service asked for')
  service: string;

  @Words(2000, 'why it is shared without consent', { optional: true })
  override?: string;
}

export class CloseReferral implements Takes<LiaisonReferralCommand, 'close referral'> {
  @OneOf(closures, 'the outcome')
  outcome: (typeof closures)[number];
}
