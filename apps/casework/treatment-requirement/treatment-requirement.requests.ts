import { Flag, OneOf, Part, TestResults, WholeNumber } from '#casework/fields/choices';
import { OrganisationCode, Uuid, Words } from '#casework/fields/text';
import { CivilDate } from '#casework/fields/times';
import type { Takes } from '#casework/records';
import type { Results } from '#pathway/arrest-test';
import {
  type RequirementKind,
  requirementKinds,
  type TreatmentRequirementCommand,
} from '#pathway/treatment-requirement';

export class AssessSuitability implements Takes<TreatmentRequirementCommand, 'assess suitability'> {
  @Uuid('the person')
  personId: string;

  @OneOf(requirementKinds, 'the kind of requirement')
  kind: RequirementKind;

  @Flag('whether the requirement would suit')
  suitable: boolean;
}

/** The same requirement assessed again. */
export class AssessSuitabilityAgain implements Takes<TreatmentRequirementCommand, 'assess suitability'> {
  @OneOf(requirementKinds, 'the kind of requirement', { optional: true })
  kind?: RequirementKind;

  @Flag('whether the requirement would suit')
  suitable: boolean;
}

export class RecordWillingness implements Takes<TreatmentRequirementCommand, 'record willingness'> {
  @Flag('whether the person is willing')
  willing: boolean;
}

export class IntensiveSupervision {
  @Words(200, 'the judge')
  judge: string;
}

export class ImposeRequirement implements Takes<TreatmentRequirementCommand, 'impose requirement'> {
  @OneOf(['community', 'suspended'], 'the order')
  order: 'community' | 'suspended';

  @WholeNumber([1, 60], 'the length of the order in months')
  orderMonths: number;

  @WholeNumber([1, 60], 'the length of the requirement in months')
  months: number;

  @CivilDate('the date of conviction')
  convicted: string;

  @CivilDate('the date of sentence')
  sentenced: string;

  @OrganisationCode('the provider')
  to: string;

  @OrganisationCode('the court that reviews', { optional: true })
  reviewCourt?: string;

  @Part(() => IntensiveSupervision, 'the intensive supervision', { optional: true })
  intensive?: IntensiveSupervision;
}

export class ScheduleReview implements Takes<TreatmentRequirementCommand, 'schedule review'> {
  @CivilDate('the date of the review')
  date: string;
}

export class HoldReview implements Takes<TreatmentRequirementCommand, 'hold review'> {
  @Words(200, 'the judge')
  judge: string;

  @Words(2000, 'the outcome')
  outcome: string;
}

export class RecordRequirementTest implements Takes<TreatmentRequirementCommand, 'record requirement test'> {
  @TestResults('the result of each substance')
  results: Results;
}

export class RecordNonCompliance implements Takes<TreatmentRequirementCommand, 'record non-compliance'> {
  @OneOf(['warning', 'breach'], 'the response')
  response: 'warning' | 'breach';

  @Words(2000, 'the reason', { optional: true })
  reason?: string;

  @Flag('whether treatment was declined reasonably', { optional: true })
  declinedTreatmentReasonably?: boolean;
}

export class ImposeSanction implements Takes<TreatmentRequirementCommand, 'impose sanction'> {
  @OneOf(['custody', 'other'], 'the kind of sanction')
  kind: 'custody' | 'other';

  @WholeNumber([0, 365], 'the days')
  days: number;
}

export class AmendRequirement implements Takes<TreatmentRequirementCommand, 'amend requirement'> {
  @WholeNumber([1, 60], 'the length of the requirement in months', { optional: true })
  months?: number;

  @OrganisationCode('the provider', { optional: true })
  to?: string;

  @OrganisationCode('the court that reviews', { optional: true })
  reviewCourt?: string;

  @Words(2000, 'the reason')
  reason: string;
}

export class RevokeRequirement implements Takes<TreatmentRequirementCommand, 'revoke requirement'> {
  @Words(2000, 'the reason')
  reason: string;
}

export class CompleteRequirement implements Takes<TreatmentRequirementCommand, 'complete requirement'> {
  @Words(2000, 'the reason', { optional: true })
  reason?: string;
}
