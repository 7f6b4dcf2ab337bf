import { expect, test } from 'vitest';
import { apprentices, passes, usualView } from './list-view.ts';
import {
  readLists,
  readyLists,
  showsReady,
  showsSaved,
  toKeep,
  withList,
  withoutList,
} from './saved-lists.ts';
import type { SavedList } from './saved-lists.ts';

const list = (name: string, more: Partial<SavedList> = {}): SavedList => ({
  name,
  view: { ...usualView, status: 'active' },
  query: 'portland',
  sort: { by: 'city', descending: true },
  ...more,
});

test('what is kept is read back as it was', () => {
  const lists = [list('Portland crew'), list('Retired', { sort: undefined, query: '' })];
  const kept = JSON.parse(JSON.stringify(toKeep(lists))) as ReturnType<typeof toKeep>;
  expect(readLists(kept)).toEqual(lists);
});

test('what means nothing any more is left out, and never breaks the page', () => {
  expect(readLists(undefined)).toEqual([]);
  expect(readLists({ lists: 'gone' })).toEqual([]);
  const odd = [
    { name: '' },
    null,
    { name: 'Odd', view: { status: 'abducted', columns: ['shoeSize'] }, sort: 7 },
  ];
  expect(readLists({ lists: odd })).toEqual([
    { name: 'Odd', query: '', sort: undefined, view: { columns: [], status: '', classification: '' } },
  ]);
});

test('a name is there once, whatever its case and accents, and the lists stand in order', () => {
  const lists = withList([list('Zone 2'), list('Ávila')], list('ávila ', { query: 'new' }));
  expect(lists.map(({ name, query }) => [name, query])).toEqual([
    ['ávila ', 'new'],
    ['Zone 2', 'portland'],
  ]);
  expect(withoutList(lists, 'Zone 2').map(({ name }) => name)).toEqual(['ávila ']);
});

test('the menu knows which list is seen: the smallest change makes it none of them', () => {
  const shown = list('Portland crew');
  expect(showsSaved({ ...shown, query: ' portland ' }, shown)).toBe(true);
  expect(showsSaved({ ...shown, sort: { by: 'city', descending: false } }, shown)).toBe(false);
  expect(showsSaved({ ...shown, view: { ...shown.view, columns: [] } }, shown)).toBe(false);
  const [everyone] = readyLists;
  expect(showsReady({ view: usualView, query: '', sort: undefined }, everyone)).toBe(true);
  expect(showsReady({ view: usualView, query: 'ana', sort: undefined }, everyone)).toBe(false);
});

test('apprentices are those of every year, and nobody else', () => {
  const view = { ...usualView, classification: apprentices };
  const seen = ['apprentice_1', 'apprentice_5', 'journeyman', 'retiree'].filter((classification) =>
    passes(view, { classification }),
  );
  expect(seen).toEqual(['apprentice_1', 'apprentice_5']);
});
