import type { Caller } from '#access/caller';

/** One look at an identifiable person. */
export interface Look {
  readonly id: string;
  readonly who: string;
  readonly organisation: string;
  /** What was read: `VIEW_TIMELINE`. */
  readonly what: string;
  readonly when: string;
}

/** The record of who looked: written before what was read is shown. */
export interface Looks {
  record(caller: Caller, personIds: readonly string[], what: string): Promise<void>;
  of(personId: string): Promise<readonly Look[]>;
}

export const LOOKS = Symbol('Looks');
