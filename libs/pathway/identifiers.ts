import type { IdentifierKind } from '#pathway/person';

/** The check letters of PNC and CRO numbers: no I, O or S; indexed by the number modulo 23. */
const CHECK_LETTERS = 'ZABCDEFGHJKLMNPQRTUVWXY';

type Canonicalise = (typed: string, currentYear: number) => string | undefined;

const checks = (digits: string, letter: string): boolean => CHECK_LETTERS[Number(digits) % 23] === letter;

const fullYear = (year: string, currentYear: number): string => {
  if (year.length === 4) return year;
  const century = Math.floor(currentYear / 100);
  return `${Number(year) > currentYear % 100 ? century - 1 : century}${year}`;
};

/** `2002/0073319Z`. Without its slash, up to nine digits start with a year of two digits, more with one of four. */
const pnc: Canonicalise = (typed, currentYear) => {
  const [, year, serial, letter] =
    /^(\d{2}|\d{4})\/(\d{1,7})([A-Z])$/.exec(typed) ??
    /^(\d{2})(\d{1,7})([A-Z])$/.exec(typed) ??
    /^(\d{4})(\d{6,7})([A-Z])$/.exec(typed) ??
    [];
  if (!year || !serial || !letter) return undefined;
  const padded = serial.padStart(7, '0');
  return checks(year.slice(-2) + padded, letter) ? `${fullYear(year, currentYear)}/${padded}${letter}` : undefined;
};

/** From the search file, `SF83/50058Z`: its serial is not padded. */
const searchFile: Canonicalise = (typed) => {
  const [, year, serial, letter] = /^SF(\d{2})\/(\d{1,6})([A-Z])$/.exec(typed) ?? [];
  return year && serial && letter && checks(year + serial, letter) ? typed : undefined;
};

/** `265416/21G`. */
const cro: Canonicalise = (typed, currentYear) => {
  if (typed.startsWith('SF')) return searchFile(typed, currentYear);
  const [, serial, year, letter] = /^(\d{1,6})\/(\d{2})([A-Z])$/.exec(typed) ?? [];
  if (!serial || !year || !letter) return undefined;
  const padded = serial.padStart(6, '0');
  return checks(year + padded, letter) ? `${padded}/${year}${letter}` : undefined;
};

const matching =
  (shape: RegExp): Canonicalise =>
  (typed) =>
    shape.test(typed) ? typed : undefined;

/** Ten digits, modulus 11 with weights 10 to 2; a check digit of 11 is written 0, one of 10 does not exist. */
const nhsNumber: Canonicalise = (typed) => {
  const digits = typed.replaceAll('-', '');
  if (!/^\d{10}$/.test(digits)) return undefined;
  const sum = Array.from(digits.slice(0, 9), Number).reduce((total, digit, place) => total + digit * (10 - place), 0);
  return (11 - (sum % 11)) % 11 === Number(digits[9]) ? digits : undefined;
};

const kinds: Readonly<Record<IdentifierKind, Canonicalise>> = {
  pnc,
  cro,
  crn: matching(/^[A-Z]\d{6}$/),
  prisonNumber: matching(/^[A-Z]\d{4}[A-Z]{2}$/),
  nhsNumber,
};

/**
 * An identifier as it is kept and compared, from any form in which it is written; undefined where it is not a valid one.
 * A year of two digits that lies after `currentYear`'s belongs to the century before.
 * Sources: the formats and check letters of the HMPPS code for PNC and CRO numbers; the NHS data dictionary.
 */
export const canonical = (kind: IdentifierKind, typed: string, currentYear: number): string | undefined =>
  kinds[kind](typed.replaceAll(/\s/g, '').toUpperCase(), currentYear);
