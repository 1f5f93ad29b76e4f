import { hash } from 'node:crypto';

/** The same id for the same words, wherever and however often it is made. */
export function derivedId(...words: readonly string[]): string {
  const hex = hash('sha256', JSON.stringify(words), 'hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
