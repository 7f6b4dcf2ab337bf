import { expect, test } from 'vitest';
import { correctedMoment } from './clock.ts';

const server = Date.parse('2026-11-20T18:00:00Z');

test('a clock that runs ahead or behind is set right by what it shows as the request arrives', () => {
  expect(correctedMoment('2026-11-21T17:59:00Z', '2026-11-21T18:00:00Z', server)).toBe(
    '2026-11-20T17:59:00.000Z',
  );
  expect(correctedMoment('1970-01-01T00:00:00Z', '1970-01-01T00:01:00Z', server)).toBe(
    '2026-11-20T17:59:00.000Z',
  );
});
test('a mark made before a clock was set back is at most five minutes ahead', () => {
  expect(correctedMoment('2031-01-01T00:00:00Z', '2026-11-20T18:00:00Z', server)).toBe(
    '2026-11-20T18:05:00.000Z',
  );
});
