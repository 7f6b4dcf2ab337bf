import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createTurns } from './turns.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const tickMs = 25;

test('an idle server lets everybody speak at once', () => {
  const spoken: number[] = [];
  const turns = createTurns({ busy: () => 0, begun: () => 0, room: 4, tickMs });
  for (let one = 0; one < 3; one += 1) turns.take(() => spoken.push(one));
  expect(spoken).toEqual([0, 1, 2]);
});

test('a whole hall is told in the order in which it asked, as many at a time as there is room for', () => {
  const spoken: number[] = [];
  let busy = 0;
  const turns = createTurns({ busy: () => busy, begun: () => spoken.length, room: 4, tickMs });
  for (let one = 0; one < 20; one += 1) turns.take(() => spoken.push(one));
  expect(spoken).toHaveLength(4);
  vi.advanceTimersByTime(tickMs);
  expect(spoken).toHaveLength(8);
  busy = 3;
  vi.advanceTimersByTime(2 * tickMs);
  expect(spoken).toHaveLength(10);
  busy = 0;
  vi.advanceTimersByTime(3 * tickMs);
  expect(spoken).toEqual(Array.from({ length: 20 }, (_, one) => one));
});

test('a server that is busy all the time still lets somebody speak, and a turn given up is nobody’s', () => {
  const spoken: number[] = [];
  const turns = createTurns({ busy: () => 100, begun: () => spoken.length, room: 4, tickMs });
  const [first] = [0, 1, 2].map((one) => turns.take(() => spoken.push(one)));
  first?.();
  vi.advanceTimersByTime(2 * tickMs);
  expect(spoken).toEqual([]);
  vi.advanceTimersByTime(8 * tickMs);
  expect(spoken).toEqual([1]);
  vi.advanceTimersByTime(8 * tickMs);
  expect(spoken).toEqual([1, 2]);
});

test('whoever was told and has not come yet takes up room, for a second at most', () => {
  const spoken: number[] = [];
  let begun = 0;
  const turns = createTurns({ busy: () => 0, begun: () => begun, room: 4, tickMs });
  for (let one = 0; one < 20; one += 1) turns.take(() => spoken.push(one));
  vi.advanceTimersByTime(7 * tickMs);
  expect(spoken).toHaveLength(4);
  begun = 3;
  vi.advanceTimersByTime(tickMs);
  expect(spoken).toHaveLength(7);
  // One every now and then, and after a second of silence as many as at first.
  vi.advanceTimersByTime(39 * tickMs);
  expect(spoken).toHaveLength(11);
  vi.advanceTimersByTime(tickMs);
  expect(spoken.length).toBeGreaterThanOrEqual(15);
});
