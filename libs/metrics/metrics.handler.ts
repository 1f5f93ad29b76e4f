import { compare, type Comparison } from '#metrics/comparison';
import { lineage, type LineageOf } from '#metrics/lineage';
import { publishedCell } from '#metrics/published';
import { measure, type Measure, type Question } from '#metrics/query';
import type { Published } from '#metrics/disclosure';
import type { Reference } from '#pathway/reference';
import { readUpTo } from '#read-models/watermarks';
import { Inject } from '@nestjs/common';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';

export interface MetricAnswer {
  /** Unsuppressed, for an authorised analyst. */
  readonly measure: Measure;
  /** The same figure as a release made now would show it. */
  readonly published: Published;
  readonly lineage?: LineageOf;
  readonly comparison?: Comparison;
}

/** Asks for a metric, and for what explains it. */
export class MetricQuery extends Query<MetricAnswer> {
  constructor(
    readonly question: Question,
    readonly also: { readonly lineage?: { readonly after?: string }; readonly comparison?: true } = {},
  ) {
    super();
  }
}

/** The token under which the handler is given the reference data. */
export const METRIC_REFERENCE = Symbol('MetricReference');

/** Everything is read in one snapshot of the database, so that the parts of an answer agree. */
@QueryHandler(MetricQuery)
export class MetricsHandler implements IQueryHandler<MetricQuery> {
  constructor(
    private readonly dataSource: DataSource,
    @Inject(METRIC_REFERENCE) private readonly reference: Reference,
  ) {}

  async execute({ question, also }: MetricQuery): Promise<MetricAnswer> {
    return this.dataSource.transaction('REPEATABLE READ', async (db) => ({
      measure: await measure(db, question, {
        watermark: await readUpTo(db, 'analytics'),
        baselines: this.reference.baselines,
      }),
      published: await publishedCell(db, question),
      ...(also.lineage && { lineage: await lineage(db, question, also.lineage.after) }),
      ...(also.comparison &&
        question.area !== undefined && {
          comparison: await compare(db, { ...question, area: question.area }, this.reference),
        }),
    }));
  }
}
