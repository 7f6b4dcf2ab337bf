import { expect, test } from 'vitest';
import { sinceFor } from './since.ts';

test('another score holds from today; back at the one that stood, its day stands too', () => {
  const before = { score: '2', since: '2026-01-05' };
  expect(sinceFor(before, '4', '2026-11-21')).toBe('2026-11-21');
  expect(sinceFor(before, '2', '2026-11-21')).toBe('2026-01-05');
  expect(sinceFor({ score: '', since: '' }, '3', '2026-11-21')).toBe('2026-11-21');
});
