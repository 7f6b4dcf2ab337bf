import { expect, test } from 'vitest';
import { csvText } from './csv.ts';

const cell = (value: string): string => csvText([value], []).slice(1, -2);

test('what a spreadsheet would run is made text', () => {
  expect(cell('=HYPERLINK("http://x")')).toBe(`"'=HYPERLINK(""http://x"")"`);
  expect(cell('+1 503 555 0100')).toBe(`'+1 503 555 0100`);
  expect(cell('-2+3')).toBe(`'-2+3`);
  expect(cell('@SUM(A1)')).toBe(`'@SUM(A1)`);
  expect(cell('\t=1')).toBe(`'\t=1`);
  expect(cell('\r=1')).toBe(`"'\r=1"`);
  expect(cell('José =')).toBe('José =');
});

test('commas, quotes and line breaks stay within their cell', () => {
  expect(csvText(['Name', 'Note'], [['Núñez, José', 'said "no"\nand left']])).toBe(
    '\uFEFFName,Note\r\n"Núñez, José","said ""no""\nand left"\r\n',
  );
});
