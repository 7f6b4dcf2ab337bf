import fc from 'fast-check';
import { expect, test } from 'vitest';
import { buildAtOnce } from './search-index.ts';
import { createSearcher, finish, searchRows } from './searcher.ts';

const names = ['José Núñez', 'Mary Ann O’Brien', 'Gabriela García-López', 'Ann Marshall', 'Joanna Hernández'];
const codes = ['2024-0012', '(503) 555-0142', '503-555-0100', 'm10023', 'jose@example.org'];
const rows = Array.from({ length: 200 }, (_, at) => ({
  names: [`${names[at % 5] ?? ''} ${names[(at * 3 + 1) % 5] ?? ''}${String.fromCharCode(97 + (at % 26))}`],
  codes: [`${codes[at % 5] ?? ''}${at}`],
}));
const index = buildAtOnce(rows, (row) => row);

test('a query that grew, shrank or was another finds what it finds by itself', () => {
  const start = fc.constantFrom(
    'hernandez',
    'hrenandez marsh',
    'garcia-lopez',
    '503 555 01',
    'anna obrien',
    'jsoe@ex',
    'm100',
  );
  const slip = fc.tuple(fc.nat(12), fc.constantFrom('', 'a', 'n', '0', ' ', '-'));
  fc.assert(
    fc.property(
      start,
      fc.array(slip, { maxLength: 3 }),
      fc.array(fc.nat(16), { minLength: 1, maxLength: 24 }),
      (word, slips, cuts) => {
        const typed = slips.reduce<string>(
          (text, [at, letter]) => text.slice(0, at) + letter + text.slice(at + 1),
          word,
        );
        const searcher = createSearcher(index);
        for (const length of [...typed].map((_, at) => at + 1).concat(cuts)) {
          const query = typed.slice(0, length);
          expect([query, [...finish(searcher.search(query, [3, 50])).order]]).toEqual([
            query,
            [...searchRows(index, query, [3, 50])],
          ]);
        }
      },
    ),
  );
});

test('a search that was given up leaves nothing behind for the next one', () => {
  const searcher = createSearcher(index);
  finish(searcher.search('hern'));
  const givenUp = searcher.search('marshall garcia');
  givenUp.next();
  givenUp.next();
  expect([...finish(searcher.search('herna')).order]).toEqual([...searchRows(index, 'herna')]);
});
