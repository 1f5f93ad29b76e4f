import { type PublishMetric, type MeasureMetric } from '#casework/metric/metric.requests';
import { definitions } from '#metrics/definitions';
import { type MetricAnswer, MetricQuery } from '#metrics/metrics.handler';
import {
  everySnapshot,
  publish,
  type Shown,
  type Snapshot,
  snapshot,
  snapshots,
  WouldDisclose,
  wouldPublish,
} from '#metrics/published';
import { NotAsked, type Question } from '#metrics/question';
import { type Clock, CLOCK } from '#platform/clock';
import { invalid, RequestProblem } from '#platform/problem';
import { Inject, Injectable } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';

function asProblem(error: unknown): unknown {
  if (error instanceof WouldDisclose) return new RequestProblem(409, error.code, error.message);
  if (!(error instanceof NotAsked)) return error;
  if (error.code === 'UNKNOWN_METRIC')
    return new RequestProblem(404, error.code, 'There is no such metric. GET /metric lists those there are.');
  return invalid([{ field: error.field, error: error.code, message: error.message }]);
}

interface Counted {
  readonly numerator: number | null;
  readonly denominator: number | null;
}
const amongThemselves = <C extends Counted>(counted: C): C => ({ ...counted, denominator: counted.numerator });

/** A count has no denominator of its own: the people counted stand there, so that every metric answers alike. */
function withDenominator(answer: MetricAnswer): MetricAnswer {
  const { measure, published } = answer;
  if (measure.denominator !== null) return answer;
  return {
    ...answer,
    measure: { ...amongThemselves(measure), ...(measure.cells && { cells: measure.cells.map(amongThemselves) }) },
    published: amongThemselves(published),
  };
}

/** Metrics: measured for analysts, published for everybody. */
@Injectable()
export class Metrics {
  constructor(
    private readonly queries: QueryBus,
    private readonly dataSource: DataSource,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  definitions() {
    return {
      metrics: definitions.map(({ key, version, title, dated, denominator, numerator, limitation, ...rest }) => ({
        ...{ key, version, title, dated, denominator, numerator, limitation },
        maturityDays: rest.maturityDays,
        breakdowns: rest.breakdowns,
        figures: rest.figures.map(({ key: figure, title: means }) => ({ key: figure, title: means })),
      })),
    };
  }

  async answer(key: string, asked: MeasureMetric, also: MetricQuery['also'] = {}): Promise<MetricAnswer> {
    try {
      return withDenominator(await this.queries.execute(new MetricQuery(this.#question(key, asked), also)));
    } catch (error) {
      throw asProblem(error);
    }
  }

  /** The releases made of these figures, oldest first. */
  released(key: string, asked: MeasureMetric): Promise<readonly Snapshot[]> {
    return snapshots(this.dataSource.manager, this.#question(key, asked));
  }

  /** Every release, the last made first. */
  allReleased(part: { readonly skip: number; readonly take: number }): Promise<readonly Snapshot[]> {
    return everySnapshot(this.dataSource.manager, part);
  }

  /** The release of this id; undefined where there is none. */
  releasedAs(id: string): Promise<Snapshot | undefined> {
    return snapshot(this.dataSource.manager, id);
  }

  /** What a release made now would show. */
  async preview(key: string, asked: PublishMetric): Promise<Shown> {
    const question = this.#question(key, asked);
    try {
      return await this.dataSource.transaction('REPEATABLE READ', (db) => wouldPublish(db, question));
    } catch (error) {
      throw asProblem(error);
    }
  }

  /** Freezes a release, or answers the one that was made of the same figures. */
  async release(key: string, asked: PublishMetric, by: string): Promise<Snapshot> {
    const { measure } = await this.answer(key, asked);
    try {
      const { watermark } = measure;
      return await publish(this.dataSource, this.#question(key, asked), { by, watermark });
    } catch (error) {
      throw asProblem(error);
    }
  }

  #question(key: string, asked: MeasureMetric): Question {
    const { from, to, area, provider, prison, breakdown, only, asKnownAt, effectiveAt } = asked;
    const [cellOf, ...cell] = only?.split(':') ?? [];
    const narrowed = cellOf === undefined ? {} : { only: { [cellOf]: cell.join(':') } };
    return {
      key,
      from,
      to,
      area,
      provider,
      prison,
      breakdown,
      asKnownAt,
      effectiveAt,
      ...narrowed,
      now: this.clock.now(),
    };
  }
}
