import { expect, test } from 'vitest';
import { markParts } from './marks.ts';

const marked = (text: string, query: string): string =>
  markParts(text, query)
    .map((part) => (part.isHit ? `[${part.text}]` : part.text))
    .join('');

test('marks what was typed in the letters of the text, accents and all', () => {
  expect(marked('José Núñez', 'nunez jo')).toBe('[Jo]sé [Núñez]');
  expect(marked('Jose\u0301 Ruiz', 'jose')).toBe('[Jose\u0301] Ruiz');
  expect(marked('Straußmann', 'strauss')).toBe('[Strauß]mann');
});

test('one and two letters are marked where a word begins, three and more anywhere', () => {
  expect(marked('Anna Banana', 'an')).toBe('[An]na Banana');
  expect(marked('Anna Banana', 'nan')).toBe('Anna Ba[nan]a');
});

test('numbers are marked through their punctuation', () => {
  expect(marked('(503) 555-0142', '5550142')).toBe('(503) [555-0142]');
  expect(marked('(503) 555-0142', '503 555 01')).toBe('([503) 555-01]42');
  expect(marked('2024-0012', '20240012')).toBe('[2024-0012]');
  expect(marked('Mary O’Brien', 'obrien')).toBe('Mary [O’Brien]');
});

test('of a slip the whole word is marked that was meant', () => {
  expect(marked('Joanna Hernández', 'henrandes')).toBe('Joanna [Hernández]');
});

test('nothing is marked of what says nothing of it, and nothing is lost', () => {
  expect(marked('Ann Marshall', 'ruiz')).toBe('Ann Marshall');
  expect(marked('', 'ruiz')).toBe('');
  expect(marked('Ann', '')).toBe('Ann');
  expect(marked('aaaa', 'aaa aa')).toBe('[aaa]a');
});
