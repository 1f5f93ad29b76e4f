import type { Breakdown } from '#metrics/definition';
import { notShown, type Published, type Withheld } from '#metrics/disclosure';
import { addedUp, type Figure, type Figures, figuresOf, identified, isSame } from '#metrics/figures';
import { cellBy } from '#metrics/narrowed';
import { either } from '#metrics/parts';
import { Places } from '#metrics/places';
import type { Question } from '#metrics/question';
import { ofThoseDays, type Shown } from '#metrics/releases';
import type { EntityManager } from 'typeorm';

/** What earlier releases of a metric show. */
export class Earlier {
  private constructor(
    private readonly releases: readonly Figures[],
    private readonly places: Places,
  ) {}

  /** Of the days that are asked about. @throws NotAsked */
  static async than(db: EntityManager, question: Question): Promise<Earlier> {
    const places = await Places.of(db, question);
    const releases = await ofThoseDays(db, question);
    return new Earlier(
      releases.map((release) => figuresOf(release, places)),
      places,
    );
  }

  /** Which counts of a figure are not shown, in whatever release it stands. */
  withheld(question: Question): Withheld {
    return either(this.#ofTheSame(question).map(notShown));
  }

  /** Which counts of a figure a release shows, or adds up to. */
  shown(question: Question): Withheld {
    const figure = identified(question, this.places);
    return either([
      ...this.#ofTheSame(question).map((one) => ({
        numerator: one.numerator !== null,
        denominator: one.denominator !== null,
      })),
      ...this.releases.map((release) => addedUp(release, figure)),
    ]);
  }

  /** The breakdowns of which a cell of this was shown. */
  brokenDownBy(question: Question): readonly Breakdown[] {
    const { scope, ...whole } = identified(question, this.places);
    const narrower = this.#figures().filter((one) => isSame({ ...one, scope }, { ...whole, scope }));
    return [...new Set(narrower.flatMap((one) => cellBy(one.scope, scope) ?? []))];
  }

  /** Whether parts of a new release add up to what is withheld. */
  isAddedUpBy(release: Shown): boolean {
    const figures = figuresOf(release, this.places);
    return this.#figures().some((one) => {
      const [known, missing] = [addedUp(figures, one), notShown(one.shown)];
      return (known.numerator && missing.numerator) || (known.denominator && missing.denominator);
    });
  }

  #ofTheSame(question: Question): readonly Published[] {
    const figure = identified(question, this.places);
    return this.#figures()
      .filter((one) => isSame(one, figure))
      .map(({ shown }) => shown);
  }

  #figures(): readonly Figure[] {
    return this.releases.flatMap(({ total, cells }) => [total, ...cells]);
  }
}
