import { describe, expect, test } from 'vitest';
import type { SearchIndex, SearchSource } from './search-index.ts';
import { normalise, normaliseWithPlaces } from './normalise.ts';
import { buildAtOnce, buildSteps, inSlices } from './search-index.ts';
import { searchRows } from './searcher.ts';
import { lacksMore, lettersOf, slipsAllowed, slipsToBeginning } from './slips.ts';

const source = (name: string, ...codes: string[]): SearchSource => ({ names: [name], codes });

const build = (rows: readonly SearchSource[]): SearchIndex => buildAtOnce(rows, (row) => row);

const hall = [
  source('José Núñez', '2024-0012', '(503) 555-0142', 'jose@example.org'),
  source('Mary Ann O’Brien', 'M-10023', '+1 503 555 0199'),
  source('Gabriela García-López', '2019-0777', '503-555-0100', 'gg@mail.example'),
  source('Ann Marshall', '2020-0001'),
  source('Joanna Hernández', '2020-0002'),
  source('Hernan Ruiz', '2020-0003'),
];
const index = build(hall);
const find = (query: string): string[] =>
  [...searchRows(index, query)].map((row) => hall[row]?.names[0] ?? '');

describe('finding a member', () => {
  test('by part of a name, whatever the accents and capitals', () => {
    expect(find('nunez')).toEqual(['José Núñez']);
    expect(find('NÚÑ')).toEqual(['José Núñez']);
    expect(find('lopez gab')).toEqual(['Gabriela García-López']);
    expect(find('obrien')).toEqual(['Mary Ann O’Brien']);
    expect(find('brien')).toEqual(['Mary Ann O’Brien']);
  });

  test('by number, phone and e-mail, with and without their punctuation', () => {
    for (const query of [
      '2024-0012',
      '20240012',
      '(503) 555-0142',
      '503 555 0142',
      '5550142',
      '0142',
      'jose@ex',
    ])
      expect(find(query), query).toEqual(['José Núñez']);
    expect(find('m10023')).toEqual(['Mary Ann O’Brien']);
    expect(find('M-100')).toEqual(['Mary Ann O’Brien']);
    expect(find('brien 555-0199')).toEqual(['Mary Ann O’Brien']);
  });

  test('with one slip in a word of four letters and more, also while it is being typed', () => {
    for (const query of [
      'hernadez',
      'hernnandez',
      'hermandez',
      'henrandez',
      'ehrnandez',
      'hrenan',
      'fernandez',
    ])
      expect(find(query), query).toContain('Joanna Hernández');
    expect(find('heradz')).toEqual([]);
    expect(find('hxx')).toEqual([]);
    expect(find('2020-0004')).toEqual([]);
  });

  test('with two slips in a word of eight letters and more', () => {
    for (const query of ['hrenandes', 'fernandes', 'hernanxxez'])
      expect(find(query), query).toEqual(['Joanna Hernández']);
    expect(find('mrashlal')).toEqual(['Ann Marshall']);
    expect(find('mrsahla')).toEqual([]);
  });

  test('of equals, those that were wanted lately come first', () => {
    const names = ['Ann A', 'Ann B', 'Anna C'].map((name) => source(name));
    const order = (first: readonly number[]) => [...searchRows(build(names), 'ann', first)];
    expect(order([])).toEqual([0, 1, 2]);
    expect(order([1])).toEqual([1, 0, 2]);
    expect(order([2])).toEqual([0, 1, 2]);
  });

  test('whole words come before beginnings, beginnings before middles, and slips last', () => {
    expect(find('ann')).toEqual(['Mary Ann O’Brien', 'Ann Marshall', 'Joanna Hernández']);
    expect(find('hernan')).toEqual(['Hernan Ruiz', 'Joanna Hernández']);
    expect(find('hernand')).toEqual(['Joanna Hernández', 'Hernan Ruiz']);
  });

  test('every word must be there, and nothing is found for nothing', () => {
    expect(find('ann ruiz')).toEqual([]);
    expect(find('')).toEqual([]);
    expect(find('   ')).toEqual([]);
    expect(find('\n')).toEqual([]);
    expect(find('zzz')).toEqual([]);
  });

  test('an index without rows finds nothing', () => {
    expect([...searchRows(build([]), 'ann')]).toEqual([]);
  });
});

describe('slips', () => {
  const slips = (word: string, whole: string, most = 2): number =>
    slipsToBeginning(word, most)(whole, 0, whole.length);

  test('one: a letter too many, too few, another one, two that changed places; the first letter too', () => {
    for (const [word, whole] of [
      ['smtih', 'smith'],
      ['smih', 'smith'],
      ['snith', 'smithson'],
      ['smiith', 'smith'],
      ['smithe', 'smith'],
      ['mith', 'smith'],
      ['xsmith', 'smith'],
      ['msith', 'smith'],
      ['catherine', 'katherine'],
      ['zuniga', 'suniga'],
    ] as const)
      expect([word, slips(word, whole, 1)]).toEqual([word, 1]);
    expect(slips('smit', 'smith', 1)).toBe(0);
  });

  test('two, and no more than are allowed', () => {
    expect(slips('gonzlaes', 'gonzalez')).toBe(2);
    expect(slips('rodrigeus', 'rodriguez')).toBe(2);
    expect(slips('hernadex', 'hernandez')).toBe(2);
    expect(slips('smxyh', 'smith', 1)).toBe(2);
    expect(slips('xmxth', 'smith', 1)).toBe(2);
    expect(slips('smithers', 'smith')).toBe(3);
    expect(slips('wojciech', 'smithson')).toBe(3);
  });

  test('short words and numbers are taken at their word', () => {
    expect(['ann', 'anna', 'hernand', 'hernande', '20240012', 'm10023'].map(slipsAllowed)).toEqual([
      0, 1, 1, 2, 0, 0,
    ]);
  });

  test('a word that lacks more letters than there may be slips is not compared, and no other is left out', () => {
    const lacks = (word: string, other: string, most: number) =>
      lacksMore(lettersOf(word), lettersOf(other), most);
    expect(lacks('snith', 'smith', 1)).toBe(false);
    expect(lacks('snitx', 'smith', 1)).toBe(true);
    expect(lacks('snitx', 'smith', 2)).toBe(false);
    expect(lacks('smith', 'smithson', 0)).toBe(false);
    expect(lacks('smith', 'smit', 0)).toBe(true);
  });

  test('agrees with counting them the long way', () => {
    const letters = 'ab';
    const all = (length: number): string[] =>
      length === 0 ? [''] : all(length - 1).flatMap((word) => [...letters].map((one) => word + one));
    const words = [3, 4, 5].flatMap(all);
    for (const word of all(5))
      for (const whole of words) {
        const fewest = Math.min(
          ...Array.from({ length: whole.length + 1 }, (_, at) => distance(word, whole.slice(0, at))),
        );
        expect([word, whole, slips(word, whole)]).toEqual([word, whole, Math.min(3, fewest)]);
      }
  });
});

/** The whole table, cell by cell, as the textbook has it. */
function distance(one: string, other: string): number {
  const cells = Array.from({ length: one.length + 1 }, (_, row) =>
    Array.from({ length: other.length + 1 }, (_, column) => (row === 0 ? column : column === 0 ? row : 0)),
  );
  const at = (row: number, column: number): number => cells[row]?.[column] ?? Number.POSITIVE_INFINITY;
  for (let row = 1; row <= one.length; row += 1)
    for (let column = 1; column <= other.length; column += 1) {
      const same = one[row - 1] === other[column - 1] ? 0 : 1;
      const swapped =
        row > 1 && column > 1 && one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      const line = cells[row];
      if (line)
        line[column] = Math.min(
          at(row - 1, column - 1) + same,
          at(row - 1, column) + 1,
          at(row, column - 1) + 1,
          swapped ? at(row - 2, column - 2) + 1 : Number.POSITIVE_INFINITY,
        );
    }
  return at(one.length, other.length);
}

describe('one spelling', () => {
  test('accents, capitals, ligatures, foreign letters, apostrophes and hyphens', () => {
    expect(normalise('ÑÚÑEZ')).toBe('nunez');
    expect(normalise('Łukasz Ødegård Strauß Æbelø')).toBe('lukasz odegard strauss aebelo');
    expect(normalise('O’Brien O‘Brien O´Brien O`Brien')).toBe("o'brien o'brien o'brien o'brien");
    expect(normalise('García–López')).toBe('garcia-lopez');
    expect(normalise('ﬁeld Ⅳ ＡＢＣ')).toBe('field iv abc');
  });

  test('knows where each letter stood', () => {
    const placed = (value: string) => {
      const { text, placeOf } = normaliseWithPlaces(value);
      return [text, Array.from({ length: text.length + 1 }, (_, at) => placeOf(at))];
    };
    expect(placed('Strauß Ñ')).toEqual(['strauss n', [0, 1, 2, 3, 4, 5, 5, 6, 7, 8]]);
    expect(placed('e\u0301x')).toEqual(['ex', [0, 2, 3]]);
    expect(placed('Ann')).toEqual(['ann', [0, 1, 2, 3]]);
  });
});

describe('ten thousand', () => {
  const first = ['José', 'Mary', 'Gabriela', 'Ann', 'Desmond', 'Priya', 'Łukasz', 'Chidi', 'Wei', 'Fatima'];
  const last = ['Hernández', 'Smith', 'Okonkwo', 'Nguyen', 'Kowalski', 'O’Brien', 'García', 'Lee', 'Johnson'];
  const many = Array.from({ length: 10_000 }, (_, at): SearchSource => {
    const pick = (from: readonly string[], by: number) => from[Math.floor(at / by) % from.length] ?? '';
    const family = `${pick(last, 1)}${['', 'son', 'ez', 'ski', 'man'][Math.floor(at / 7) % 5]}${String.fromCharCode(97 + (at % 26))}`;
    const phone = `(503) ${String(100 + (at % 900))}-${String(at).padStart(4, '0')}`;
    return source(
      `${pick(first, 9)} ${family}`,
      `2020-${String(at).padStart(5, '0')}`,
      phone,
      `m${at}@example.org`,
    );
  });

  /** How long it takes is measured in the bench (tests/bench/measure-search.ts), in Chromium. */
  test('are searched as three are', () => {
    expect([...searchRows(build(many), '2020-04711')]).toEqual([4711]);
  });

  test('are taken in slices, between which others have their turn', async () => {
    const slices: number[] = [];
    let began = performance.now();
    const rest = (): Promise<void> => {
      slices.push(performance.now() - began);
      return new Promise((resolve) =>
        setTimeout(() => {
          began = performance.now();
          resolve();
        }),
      );
    };
    const wiring = { sliceMs: 8, now: () => performance.now(), rest, isStale: () => false };
    const made = await inSlices(
      buildSteps(many, (row) => row),
      wiring,
    );
    expect(made?.size).toBe(10_000);
    expect(slices.length).toBeGreaterThan(1);
  });

  test('nobody builds on when something newer is wanted', async () => {
    const wiring = {
      sliceMs: 0,
      now: () => performance.now(),
      rest: () => Promise.resolve(),
      isStale: () => true,
    };
    expect(
      await inSlices(
        buildSteps(many, (row) => row),
        wiring,
      ),
    ).toBeUndefined();
  });
});
