/**
 * Why a command was not recorded:
 * `rule` the pathway does not allow it now; `invalid` what was typed is wrong; `forbidden` this caller may not do it;
 * `not-found` there is nothing here for this caller; `stale` the stream moved past `If-Match`; `key-reused` the
 * `Idempotency-Key` was used for other content.
 */
export type RefusalKind = 'rule' | 'invalid' | 'forbidden' | 'not-found' | 'stale' | 'key-reused';

/** A command was refused: nothing was recorded. `message` is for the person who asked and holds nothing personal. */
export class Refused extends Error {
  constructor(
    readonly kind: RefusalKind,
    /** Stable, UPPER_SNAKE. */
    readonly code: string,
    words: string,
    readonly field?: string,
    /** The step's name, where several were asked together. */
    readonly step?: string,
  ) {
    super(words);
    this.name = 'Refused';
  }

  /** The same, of one step among several asked together. */
  at(step: string): Refused {
    return new Refused(this.kind, this.code, this.message, this.field, step);
  }
}
