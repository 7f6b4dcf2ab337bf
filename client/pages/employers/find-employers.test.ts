import { expect, test } from 'vitest';
import { dialled, findEmployers } from './find-employers.ts';
import type { SeenRow } from '../../hall.ts';

const employer = (name: string, more: Record<string, string> = {}): SeenRow => ({
  id: name,
  version: 1,
  pending: false,
  name,
  orgType: 'employer',
  ...more,
});
const rows = [employer('Zeta'), employer('Álvarez Concrete', { city: 'San José' }), employer('acme')];
const names = (typed: string, kind = ''): string[] =>
  findEmployers(rows, { typed, kind }).map(({ id }) => id);

test('by name, whatever the case and the accents', () => {
  expect(names('')).toEqual(['acme', 'Álvarez Concrete', 'Zeta']);
});

test('every typed word must stand somewhere, accents or not', () => {
  expect(names('alvarez')).toEqual(['Álvarez Concrete']);
  expect(names('jose concr')).toEqual(['Álvarez Concrete']);
  expect(names('alvarez zeta')).toEqual([]);
  expect(names('', 'union')).toEqual([]);
});

test('a phone number is dialled by its digits, with the country where it is given', () => {
  expect(dialled('(916) 555-0101')).toBe('9165550101');
  expect(dialled('+1 916 555 0101')).toBe('+19165550101');
  expect(dialled(null)).toBe('');
});
