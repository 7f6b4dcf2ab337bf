import { describe, expect, test } from 'vitest';
import type { SeenRow } from '../../hall.ts';
import type { ClassCard } from '../../training/class-cards.ts';
import { byDay, filterSessions, findCards } from './class-filter.ts';

const session = (sessionDate: string, cohortId = 'spring'): SeenRow => ({
  id: sessionDate,
  version: 1,
  pending: false,
  sessionDate,
  cohortId,
});
const card = (day: string, start: string, more: Partial<ClassCard> = {}): ClassCard =>
  ({
    id: `${day} ${start}`,
    day,
    start,
    course: 'Trade Math',
    cohort: '',
    topic: '',
    room: '',
    place: '',
    ...more,
  }) as ClassCard;

describe('which classes are listed', () => {
  const days = ['2026-11-19', '2026-11-20', '2026-11-21'];
  const kept = (period: 'upcoming' | 'past', cohort = '') =>
    days
      .map((day) => session(day))
      .filter(filterSessions({ period, cohort, today: '2026-11-20' }))
      .map((row) => row.id);

  test('today is upcoming, yesterday is past', () => {
    expect(kept('upcoming')).toEqual(['2026-11-20', '2026-11-21']);
    expect(kept('past')).toEqual(['2026-11-19']);
  });

  test('another group is left out', () => {
    expect(kept('upcoming', 'fall')).toEqual([]);
  });
});

test('the search takes every word, without accents', () => {
  const cards = [card('2026-11-20', '18:00', { topic: 'Álgebra', room: 'B2' }), card('2026-11-20', '19:00')];
  expect(findCards(cards, 'algebra b2')).toEqual([cards[0]]);
  expect(findCards(cards, '')).toEqual(cards);
  expect(findCards(cards, 'algebra b3')).toEqual([]);
});

test('days to come in order, days gone from the latest back, each by the clock', () => {
  const cards = [card('2026-11-20', '19:00'), card('2026-11-21', '08:00'), card('2026-11-20', '08:00')];
  expect(byDay(cards, 'upcoming').map((group) => group.day)).toEqual(['2026-11-20', '2026-11-21']);
  expect(byDay(cards, 'past').map((group) => group.day)).toEqual(['2026-11-21', '2026-11-20']);
  expect(byDay(cards, 'upcoming')[0]?.cards.map((one) => one.start)).toEqual(['08:00', '19:00']);
});
