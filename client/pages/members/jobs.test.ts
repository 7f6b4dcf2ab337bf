import { expect, test } from 'vitest';
import { sortJobs } from './jobs.ts';

const job = (id: string, startDate: string, endDate: string | null = null) => ({ id, startDate, endDate });

test('current and ended, latest first; what stands on the device wins', () => {
  const held = [job('a', '2020-01-01'), job('b', '2024-05-01'), job('c', '2019-01-01', '2026-11-20')];
  const told = [
    job('c', '2019-01-01', '2021-01-01'),
    job('d', '2010-01-01', '2012-01-01'),
    job('e', '2012-02-01', '2018-01-01'),
  ];
  const { current, ended } = sortJobs(held, told);
  expect(current.map(({ id }) => id)).toEqual(['b', 'a']);
  expect(ended.map(({ id }) => id)).toEqual(['c', 'e', 'd']);
  expect(ended[0]?.endDate).toBe('2026-11-20');
});
