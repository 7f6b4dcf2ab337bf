import { describe, expect, test } from 'vitest';
import type { SearchIndex, SearchSource } from './search-index.ts';
import { buildSteps, inSlices, isNearBeginning, searchRows } from './search-index.ts';

const source = (name: string, ...codes: string[]): SearchSource => ({ names: [name], codes });

function build(rows: readonly SearchSource[]): SearchIndex {
  const steps = buildSteps(rows, (row) => row);
  for (let step = steps.next(); ; step = steps.next()) if (step.done) return step.value;
}

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
    for (const query of ['hernadez', 'hernnandez', 'hermandez', 'henrandez', 'ehrnandez', 'hrenan'])
      expect(find(query), query).toContain('Joanna Hernández');
    expect(find('heradz')).toEqual([]);
    expect(find('hxx')).toEqual([]);
    expect(find('2020-0004')).toEqual([]);
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

test('one slip, and no more', () => {
  const near = (word: string, whole: string) => isNearBeginning(word, whole, 0, whole.length);
  for (const [word, whole] of [
    ['smtih', 'smith'],
    ['smit', 'smith'],
    ['smiht', 'smith'],
    ['snith', 'smithson'],
    ['smiith', 'smith'],
    ['smith', 'smit'],
  ] as const)
    expect(near(word, whole), `${word} ${whole}`).toBe(true);
  for (const [word, whole] of [
    ['smxyh', 'smith'],
    ['xmxth', 'smith'],
    ['smithers', 'smith'],
  ] as const)
    expect(near(word, whole), `${word} ${whole}`).toBe(false);
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

  test('are searched within a few milliseconds', () => {
    const began = performance.now();
    const big = build(many);
    const built = performance.now() - began;
    const queries = [
      'h',
      'he',
      'her',
      'hern',
      'herna',
      'hernan',
      'hernandz',
      '503',
      '5',
      'mary smith',
      '@example',
      'a',
    ];
    const times = queries.map((query) => {
      const runs = Array.from({ length: 9 }, () => {
        const start = performance.now();
        searchRows(big, query);
        return performance.now() - start;
      });
      return { query, ms: runs.sort((one, other) => one - other)[4] ?? 0 };
    });
    const worst = times.reduce((most, one) => (one.ms > most.ms ? one : most));
    console.log(
      `Members' index: built in ${built.toFixed(0)} ms; ${times.map(({ query, ms }) => `"${query}" ${ms.toFixed(2)}`).join(', ')} ms.`,
    );
    expect([...searchRows(big, '2020-04711')]).toEqual([4711]);
    // Of an idle core it takes two at most; a busy machine may take its time, but never a whole frame.
    expect(worst.ms).toBeLessThan(16);
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
