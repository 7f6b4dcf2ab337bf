import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createToasts } from './toasts.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('a plain message leaves after six seconds, one with an undo after twelve', () => {
  const toasts = createToasts();
  toasts.show({ text: 'Saved on this device' });
  toasts.show({ text: 'All marked present', action: { label: 'Undo', onAct: () => undefined } });
  vi.advanceTimersByTime(6_100);
  expect(toasts.items().map((toast) => toast.text)).toEqual(['All marked present']);
  vi.advanceTimersByTime(6_000);
  expect(toasts.items()).toEqual([]);
});

test('bad news stays until someone closes it, and is the last to give way', () => {
  const toasts = createToasts();
  const bad = toasts.show({ text: 'The disk is full', tone: 'bad' });
  for (const text of ['one', 'two', 'three']) toasts.show({ text });
  expect(toasts.items().map((toast) => toast.text)).toEqual(['The disk is full', 'two', 'three']);
  vi.advanceTimersByTime(60_000);
  expect(toasts.items().map((toast) => toast.id)).toEqual([bad]);
  toasts.dismiss(bad);
  expect(toasts.items()).toEqual([]);
});

test('nothing leaves while someone reads, and everything gets its full time again after', () => {
  const toasts = createToasts();
  toasts.show({ text: 'Sent' });
  vi.advanceTimersByTime(5_000);
  toasts.pause();
  toasts.show({ text: 'came while paused' });
  vi.advanceTimersByTime(60_000);
  expect(toasts.items()).toHaveLength(2);
  toasts.resume();
  vi.advanceTimersByTime(5_900);
  expect(toasts.items()).toHaveLength(2);
  vi.advanceTimersByTime(200);
  expect(toasts.items()).toHaveLength(0);
});
