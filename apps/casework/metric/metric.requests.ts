import { OneOf } from '#casework/fields/choices';
import { AreaCode, CellName, MemberName, OrganisationCode } from '#casework/fields/text';
import { CivilDate } from '#casework/fields/times';
import { Clocks } from '#casework/reading';
import { breakdowns } from '#metrics/definition';
import { PickType } from '@nestjs/swagger';

/** Which cohort, where, and as of when. */
export class MeasureMetric extends Clocks {
  @CivilDate('the first day')
  from: string;

  @CivilDate('the last day')
  to: string;

  @AreaCode('an authority, a partnership, a region, or England as E92000001')
  area?: string;

  @OrganisationCode('the provider', { optional: true })
  provider?: string;

  @OrganisationCode('the prison', { optional: true })
  prison?: string;

  @OneOf(breakdowns, 'what it is broken down by', { optional: true })
  breakdown?: (typeof breakdowns)[number];

  @CellName('one cell of a breakdown')
  only?: string;
}

export class MeasureWithComparison extends MeasureMetric {
  @OneOf(['similar-areas'], 'what the area is compared with', { optional: true })
  compare?: 'similar-areas';
}

export class TraceMetric extends MeasureMetric {
  @MemberName('the member to go on after')
  after?: string;
}

/** A release is of what is known now. */
export class PublishMetric extends PickType(MeasureMetric, [
  'from',
  'to',
  'area',
  'provider',
  'prison',
  'breakdown',
] as const) {}
