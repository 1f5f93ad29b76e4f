import { cellAlone } from '#metrics/cell-alone';
import type { Breakdown } from '#metrics/definition';
import type { Published } from '#metrics/disclosure';
import { cellBy, type Scope, scopeOf } from '#metrics/narrowed';
import type { Period } from '#metrics/period';
import { Places } from '#metrics/places';
import type { Question } from '#metrics/question';
import { ofThoseDays, type Snapshot } from '#metrics/releases';
import type { EntityManager } from 'typeorm';

/** A figure that a release shows: its total, or one of its cells. */
interface Figure extends Period {
  readonly scope: Scope;
  readonly shown: Published;
}

/** Every figure of a metric that earlier releases show. */
export class Earlier {
  private constructor(
    private readonly figures: readonly Figure[],
    private readonly places: Places,
  ) {}

  /** Of the days that are asked about. @throws NotAsked */
  static async than(db: EntityManager, question: Question): Promise<Earlier> {
    const places = await Places.of(db, question);
    const releases = await ofThoseDays(db, question);
    return new Earlier(
      releases.flatMap((release) => figuresOf(release, places)),
      places,
    );
  }

  /** The same figure, in whatever release it was shown. */
  ofTheSame(question: Question): readonly Published[] {
    const scope = JSON.stringify(placed(question, this.places));
    return this.#ofItsDays(question)
      .filter((one) => JSON.stringify(one.scope) === scope)
      .map(({ shown }) => shown);
  }

  /** The breakdowns of which a cell of this was shown. */
  brokenDownBy(question: Question): readonly Breakdown[] {
    const scope = placed(question, this.places);
    return [...new Set(this.#ofItsDays(question).flatMap((one) => cellBy(one.scope, scope) ?? []))];
  }

  #ofItsDays({ from, to }: Question): readonly Figure[] {
    return this.figures.filter((one) => one.from === from && one.to === to);
  }
}

const placed = (question: Question, places: Places): Scope => ({
  ...scopeOf({ ...question, area: undefined }),
  area: places.named(question.area),
});

function figuresOf(release: Snapshot, places: Places): readonly Figure[] {
  const { key, from, to, scope, breakdown, total, cells, releasedAt } = release;
  const { area, ...only } = scope;
  const whole: Question = { key, from, to, area, only, now: releasedAt };
  const figure = (question: Question, shown: Published): Figure => ({
    ...{ from: question.from, to: question.to },
    ...{ scope: placed(question, places), shown },
  });
  const alone = (cell: string) => cellAlone(whole, breakdown as Breakdown, cell);
  return [figure(whole, total), ...cells.map(({ cell, ...shown }) => figure(alone(cell), shown))];
}
