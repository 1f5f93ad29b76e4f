import { defined, selection, type Question } from '#metrics/question';
import type { EntityManager } from 'typeorm';

interface Place {
  readonly authority: string;
  readonly partnership: string | null;
  readonly region: string | null;
}

/** Areas by the authorities in them of which anything is counted: a partnership of one authority is that authority. */
export class Places {
  private constructor(private readonly places: readonly Place[]) {}

  /** Wherever anything is counted of a metric in these days. @throws NotAsked */
  static async of(db: EntityManager, { key, from, to, now }: Question): Promise<Places> {
    const everything = { key, from, to, now };
    const { where } = selection(everything);
    return new Places(
      await db.query(
        `select distinct authority, partnership, region from analytics.${defined(everything).table} where ${String(where)} order by 1`,
        where.values,
      ),
    );
  }

  /** The same for areas in which the same is counted; the area itself where nothing is. */
  within(area: string | undefined): readonly string[] {
    const within = this.places.filter((place) => isWithin(place, area)).map(({ authority }) => authority);
    return within.length === 0 ? [area ?? ''] : [...new Set(within)];
  }
}

function isWithin({ authority, partnership, region }: Place, area: string | undefined): boolean {
  if (area === undefined) return true;
  if (/^[EW]92/.test(area)) return authority.startsWith(area.slice(0, 1));
  return [authority, partnership, region].includes(area);
}
