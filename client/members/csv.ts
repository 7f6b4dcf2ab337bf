/**
 * A table as a file for spreadsheets. Text that a spreadsheet would take for a formula gets an apostrophe before it:
 * what a member typed into a field must not run in the office.
 */
const formula = /^[=+\-@\t\r]/;

const guarded = (value: string): string => (formula.test(value) ? `'${value}` : value);
const quoted = (value: string): string =>
  /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;

const line = (values: readonly string[]): string => values.map((one) => quoted(guarded(one))).join(',');

/** RFC 4180, with the mark by which spreadsheets know UTF-8. */
export const csvText = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  `\uFEFF${[head, ...rows].map((row) => `${line(row)}\r\n`).join('')}`;
