import { v5 } from 'uuid';

const THROUGHCARE = '6f1b1f0e-6d0a-5d5e-9a86-1d0a4e5b7c11';

/** The same UUID for the same words, always and in every process: what makes a retry safe. */
export const derive = (...words: readonly string[]): string => v5(words.join('/'), THROUGHCARE);

/** The id of what an event opened: a handover, or the referral that accepting one opens. */
export const openedBy = (eventId: string): string => derive('opened-by', eventId);
