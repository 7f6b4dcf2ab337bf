import { expect, test } from 'vitest';
import { sumMarks } from './sum-marks.ts';

const marks = (...states: string[]) => states.map((status) => ({ status }));

test('late and left early were there, and excused counts for nothing', () => {
  expect(sumMarks(marks('present', 'late', 'left_early', 'absent', 'excused'))).toMatchObject({
    there: 3,
    all: 4,
    percent: 75,
  });
  expect(sumMarks(marks('present', 'present', 'absent')).byState).toEqual([
    { state: 'present', count: 2 },
    { state: 'absent', count: 1 },
  ]);
});

test('nobody is told a share of nothing', () => {
  expect(sumMarks([])).toEqual({ there: 0, all: 0, percent: 0, byState: [] });
  expect(sumMarks(marks('excused')).percent).toBe(0);
});
