import type { PathwayFact, StageName } from '#pathway/stages';
import type { Told } from '#pathway/told';
import { v5 } from 'uuid';

const NAMESPACE = '7c0e9d3e-7c2c-4f0e-9a53-0b6b3c4f7a11';

/** A stable id for a name of the story: `Sam`, `T1`, an event. */
export const idOf = (name: string): string => v5(name, NAMESPACE);

interface Telling {
  readonly on: string;
  readonly of: string;
  /** When it was recorded, where later than it happened. */
  readonly recordedAt?: string;
  readonly event?: string;
}

/** A log of facts as a view is told them: every one at the next position, its recorded moments never running backwards. */
export class Log {
  readonly told: Told[] = [];
  readonly #revisions = new Map<string, bigint>();

  tell(stage: StageName, { on, of, recordedAt, event }: Telling, fact: object): this {
    const position = BigInt(this.told.length + 1);
    const full = fact as PathwayFact;
    const before = this.told.at(-1)?.recordedAt ?? full.occurredAt;
    const at = recordedAt ?? full.occurredAt;
    const instance = idOf(on);
    const revision = (this.#revisions.get(instance) ?? -1n) + 1n;
    this.#revisions.set(instance, revision);
    this.told.push({
      fact: full,
      id: idOf(event ?? `event ${position}`),
      stage,
      instance,
      revision,
      position,
      recordedAt: at < before ? before : at,
      personId: idOf(of),
      organisation: 'throughcare',
      user: 'somebody',
    });
    return this;
  }

  person(of: string, at: string, fields: object = {}): this {
    return this.tell(
      'person',
      { on: of, of },
      {
        type: 'PersonRegistered',
        occurredAt: at,
        personId: idOf(of),
        name: '[erased]',
        dateOfBirth: '[erased]',
        birthMonth: '1991-04',
        sex: 'male',
        ethnicity: 'A',
        residence: 'E08000012',
        identifiers: {},
        nearMatches: [],
        ...fields,
      },
    );
  }
}
