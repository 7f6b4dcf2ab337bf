import { expect, test } from 'vitest';
import { findCurrent, shareOutBar, shownItems } from './nav.ts';
import type { NavItem } from './nav.ts';

const item = (href: string, over: Partial<NavItem> = {}): NavItem => ({
  href,
  label: 'nav.today',
  icon: 'today',
  bar: true,
  ...over,
});
const hrefs = (items: readonly NavItem[]): string[] => items.map(({ href }) => href);

test('what a person may not see is in no list', () => {
  const items = [item('/'), item('/review', { show: () => false })];
  expect(hrefs(shownItems(items))).toEqual(['/']);
  expect(hrefs(shareOutBar(items).bar)).toEqual(['/']);
});

test('five places fit; the sixth makes room for "More" and nothing is lost', () => {
  const five = ['/', '/a', '/b', '/c', '/d'].map((href) => item(href));
  expect(shareOutBar(five)).toEqual({ bar: five, rest: [] });
  const six = shareOutBar([...five, item('/e')]);
  expect(hrefs(six.bar)).toEqual(['/', '/a', '/b', '/c']);
  expect(hrefs(six.rest)).toEqual(['/d', '/e']);
});

test('a place not wanted on the bar is still reached through "More"', () => {
  const shared = shareOutBar([item('/'), item('/classes'), item('/device', { bar: false })]);
  expect(hrefs(shared.bar)).toEqual(['/', '/classes']);
  expect(hrefs(shared.rest)).toEqual(['/device']);
});

test('the current place is the longest that matches whole segments', () => {
  const items = [item('/'), item('/classes'), item('/classes/plan')];
  expect(findCurrent(items, '/')?.href).toBe('/');
  expect(findCurrent(items, '/classes/42')?.href).toBe('/classes');
  expect(findCurrent(items, '/classes/plan/1')?.href).toBe('/classes/plan');
  expect(findCurrent(items, '/classesque')).toBeUndefined();
});
