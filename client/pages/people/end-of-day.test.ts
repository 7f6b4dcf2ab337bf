import { expect, test } from 'vitest';
import { endOfDay } from './end-of-day.ts';

test.each([
  ['2026-11-20', 'America/Los_Angeles', '2026-11-21T08:00:00.000Z'],
  ['2026-07-03', 'America/Los_Angeles', '2026-07-04T07:00:00.000Z'],
  ['2026-03-07', 'America/New_York', '2026-03-08T05:00:00.000Z'],
  ['2026-11-20', 'Asia/Kathmandu', '2026-11-20T18:15:00.000Z'],
  ['2026-12-31', 'UTC', '2027-01-01T00:00:00.000Z'],
])('%s in %s is over at %s', (day, zone, moment) => {
  expect(new Date(endOfDay(day, zone)).toISOString()).toBe(moment);
});
