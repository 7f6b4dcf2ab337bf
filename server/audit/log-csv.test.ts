/** Cells of the log as a file. */
import { expect, test } from 'vitest';
import { csvCell } from './log-csv.ts';

test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', ' =1', '＝1+1', '\n@x'])(
  '%j is text to a spreadsheet',
  (text) => {
    expect(csvCell(text).startsWith(`"'`)).toBe(true);
  },
);

test('quotes, commas and lines stay within their cell', () => {
  expect(csvCell('He said "no", twice\nand left')).toBe('"He said ""no"", twice\nand left"');
  expect(csvCell('plain')).toBe('"plain"');
});
