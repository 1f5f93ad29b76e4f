/** How far what was recorded has become visible. */
export interface Watermarks {
  /**
   * Settles once everything up to this position, and what the journey did next because of it, can be read.
   * Rejects where the signal aborts first.
   */
  reached(position: bigint, signal: AbortSignal): Promise<void>;
}

export const WATERMARKS = Symbol('Watermarks');
