import { expect, test } from 'vitest';
import type { SyncStatus } from '../hall.ts';
import { pillText } from '../shell/sync-words.ts';
import { pillOf } from './pill.ts';

const status = (over: Partial<SyncStatus>): SyncStatus => ({
  state: 'online',
  unsent: 0,
  needsYou: 0,
  oldestUnsentAt: null,
  lastContactAt: 1,
  download: null,
  clockOffsetMs: 0,
  alarm: null,
  ...over,
});
const download = { done: 40, promised: 900, coming: ['student'] };

test('a download is told as one, with the rows done and promised', () => {
  expect(pillText(pillOf(status({ state: 'downloading', download })))).toBe('Downloading · 40 of 900 rows');
});

test('without signal in the middle of a download the pill says how much is here', () => {
  expect(pillText(pillOf(status({ state: 'offline', download })))).toBe('Offline · 40 of 900 rows');
});

test('all is sent and here only when nothing is coming', () => {
  expect(pillText(pillOf(status({})))).toBe('Online · all sent');
  expect(pillText(pillOf(status({ state: 'starting' })))).toBe('Offline · nothing waiting');
});
