import type { Dice } from '#test/simulate/dice';
import { addDays, civilDate, isWorkingDay, londonInstant } from '#pathway/calendar';
import type { Reference } from '#pathway/reference';

/** One request that somebody will make, at a moment of the invented year. `$T` stands for the id that `T` came to. */
export interface Step {
  readonly at: string;
  readonly by: string;
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>>;
  /** What the answer's id is called from now on. */
  readonly as?: string;
  /** What this step makes the journey open, by the type of the event that opens it. */
  readonly opens?: Readonly<Record<string, string>>;
}

/** What will be recorded of one person, in order of time. */
export interface Diary {
  readonly person: Readonly<Record<string, unknown>>;
  readonly steps: readonly Step[];
}

const MINUTE = 60_000;

/** An instant as facts write it. */
export const instant = (milliseconds: number): string => `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;

/** Writes one person's diary: time only moves forward. */
export class Writer {
  readonly steps: Step[] = [];
  #now: number;

  constructor(
    readonly dice: Dice,
    readonly reference: Reference,
    start: string,
    private readonly end: string,
  ) {
    this.#now = Date.parse(start);
  }

  get now(): string {
    return instant(this.#now);
  }

  get today(): string {
    return civilDate(this.now);
  }

  minutes(from: number, to: number): this {
    this.#now += this.dice.between(from, to) * MINUTE;
    return this;
  }

  /** On a later day, in office hours of a working day. */
  days(from: number, to: number): this {
    const days = this.dice.between(from, to);
    let date = addDays(this.today, days);
    while (!isWorkingDay(date, this.reference.bankHolidays)) date = addDays(date, 1);
    const earliest = days === 0 ? this.#now + MINUTE : 0;
    const office = Date.parse(londonInstant(date, '09:00')) + this.dice.between(0, 460) * MINUTE;
    this.#now = Math.max(office, earliest);
    return this;
  }

  /** On this date or, if it has passed, a minute from now. */
  on(date: string, time: string): this {
    this.#now = Math.max(Date.parse(londonInstant(date, time)), this.#now + MINUTE);
    return this;
  }

  /** Nothing is written that lies beyond the end of the simulated time. */
  does(by: string, path: string, body: Record<string, unknown> = {}, named: Pick<Step, 'as' | 'opens'> = {}): this {
    if (this.now < this.end) this.steps.push({ at: this.now, by, path, body, ...named });
    return this;
  }
}
