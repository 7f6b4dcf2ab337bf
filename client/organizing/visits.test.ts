import { expect, test } from 'vitest';
import {
  byDay,
  filterVisits,
  nearbyEmployers,
  newestFirst,
  recentEmployers,
  stepsDue,
  toVisit,
} from './visits.ts';
import type { Visit } from './visits.ts';

const visit = (id: string, over: Partial<Visit> = {}): Visit => ({
  id,
  organizerId: 'me',
  organizationId: 'acme',
  employer: 'Acme',
  type: 'site_visit',
  day: '2026-11-20',
  outcome: '',
  contacted: 0,
  cards: 0,
  nextStep: '',
  nextStepOn: '',
  pending: false,
  ...over,
});
const ids = (visits: readonly Visit[]): string[] => visits.map(({ id }) => id);

test('what is missing in a row is nothing, not a fault', () => {
  const seen = toVisit({ id: '1', version: 1, pending: true, activityDate: '2026-11-20', outcome: null });
  expect(seen).toMatchObject({ day: '2026-11-20', outcome: '', contacted: 0, employer: '', pending: true });
});

test('the newest day comes first, and within a day what was entered last', () => {
  const visits = [visit('1'), visit('3', { day: '2026-11-19' }), visit('2')];
  expect(byDay(newestFirst(visits)).map(({ day, visits: found }) => [day, ids(found)])).toEqual([
    ['2026-11-20', ['2', '1']],
    ['2026-11-19', ['3']],
  ]);
});

test('mine or all, at one employer or at every one', () => {
  const visits = [visit('1'), visit('2', { organizerId: 'you' }), visit('3', { organizationId: 'other' })];
  expect(ids(filterVisits(visits, { whose: 'mine', employer: '' }, 'me'))).toEqual(['1', '3']);
  expect(ids(filterVisits(visits, { whose: 'all', employer: 'acme' }, 'me'))).toEqual(['1', '2']);
});

test('the recent employers are one’s own, the latest first, each once', () => {
  const visits = [
    visit('1', { organizationId: 'a', day: '2026-11-01' }),
    visit('2', { organizationId: 'b', day: '2026-11-03' }),
    visit('3', { organizationId: 'a', day: '2026-11-05' }),
    visit('4', { organizationId: 'c', organizerId: 'you', day: '2026-11-06' }),
  ];
  expect(recentEmployers(visits, 'me', 4)).toEqual(['a', 'b']);
  expect(recentEmployers(visits, 'me', 1)).toEqual(['a']);
});

test('a next step is due until its author was there again on its day or later', () => {
  const step = visit('1', { day: '2026-11-01', nextStep: 'Call', nextStepOn: '2026-11-10' });
  const far = visit('2', { day: '2026-11-02', organizationId: 'b', nextStepOn: '2026-12-24' });
  expect(ids(stepsDue([step, far], 'me', '2026-11-20'))).toEqual(['1']);
  expect(ids(stepsDue([step, visit('3', { day: '2026-11-09' })], 'me', '2026-11-20'))).toEqual(['1']);
  expect(ids(stepsDue([step, visit('3', { day: '2026-11-10' })], 'me', '2026-11-20'))).toEqual([]);
  const others = visit('3', { day: '2026-11-10', organizerId: 'you' });
  expect(ids(stepsDue([step, others], 'me', '2026-11-20'))).toEqual(['1']);
  expect(ids(stepsDue([step], 'you', '2026-11-20'))).toEqual([]);
});

test('near are the others in the town where one was last', () => {
  const at = (id: string, city: string) => ({ id, city });
  const all = [at('a', 'Tolland'), at('b', 'Tolland'), at('c', 'Calder'), at('d', 'Tolland'), at('e', '')];
  const [a, , c, , e] = all;
  if (!a || !c || !e) throw new Error('Five are needed.');
  expect(nearbyEmployers(all, [a, c], 4).map(({ id }) => id)).toEqual(['b', 'd']);
  expect(nearbyEmployers(all, [a], 1).map(({ id }) => id)).toEqual(['b']);
  expect(nearbyEmployers(all, [e, a], 4)).toEqual([]);
  expect(nearbyEmployers(all, [], 4)).toEqual([]);
});
