/** live(): a signal that follows its key, keeps the last answer, and never shows an older one after a newer. */
import { createRoot, createSignal } from 'solid-js';
import { expect, test, vi } from 'vitest';
import { live } from './live.ts';

const rest = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

test('reads again when the key changes, and an answer that comes late is dropped', async () => {
  const answers = new Map<number, (value: string) => void>();
  const [key, setKey] = createSignal(1);
  const { value, dispose } = createRoot((end) => ({
    value: live(key, (asked) => new Promise<string>((resolve) => answers.set(asked, resolve)), 'nothing yet'),
    dispose: end,
  }));
  await rest();
  expect(value()).toBe('nothing yet');
  setKey(2);
  await rest();
  answers.get(2)?.('two');
  await rest();
  expect(value()).toBe('two');
  answers.get(1)?.('one');
  await rest();
  expect(value()).toBe('two');
  dispose();
  setKey(3);
  await rest();
  expect(answers.has(3)).toBe(false);
});

test('a read that fails leaves the last answer standing', async () => {
  const complain = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const [key, setKey] = createSignal(1);
  const value = createRoot(() =>
    live(key, (asked) => (asked === 1 ? Promise.resolve('good') : Promise.reject(new Error('no'))), ''),
  );
  await rest();
  setKey(2);
  await rest();
  expect(value()).toBe('good');
  expect(complain).toHaveBeenCalledOnce();
  complain.mockRestore();
});
