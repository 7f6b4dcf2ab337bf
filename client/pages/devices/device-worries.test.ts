/** Which devices the office looks at first. */
import { expect, test } from 'vitest';
import { byWorry, worriesOf } from './device-worries.ts';

const now = Date.parse('2026-11-20T20:00:00Z');
const ago = (hours: number): string => new Date(now - hours * 60 * 60_000).toISOString();
const well = { label: 'well', lastContactAt: ago(0), unsentCount: 0, clockOffsetMs: 900, appVersion: '2' };
const app = '2';

test('a device that was heard and holds nothing gives no worry', () => {
  expect(worriesOf(well, now, app)).toEqual([]);
});

test('unsent work worries, and more so after a shift', () => {
  expect(worriesOf({ ...well, unsentCount: 3, oldestUnsentAt: ago(1) }, now, app)).toEqual(['unsent']);
  expect(worriesOf({ ...well, unsentCount: 3, oldestUnsentAt: ago(13) }, now, app)).toEqual(['unsentLong']);
  expect(worriesOf({ ...well, unsentCount: 3, endedAt: ago(1) }, now, app)).toEqual(['leftWithWork']);
});

test('a wrong clock, a long silence and an old app are named; of a device that signed out they are not', () => {
  const odd = { ...well, clockOffsetMs: -200_000, lastContactAt: ago(24 * 8), appVersion: '1' };
  expect(worriesOf(odd, now, app)).toEqual(['clock', 'silent', 'oldApp']);
  expect(worriesOf({ ...odd, endedAt: ago(24 * 8) }, now, app)).toEqual([]);
  expect(worriesOf({ ...well, appVersion: '1' }, now, '')).toEqual([]);
});

test('the gravest comes first, who signed out last', () => {
  const devices = [
    { ...well, label: 'gone', endedAt: ago(1) },
    well,
    { ...well, label: 'silent', lastContactAt: ago(24 * 9) },
    { ...well, label: 'stuck', unsentCount: 1, oldestUnsentAt: ago(30) },
    { ...well, label: 'clock', clockOffsetMs: 600_000 },
  ];
  expect(byWorry(devices, now, app).map((one) => one.label)).toEqual([
    'stuck',
    'clock',
    'silent',
    'well',
    'gone',
  ]);
});
