const QUOTE = /[",\r\n]/;
const cell = (text: string): string => (QUOTE.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** Comma-separated values, as RFC 4180 has them: names and numbers of ours alone, nothing that anybody typed. */
export const csv = (rows: readonly (readonly (string | number | null | undefined)[])[]): string =>
  rows.map((row) => `${row.map((value) => cell(String(value ?? ''))).join(',')}\r\n`).join('');
