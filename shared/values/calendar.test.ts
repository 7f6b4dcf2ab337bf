import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addDays, clockAt, dayAt, isCalendarDay, isClockTime } from './calendar.ts';

test.each(['2026-02-28', '2024-02-29', '1900-01-01', '2199-12-31'])('%s is a day', (day) => {
  expect(isCalendarDay(day)).toBe(true);
});
test.each([
  '2026-02-29',
  '2026-13-01',
  '2026-00-10',
  '2026-1-1',
  '26-01-01',
  '1899-12-31',
  '2200-01-01',
  '2026-01-01T00:00',
  '',
])('“%s” is no day', (day) => {
  expect(isCalendarDay(day)).toBe(false);
});
test('a clock shows hours and minutes of one day', () => {
  expect(['00:00', '09:05', '23:59'].every(isClockTime)).toBe(true);
  expect(['24:00', '9:05', '12:60', '12:5', '12:05:00', '٠٩:٠٥'].some(isClockTime)).toBe(false);
});
test('the day and the hour depend on where the hall stands', () => {
  const moment = Date.UTC(2026, 10, 20, 3, 30);
  expect(dayAt(moment, 'America/Los_Angeles')).toBe('2026-11-19');
  expect(clockAt(moment, 'America/Los_Angeles')).toBe('19:30');
  expect(dayAt(moment, 'UTC')).toBe('2026-11-20');
  expect(clockAt(Date.UTC(2026, 6, 1, 7, 0), 'America/Los_Angeles')).toBe('00:00');
});
test('days are added over months, leap days and summer time', () => {
  expect(addDays('2026-12-31', 1)).toBe('2027-01-01');
  expect(addDays('2024-02-28', 1)).toBe('2024-02-29');
  expect(addDays('2026-03-08', 1)).toBe('2026-03-09');
  fc.assert(
    fc.property(fc.integer({ min: -3000, max: 3000 }), (count) => {
      expect(addDays(addDays('2026-06-15', count), -count)).toBe('2026-06-15');
    }),
  );
});
