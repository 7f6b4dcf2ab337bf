import { expect, test } from 'vitest';
import { ageAlarm, pillLook, pillText } from './sync-words.ts';
import type { SyncPill } from './sync-words.ts';

const now = 1_800_000_000_000;
const hour = 3_600_000;
const pill = (over: Partial<SyncPill>): SyncPill => ({ state: 'online', unsent: 0, needsYou: 0, ...over });

test('the pill says state and what waits, in the words used everywhere', () => {
  expect(pillText(pill({}))).toBe('Online · all sent');
  expect(pillText(pill({ state: 'offline', unsent: 3 }))).toBe('Offline · 3 on this device');
  expect(pillText(pill({ state: 'online', unsent: 1 }))).toBe('Online · 1 on this device');
  expect(pillText(pill({ state: 'sending', unsent: 5 }))).toBe('Sending 5');
  expect(pillText(pill({ state: 'attention', needsYou: 2, unsent: 2 }))).toBe('2 need you');
});

test('offline never claims that all was sent: it says that nothing waits', () => {
  expect(pillText(pill({ state: 'offline' }))).toBe('Offline · nothing waiting');
});

test('while rows are still coming nothing claims to be complete, with signal or without', () => {
  const download = { done: 1200, promised: 30_000 };
  expect(pillText(pill({ state: 'downloading', download }))).toBe('Downloading · 1,200 of 30,000 rows');
  expect(pillText(pill({ state: 'downloading', download, unsent: 3 }))).toBe(
    'Downloading · 3 on this device',
  );
  expect(pillText(pill({ state: 'downloading', download: { done: 0, promised: 0 } }))).toBe('Downloading');
  expect(pillText(pill({ state: 'offline', download }))).toBe('Offline · 1,200 of 30,000 rows');
});

test('work older than a day turns amber, older than three days red', () => {
  expect(ageAlarm(pill({ unsent: 1, oldestUnsentAt: now - 23 * hour }), now)).toBe(0);
  expect(pillLook(pill({ state: 'offline', unsent: 1, oldestUnsentAt: now - 25 * hour }), now)).toBe('amber');
  expect(pillLook(pill({ state: 'offline', unsent: 1, oldestUnsentAt: now - 73 * hour }), now)).toBe('red');
});

test('an age without unsent work raises no alarm', () => {
  expect(ageAlarm(pill({ oldestUnsentAt: now - 999 * hour }), now)).toBe(0);
  expect(pillLook(pill({}), now)).toBe('calm');
  expect(pillLook(pill({ state: 'offline' }), now)).toBe('notice');
});
