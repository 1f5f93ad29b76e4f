import { Flag, OneOf, Part, TestResults } from '#casework/fields/choices';
import { CustodyRecord, OffenceCode, Uuid, Words } from '#casework/fields/text';
import { Moment } from '#casework/fields/times';
import type { Takes } from '#casework/records';
import type { ArrestTestCommand, Results } from '#pathway/arrest-test';

export class InspectorsAuthority {
  @Words(200, "the inspector's name")
  name: string;

  @Words(1000, 'the grounds')
  grounds: string;

  @Moment('when the authority was given', { optional: true })
  time?: string;
}

export class RequestTest implements Takes<ArrestTestCommand, 'request test'> {
  @Uuid('the person')
  personId: string;

  @OneOf(['arrested', 'charged', 'voluntary'], 'the detention')
  detention: 'arrested' | 'charged' | 'voluntary';

  @CustodyRecord('the custody record number')
  custodyRecord: string;

  @OneOf(['trigger', 'inspector', 'not-stated'], 'the ground')
  ground: 'trigger' | 'inspector' | 'not-stated';

  @OffenceCode('the offence', { optional: true })
  offence?: string;

  @Part(() => InspectorsAuthority, "the inspector's authority", { optional: true })
  authority?: InspectorsAuthority;

  @Flag('whether an appropriate adult is there', { optional: true })
  appropriateAdult?: boolean;
}

export class RecordSample implements Takes<ArrestTestCommand, 'record sample'> {
  @OneOf(['taken', 'refused', 'not-taken'], 'what came of the sample')
  sample: 'taken' | 'refused' | 'not-taken';

  @Flag('whether the person was warned', { optional: true })
  warned?: boolean;

  @Words(500, 'the reason', { optional: true })
  reason?: string;
}

export class RecordResult implements Takes<ArrestTestCommand, 'record result'> {
  @TestResults('the result of each substance')
  results: Results;
}

export class DisputeResult implements Takes<ArrestTestCommand, 'dispute result'> {
  @OneOf(['medication', 'other'], 'the reason')
  reason: 'medication' | 'other';
}

export class RecordLaboratoryResult implements Takes<ArrestTestCommand, 'record laboratory result'> {
  @Flag('whether the laboratory confirmed the result')
  confirmed: boolean;
}

export class ImposeRequiredAssessment implements Takes<ArrestTestCommand, 'impose required assessment'> {
  @Moment('when the initial assessment is')
  initial: string;

  @Words(200, 'the place')
  place: string;

  @Flag('whether the person was still in detention', { optional: true })
  detained?: boolean;
}

export class RecordAssessment implements Takes<ArrestTestCommand, 'record assessment'> {
  @OneOf(['initial', 'follow-up'], 'which assessment')
  which: 'initial' | 'follow-up';

  @Flag('whether the person attended')
  attended: boolean;

  @Words(1000, 'the outcome', { optional: true })
  outcome?: string;

  @Flag('whether a follow-up is needed', { optional: true })
  followUpNeeded?: boolean;
}
