import { expect, test } from 'vitest';
import { readKey } from './shortcuts.ts';

const targets = [
  { shortcut: 't', href: '/' },
  { shortcut: 'g', href: '/groups' },
];

test('g waits for the next key, which names the place', () => {
  expect(readKey('g', false, targets)).toEqual({ kind: 'await' });
  expect(readKey('T', true, targets)).toEqual({ kind: 'go', href: '/' });
  expect(readKey('g', true, targets)).toEqual({ kind: 'go', href: '/groups' });
});

test('a letter alone, or one that names no place, does nothing', () => {
  expect(readKey('t', false, targets)).toBeUndefined();
  expect(readKey('x', true, targets)).toBeUndefined();
});

test('slash searches and question mark helps, but not as the second key', () => {
  expect(readKey('/', false, targets)).toEqual({ kind: 'search' });
  expect(readKey('?', false, targets)).toEqual({ kind: 'help' });
  expect(readKey('?', true, targets)).toBeUndefined();
});
