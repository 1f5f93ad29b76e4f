import { hash } from 'node:crypto';

const THROUGHCARE = Buffer.from('6f1b1f0e6d0a5d5e9a861d0a4e5b7c11', 'hex');

/** A version 5 UUID (RFC 9562) of a name under Throughcare's own namespace. */
function named(name: string): string {
  const hex = hash('sha1', Buffer.concat([THROUGHCARE, Buffer.from(name)]), 'hex');
  const variant = ((parseInt(hex.slice(16, 18), 16) & 0x3f) | 0x80).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-${variant}${hex.slice(18, 20)}-${hex.slice(20, 32)}`;
}

/** The same UUID for the same words, always and in every process: what makes a retry safe. */
export const derive = (...words: readonly string[]): string => named(words.join('/'));

/** The id of what an event opened: a handover, or the referral that accepting one opens. */
export const openedBy = (eventId: string): string => derive('opened-by', eventId);
