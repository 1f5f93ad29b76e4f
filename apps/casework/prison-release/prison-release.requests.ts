import { Flag, OneOf, SeveralOf, TestResults, WholeNumber } from '#casework/fields/choices';
import { LivesIn, OrganisationCode, Uuid, Words } from '#casework/fields/text';
import { CivilDate } from '#casework/fields/times';
import type { Takes } from '#casework/records';
import type { Results } from '#pathway/arrest-test';
import type { Residence } from '#pathway/person';
import { type PrisonReleaseCommand, releaseReasons } from '#pathway/prison-release';
import { substances } from '#pathway/treatment';

export class PlanRelease implements Takes<PrisonReleaseCommand, 'plan release'> {
  @Uuid('the person')
  personId: string;

  @OrganisationCode('the prison')
  prison: string;

  @OrganisationCode('the probation unit that will supervise the person', { optional: true })
  supervisedBy?: string;

  @CivilDate('the expected date of release', { optional: true })
  expected?: string;

  @Flag('whether the person is in structured treatment')
  inTreatment: boolean;

  @SeveralOf(substances, 'the substances')
  substances: (typeof substances)[number][];

  @LivesIn('where the person will live', { optional: true })
  residence?: Residence;
}

export class ChangeReleaseDate implements Takes<PrisonReleaseCommand, 'change release date'> {
  @CivilDate('the expected date of release', { optional: true })
  expected?: string;

  @Words(2000, 'the reason')
  reason: string;
}

export class ReferToCommunity implements Takes<PrisonReleaseCommand, 'refer to community'> {
  @OrganisationCode('the provider')
  to: string;
}

export class RecordPreReleaseMeeting implements Takes<PrisonReleaseCommand, 'record pre-release meeting'> {
  @OneOf(['video', 'in-person', 'telephone'], 'how the meeting was held')
  mode: 'video' | 'in-person' | 'telephone';

  @Words(200, 'whom the person met')
  with: string;
}

export class ReferToReconnect implements Takes<PrisonReleaseCommand, 'refer to reconnect'> {
  @OrganisationCode('the RECONNECT service', { optional: true })
  to?: string;
}

export class ArrangeMedication implements Takes<PrisonReleaseCommand, 'arrange medication'> {
  @OneOf(['bridging', 'depot'], 'the kind of supply')
  kind: 'bridging' | 'depot';

  @Words(200, 'the drug')
  drug: string;

  @CivilDate('the date of the last dose', { optional: true })
  lastDose?: string;

  @WholeNumber([1, 90], 'the days supplied', { optional: true })
  days?: number;

  @CivilDate('the date the next dose is due', { optional: true })
  nextDue?: string;
}

export class SupplyNaloxone implements Takes<PrisonReleaseCommand, 'supply naloxone'> {}

export class DeclineNaloxone implements Takes<PrisonReleaseCommand, 'decline naloxone'> {}

export class RecordPrisonTest implements Takes<PrisonReleaseCommand, 'record prison test'> {
  @OneOf(['mandatory', 'voluntary'], 'the kind of test')
  kind: 'mandatory' | 'voluntary';

  @TestResults('the result of each substance')
  results: Results;
}

export class RecordRelease implements Takes<PrisonReleaseCommand, 'record release'> {
  @CivilDate('the date of release')
  date: string;

  @OneOf(releaseReasons, 'the reason')
  reason: (typeof releaseReasons)[number];
}

export class RecordRecall implements Takes<PrisonReleaseCommand, 'record recall'> {
  @CivilDate('the date of recall')
  date: string;
}
