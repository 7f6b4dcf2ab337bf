import { describe, expect, test } from 'vitest';
import type { Happening } from './bursts.ts';
import { burstsIn, windowOf } from './bursts.ts';

const rule = { most: 3, withinMs: 100 };
const at = (...moments: readonly number[]): readonly Happening[] =>
  moments.map((moment, index) => ({ at: moment, what: String(index) }));

describe('at the boundary', () => {
  test.each<[string, readonly number[], number]>([
    ['as many as allowed', [0, 1, 2], 0],
    ['one more', [0, 1, 2, 3], 1],
    ['one more, at the last moment of the window', [0, 1, 2, 99], 1],
    ['one more, when the first is too old', [0, 1, 2, 100], 0],
    ['in any order', [3, 1, 0, 2], 1],
    ['far apart', [0, 60, 120, 180, 240, 300], 0],
  ])('%s', (_, moments, bursts) => expect(burstsIn(at(...moments), rule)).toHaveLength(bursts));
});

test('says from when to when, and how many', () => {
  expect(burstsIn(at(0, 150, 160, 170, 180), rule)).toEqual([{ count: 4, since: 150, until: 180 }]);
});

test('after one, the count begins anew', () => {
  expect(burstsIn(at(0, 1, 2, 3, 4, 5, 6), rule)).toHaveLength(1);
  expect(burstsIn(at(0, 1, 2, 3, 4, 5, 6, 7), rule).map(({ until }) => until)).toEqual([3, 7]);
});

test('the same thing again counts once, and as of the last time', () => {
  const again = [0, 10, 20, 30].map((moment) => ({ at: moment, what: 'one' }));
  expect(burstsIn([...again, { at: 40, what: 'two' }, { at: 50, what: 'three' }], rule)).toEqual([]);
  expect(burstsIn([...again, ...at(40, 50, 60)], rule)).toEqual([{ count: 4, since: 30, until: 60 }]);
});

test('windows stand side by side', () => {
  expect([0, 99, 100, 250].map((moment) => windowOf(moment, rule))).toEqual([0, 0, 100, 200]);
});
