import { expect, test, vi } from 'vitest';
import { createRoot, createSignal } from 'solid-js';
import { createAnswer } from './answer.ts';

const untilQuiet = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20));

function* slowly(query: string, done: string[]): Generator<undefined, string> {
  for (let step = 0; step < 3; step += 1) yield undefined;
  done.push(query);
  return `found ${query}`;
}

const asking = (work: (desk: ReturnType<typeof createDesk>) => Promise<void>): Promise<void> =>
  createRoot(async (end) => {
    const desk = createDesk();
    await work(desk).finally(end);
  });

function createDesk() {
  const [query, type] = createSignal('');
  const done: string[] = [];
  const { answer, settle } = createAnswer(query, (asked) => slowly(asked, done), 'nothing');
  return { type, done, answer, settle };
}

test('the newest question wins, the older one is dropped unfinished, and the last answer stays until then', () =>
  asking(async ({ type, done, answer }) => {
    await vi.waitFor(() => expect(answer()).toBe('found '));
    type('a');
    type('an');
    expect(answer()).toBe('found ');
    type('ann');
    await vi.waitFor(() => expect(answer()).toBe('found ann'));
    await untilQuiet();
    expect(done).toEqual(['', 'ann']);
  }));

test('settled: the answer to what was typed last is there at once, and comes only once', () =>
  asking(async ({ type, done, answer, settle }) => {
    await vi.waitFor(() => expect(answer()).toBe('found '));
    type('ann');
    settle();
    expect(answer()).toBe('found ann');
    await untilQuiet();
    expect(answer()).toBe('found ann');
    expect(done).toEqual(['', 'ann']);
  }));

test('settled at whatever moment of the work, the answer is there', () =>
  asking(async ({ type, done, answer, settle }) => {
    await vi.waitFor(() => expect(answer()).toBe('found '));
    for (let turns = 0; turns < 5; turns += 1) {
      type(`after ${turns}`);
      for (let turn = 0; turn < turns; turn += 1) await new Promise((resolve) => setTimeout(resolve));
      settle();
      expect(answer()).toBe(`found after ${turns}`);
      await untilQuiet();
      expect(answer()).toBe(`found after ${turns}`);
    }
    expect(done).toEqual(['', ...Array.from({ length: 5 }, (_, turns) => `after ${turns}`)]);
  }));
