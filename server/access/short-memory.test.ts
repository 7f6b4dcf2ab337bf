import { expect, test } from 'vitest';
import { createShortMemory } from './short-memory.ts';

function counting(answers: (() => Promise<number>)[] = []) {
  let now = 0;
  let loads = 0;
  const memory = createShortMemory(
    (): Promise<number> => {
      loads += 1;
      return answers[loads - 1]?.() ?? Promise.resolve(loads);
    },
    5_000,
    () => new Date(now),
  );
  return { memory, loads: () => loads, wait: (milliseconds: number) => (now += milliseconds) };
}

test('a burst asks once; after five seconds it asks again', async () => {
  const { memory, wait } = counting();
  expect(await Promise.all([memory.get('a'), memory.get('a'), memory.get('a')])).toEqual([1, 1, 1]);
  wait(4_999);
  expect(await memory.get('a')).toBe(1);
  wait(1);
  expect(await memory.get('a')).toBe(2);
});

test('what is forgotten is asked again, also while the old answer is under way', async () => {
  let finish: (value: number) => void = () => undefined;
  const { memory } = counting([() => new Promise((resolve) => (finish = resolve))]);
  const early = memory.get('a');
  memory.forget('a');
  expect(await memory.get('a')).toBe(2);
  finish(1);
  expect(await early).toBe(1);
  expect(await memory.get('a')).toBe(2);
});

test('a failure is not remembered', async () => {
  const { memory } = counting([() => Promise.reject(new Error('away'))]);
  await expect(memory.get('a')).rejects.toThrow('away');
  expect(await memory.get('a')).toBe(2);
});
