import type { Instant } from '#pathway/decider';

export interface Clock {
  now(): Instant;
}

export const CLOCK = Symbol('Clock');

const toSeconds = (milliseconds: number): Instant => `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;

export const systemClock: Clock = { now: () => toSeconds(Date.now()) };

/** A clock that stands still until it is moved, and never moves back: for scenarios. */
export class SettableClock implements Clock {
  #now: Instant;

  constructor(start: Instant) {
    this.#now = start;
  }

  now(): Instant {
    return this.#now;
  }

  /** @throws RangeError where the moment lies before the clock's own. */
  moveTo(moment: Instant): void {
    if (moment < this.#now) throw new RangeError(`The clock is at ${this.#now} and does not run back to ${moment}.`);
    this.#now = moment;
  }
}
