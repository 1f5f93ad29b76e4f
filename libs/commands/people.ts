import type { Log } from '#commands/log';
import type { Surroundings } from '#commands/surroundings';
import type { Position } from '#event-store/event-store';
import { fold, type Recorded } from '#pathway/corrections';
import { person, type PersonFact } from '#pathway/person';
import type { PersonState } from '#pathway/person/state';
import { placeOf } from '#pathway/stages';
import { heard } from '#privacy/heard';
import { LRUCache } from 'lru-cache';

/** After so many milliseconds in which nobody asked, all is read again rather than what happened meanwhile. */
const FORGOTTEN_AFTER_MS = 60_000;
const KEPT_MOST = 20_000;

const CHANGE_RECORDS: ReadonlySet<string> = new Set(['PersonMerged', 'PersonUnmerged']);

/** Answers that hold until they are dropped; whoever asks while one is on its way waits for that. No answer is not kept. */
class Kept<T> {
  readonly #answers = new LRUCache<string, Promise<T | undefined>>({ max: KEPT_MOST });

  constructor(private readonly read: (id: string) => Promise<T | undefined>) {}

  of(id: string): Promise<T | undefined> {
    const known = this.#answers.get(id);
    if (known) return known;
    const answer = this.read(id);
    this.#answers.set(id, answer);
    const unless = (kept: T | undefined) => kept === undefined && this.#answers.get(id) === answer && this.drop(id);
    answer.then(unless, () => unless(undefined));
    return answer;
  }

  drop(id: string): void {
    this.#answers.delete(id);
  }

  clear(): void {
    this.#answers.clear();
  }
}

/** People as recorded, kept in memory for as long as the log, looked at once a second, says nothing new of them. */
export class People {
  readonly #states: Kept<PersonState>;
  readonly #records: Kept<readonly string[]>;
  readonly #upToDate = heard((ago) => this.#look(ago));
  #seen: Position = 0n;
  /** Merges up to here may not be in the answers of the view yet. */
  #merged: Position | undefined;

  constructor(
    private readonly log: Log,
    private readonly surroundings: Surroundings,
  ) {
    this.#states = new Kept((id) => this.#read(id));
    this.#records = new Kept((id) => surroundings.records(id));
  }

  /** The person as recorded, followed to nobody else: undefined where there is none. */
  async state(personId: string): Promise<PersonState | undefined> {
    await this.#upToDate();
    return this.#states.of(personId);
  }

  /** The other records of the same person. */
  async otherRecords(personId: string): Promise<readonly PersonState[]> {
    await this.#upToDate();
    const ids = (await this.#records.of(personId)) ?? [];
    const others = await Promise.all(ids.filter((id) => id !== personId).map((id) => this.#states.of(id)));
    return others.filter((state) => state !== undefined);
  }

  /** Read again next time: something was recorded of the person, or may have been. */
  drop(personId: string): void {
    this.#states.drop(personId);
  }

  async #look(ago: number): Promise<void> {
    const head = await this.log.store.head();
    if (ago > FORGOTTEN_AFTER_MS) {
      this.#states.clear();
      this.#merged = head;
    } else await this.#hear();
    if (this.#merged !== undefined) await this.#settleRecords(this.#merged);
    if (head > this.#seen) this.#seen = head;
  }

  async #hear(): Promise<void> {
    for await (const { stream, type, position } of this.log.store.readAll({
      after: this.#seen,
      filter: { streams: ['person-'] },
    })) {
      this.#states.drop(placeOf(stream)?.instance ?? '');
      if (CHANGE_RECORDS.has(type)) this.#merged = position;
      this.#seen = position;
    }
  }

  /** Who is one with whom comes from a view: what it answered before it had come so far is not kept. */
  async #settleRecords(merged: Position): Promise<void> {
    const settled = (await this.surroundings.recordsUpTo()) >= merged;
    this.#records.clear();
    if (settled) this.#merged = undefined;
  }

  async #read(personId: string): Promise<PersonState | undefined> {
    const { facts } = await this.log.read('person', personId, true);
    if (facts.length === 0) return undefined;
    return fold(person, facts as unknown as readonly Recorded<PersonFact>[]);
  }
}
