import { isCivilDate } from '#pathway/calendar';
import type { CivilDate } from '#pathway/decider';
import type { InForce, Period } from '#pathway/reference';

/** A reference data file cannot be used as it stands; the message names the file, the row and what to put right. */
export class InvalidReference extends Error {
  constructor(where: string, words: string) {
    super(`${where}: ${words}`);
    this.name = 'InvalidReference';
  }
}

const isMapping = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** One row of a file, read field by field. A field that nobody asks for is a misspelling. */
export class Row {
  private readonly fields: Readonly<Record<string, unknown>>;
  private readonly asked = new Set<string>();

  /** @throws InvalidReference where the value is not a mapping. */
  constructor(
    readonly where: string,
    value: unknown,
  ) {
    if (!isMapping(value)) throw new InvalidReference(where, 'this must be a mapping of fields.');
    this.fields = value;
  }

  text(field: string): string {
    const value = this.value(field);
    if (typeof value === 'string' && value.trim() !== '') return value;
    throw this.invalid(`${field} must be text; put quotes around a number.`);
  }

  /** Of e-mail. */
  address(field: string): string {
    const value = this.text(field);
    if (/^[^\s@<>,;"]+@[^\s@<>,;"]+\.[^\s@<>,;"]+$/.test(value)) return value;
    throw this.invalid(`${field} must be an e-mail address.`);
  }

  choice<Choice extends string>(field: string, choices: readonly Choice[]): Choice {
    const value = this.value(field);
    const choice = choices.find((candidate) => candidate === value);
    if (choice !== undefined) return choice;
    throw this.invalid(`${field} must be one of ${choices.join(', ')}.`);
  }

  count(field: string): number {
    const value = this.value(field);
    if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return value;
    throw this.invalid(`${field} must be a whole number, 0 or more.`);
  }

  flag(field: string): boolean {
    const value = this.value(field);
    if (typeof value === 'boolean') return value;
    throw this.invalid(`${field} must be true or false.`);
  }

  date(field: string): CivilDate {
    const value = this.value(field);
    if (typeof value === 'string' && isCivilDate(value)) return value;
    throw this.invalid(`${field} must be a date that exists, such as 2026-03-02.`);
  }

  list(field: string): readonly string[] {
    const value = this.value(field);
    if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value;
    throw this.invalid(`${field} must be a list of texts.`);
  }

  /** The values of a list, to be read as rows. */
  rows(field: string): readonly unknown[] {
    const value = this.value(field);
    if (Array.isArray(value)) return value;
    throw this.invalid(`${field} must be a list of rows.`);
  }

  nested<T>(field: string, read: (row: Row) => T): T {
    return new Row(`${this.where}, ${field}`, this.value(field)).all(read);
  }

  optional<T>(field: string, read: () => T): T | undefined {
    return this.value(field) === undefined ? undefined : read();
  }

  period(): InForce {
    const from = this.date('from');
    return { ...this.openPeriod(), from };
  }

  /** Of a row whose first day may be left out. */
  openPeriod(): Period {
    const from = this.optional('from', () => this.date('from'));
    const to = this.optional('to', () => this.date('to'));
    if (from !== undefined && to !== undefined && to < from) throw this.invalid('to must not be before from.');
    return { ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
  }

  /** Reads the row and holds it to the fields that were read. */
  all<T>(read: (row: Row) => T): T {
    const result = read(this);
    const unknown = Object.keys(this.fields).filter((field) => !this.asked.has(field));
    if (unknown.length > 0) throw this.invalid(`there is no field ${unknown.join(', ')} here.`);
    return result;
  }

  invalid(words: string): InvalidReference {
    return new InvalidReference(this.where, words);
  }

  private value(field: string): unknown {
    this.asked.add(field);
    return this.fields[field];
  }
}
