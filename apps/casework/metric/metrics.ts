import { type PublishMetric, type MeasureMetric } from '#casework/metric/metric.requests';
import { definitionOf, definitions } from '#metrics/definitions';
import { type MetricAnswer, MetricQuery } from '#metrics/metrics.handler';
import { WouldDisclose } from '#metrics/held';
import { publish, wouldPublish } from '#metrics/published';
import { everySnapshot, ofTheSame, releasesOf, type Shown, type Snapshot, snapshot } from '#metrics/releases';
import { NotAsked, type Question } from '#metrics/question';
import { type Clock, CLOCK } from '#platform/clock';
import { invalid, RequestProblem } from '#platform/problem';
import { Inject, Injectable } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';

const noMetric = (): RequestProblem =>
  new RequestProblem(404, 'UNKNOWN_METRIC', 'There is no such metric. GET /metric lists those there are.');

function asProblem(error: unknown): unknown {
  if (error instanceof WouldDisclose) return new RequestProblem(409, error.code, error.message);
  if (!(error instanceof NotAsked)) return error;
  if (error.code === 'UNKNOWN_METRIC') return noMetric();
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

/** Metrics: measured for analysts, released for everybody. */
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
    return ofTheSame(this.dataSource.manager, this.#question(key, asked));
  }

  /** Every release, or those of a metric, the last made first. */
  allReleased(part: Parameters<typeof everySnapshot>[1]): Promise<readonly Snapshot[]> {
    return everySnapshot(this.dataSource.manager, part);
  }

  /** A page of the releases of a metric, the last made first. @throws RequestProblem 404 */
  releasesOf(key: string, part: Parameters<typeof releasesOf>[2]): Promise<readonly Snapshot[]> {
    if (!definitionOf(key)) throw noMetric();
    return releasesOf(this.dataSource.manager, key, part);
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
    const question = this.#question(key, asked);
    try {
      return await publish(this.dataSource, question, by);
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
