import { describe, expect, test } from 'vitest';
import type { KeptPerson } from './people.ts';
import { deviceIdFor, guessLabel, othersWithWork, seatToOpen, withPerson } from './people.ts';

const seat = (localId: string) => ({
  localId,
  localName: localId,
  userId: `u-${localId}`,
  firstName: '',
  lastName: '',
});
const person = (accountId: string, more: Partial<KeptPerson> = {}): KeptPerson => ({
  accountId,
  email: `${accountId}@demo.example`,
  deviceId: '',
  seats: [],
  ...more,
});

describe('one browser, several people', () => {
  test('each person is another device, and the same one again next time', () => {
    const browser = '0190aaaa-0000-7000-8000-000000000001';
    expect(deviceIdFor(browser, 'ana@demo.example')).toBe(deviceIdFor(browser, ' Ana@Demo.example '));
    expect(deviceIdFor(browser, 'ana@demo.example')).not.toBe(deviceIdFor(browser, 'ben@demo.example'));
  });

  test('others who left work are counted, oneself is not', () => {
    const people = [person('ana', { keptWork: 3 }), person('ben', { keptWork: 1 }), person('cem')];
    expect(othersWithWork(people, 'ana')).toBe(1);
    expect(othersWithWork(people, undefined)).toBe(2);
  });

  test('a person is kept once', () => {
    expect(withPerson([person('ana', { keptWork: 3 })], person('ana'))).toEqual([person('ana')]);
  });
});

test('the only seat opens by itself, several ask, and the last one is remembered', () => {
  expect(seatToOpen(person('ana', { seats: [seat('one')] }), undefined)?.localId).toBe('one');
  expect(seatToOpen(person('ana', { seats: [seat('one'), seat('two')] }), undefined)).toBeUndefined();
  expect(seatToOpen(person('ana', { seats: [seat('one'), seat('two')] }), 'two')?.localId).toBe('two');
  expect(seatToOpen(person('ana', { seats: [seat('one'), seat('two')] }), 'gone')).toBeUndefined();
});

test.each([
  [
    'Mozilla/5.0 (Linux; Android 14; SM-X200) AppleWebKit/537.36 Chrome/140.0 Safari/537.36',
    5,
    'Android tablet, Chrome',
  ],
  [
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18.0 Safari/605.1.15',
    5,
    'iPad, Safari',
  ],
  [
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18.0 Safari/605.1.15',
    0,
    'Mac, Safari',
  ],
  [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0 Safari/537.36 Edg/140.0',
    0,
    'Windows computer, Edge',
  ],
])('%s is called %s', (userAgent, fingers, label) => {
  expect(guessLabel(userAgent, fingers)).toBe(label);
});
