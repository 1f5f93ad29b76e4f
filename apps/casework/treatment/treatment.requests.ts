import { OneOf, SeveralOf } from '#casework/fields/choices';
import { Uuid, Words } from '#casework/fields/text';
import { CivilDate } from '#casework/fields/times';
import type { Takes } from '#casework/records';
import { dischargeReasons, interventions, settings, substances, type TreatmentCommand } from '#pathway/treatment';

export class StartTreatment implements Takes<TreatmentCommand, 'start treatment'> {
  @Uuid('the person')
  personId: string;

  @CivilDate('the date of triage')
  triaged: string;

  @SeveralOf(interventions, 'the interventions', { atLeast: 1 })
  interventions: (typeof interventions)[number][];

  @SeveralOf(substances, 'the substances')
  substances: (typeof substances)[number][];

  @OneOf(settings, 'the setting', { optional: true })
  setting?: (typeof settings)[number];

  @Uuid('the handover it takes up', { optional: true })
  handover?: string;
}

/** Contact with somebody who is not in treatment. */
export class RecordFirstContact implements Takes<TreatmentCommand, 'record contact'> {
  @Uuid('the person')
  personId: string;
}

export class RecordContact implements Takes<TreatmentCommand, 'record contact'> {}

export class ReviewProgress implements Takes<TreatmentCommand, 'review progress'> {
  @Words(10_000, 'the summary', { optional: true })
  summary?: string;
}

export class EndTreatment implements Takes<TreatmentCommand, 'end treatment'> {
  @CivilDate('the date treatment ended')
  date: string;

  @OneOf(dischargeReasons, 'the reason')
  reason: (typeof dischargeReasons)[number];
}
