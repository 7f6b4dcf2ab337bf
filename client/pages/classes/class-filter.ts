/** Which classes are listed, and in which order. Pure. */
import { fold } from '../../../shared/entity/row.ts';
import type { SeenRow } from '../../hall.ts';
import type { ClassCard } from '../../training/class-cards.ts';

export type Period = 'upcoming' | 'past';

export interface ClassFilter {
  readonly period: Period;
  /** Id of a cohort, '' for all. */
  readonly cohort: string;
  readonly today: string;
}

export interface DayGroup {
  readonly day: string;
  readonly cards: readonly ClassCard[];
}

export const isPeriod = (value: string): value is Period => value === 'upcoming' || value === 'past';

/** Today counts as upcoming. */
export const filterSessions =
  (filter: ClassFilter) =>
  (row: SeenRow): boolean => {
    const day = String(row['sessionDate']);
    const inPeriod = filter.period === 'past' ? day < filter.today : day >= filter.today;
    return inPeriod && (filter.cohort === '' || row['cohortId'] === filter.cohort);
  };

/** As the device keeps them (by day and clock), or from the latest back. */
export const inOrder = (sessions: readonly SeenRow[], period: Period): readonly SeenRow[] =>
  period === 'past' ? sessions.toReversed() : sessions;

export function findCards(cards: readonly ClassCard[], search: string): readonly ClassCard[] {
  const parts = fold(search).split(/\s+/).filter(Boolean);
  const said = (card: ClassCard): string =>
    fold([card.course, card.cohort, card.topic, card.room, card.place, card.day].join(' '));
  return parts.length === 0
    ? cards
    : cards.filter((card) => parts.every((part) => said(card).includes(part)));
}

/** Upcoming days in order, past days from the latest back; within a day by the clock. */
export function byDay(cards: readonly ClassCard[], period: Period): readonly DayGroup[] {
  const days = new Map<string, ClassCard[]>();
  for (const card of cards) days.set(card.day, [...(days.get(card.day) ?? []), card]);
  const sign = period === 'past' ? -1 : 1;
  return [...days]
    .sort(([one], [other]) => (one < other ? -sign : sign))
    .map(([day, found]) => ({ day, cards: found.sort((one, other) => (one.start < other.start ? -1 : 1)) }));
}
