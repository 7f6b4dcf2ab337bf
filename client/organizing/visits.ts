/** What follows from visits as they lie on the device: days, filters, recent employers, next steps that are due. Pure. */
import type { Json } from '../../shared/values/json.ts';
import type { SeenRow } from '../hall.ts';

export interface Visit {
  readonly id: string;
  readonly organizerId: string;
  readonly organizationId: string;
  readonly employer: string;
  readonly type: string;
  readonly day: string;
  /** '' when nobody said how it went. */
  readonly outcome: string;
  readonly contacted: number;
  readonly cards: number;
  readonly nextStep: string;
  /** '' when the next step has no day. */
  readonly nextStepOn: string;
  readonly pending: boolean;
}

const text = (value: Json | undefined): string => (typeof value === 'string' ? value : '');
const whole = (value: Json | undefined): number => (typeof value === 'number' ? value : 0);

export const toVisit = (row: SeenRow): Visit => ({
  id: row.id,
  organizerId: text(row['organizerId']),
  organizationId: text(row['organizationId']),
  employer: text(row['organizationName']),
  type: text(row['activityType']),
  day: text(row['activityDate']),
  outcome: text(row['outcome']),
  contacted: whole(row['workersContacted']),
  cards: whole(row['cardsSigned']),
  nextStep: text(row['nextStep']),
  nextStepOn: text(row['nextStepOn']),
  pending: row.pending,
});

export type Whose = 'mine' | 'all';

export interface VisitFilter {
  readonly whose: Whose;
  /** Id of an organization, '' for all. */
  readonly employer: string;
}

export const filterVisits = (
  visits: readonly Visit[],
  filter: VisitFilter,
  userId: string,
): readonly Visit[] =>
  visits.filter(
    (visit) =>
      (filter.whose === 'all' || visit.organizerId === userId) &&
      (filter.employer === '' || visit.organizationId === filter.employer),
  );

/** The newest day first; within a day what was entered last. Ids are made in the order of time. */
export const newestFirst = (visits: readonly Visit[]): readonly Visit[] =>
  [...visits].sort((one, other) => compare(other.day, one.day) || compare(other.id, one.id));

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

export interface VisitDay {
  readonly day: string;
  readonly visits: readonly Visit[];
}

/** Takes visits in the order in which they are shown. */
export function byDay(visits: readonly Visit[]): readonly VisitDay[] {
  const days = new Map<string, Visit[]>();
  for (const visit of visits) {
    const known = days.get(visit.day);
    if (known) known.push(visit);
    else days.set(visit.day, [visit]);
  }
  return [...days].map(([day, found]) => ({ day, visits: found }));
}

/** Ids of the employers whom this person was at last, the latest first, each once. */
export function recentEmployers(visits: readonly Visit[], userId: string, most: number): readonly string[] {
  const own = newestFirst(visits.filter((visit) => visit.organizerId === userId));
  return [...new Set(own.map((visit) => visit.organizationId).filter(Boolean))].slice(0, most);
}

/**
 * One's own next steps until `until`, the oldest first. A step is behind one when the same person was at the same employer
 * on its day or later.
 */
export function stepsDue(visits: readonly Visit[], userId: string, until: string): readonly Visit[] {
  const own = visits.filter((visit) => visit.organizerId === userId);
  const isDone = (step: Visit): boolean =>
    own.some(
      (visit) =>
        visit.id !== step.id &&
        visit.organizationId === step.organizationId &&
        visit.day >= step.nextStepOn &&
        visit.id > step.id,
    );
  return own
    .filter((visit) => visit.nextStepOn !== '' && visit.nextStepOn <= until && !isDone(visit))
    .sort((one, other) => compare(one.nextStepOn, other.nextStepOn) || compare(one.id, other.id));
}

/** Others in the town where one was last, by name; none where that town is not known. */
export function nearbyEmployers<E extends { readonly id: string; readonly city: string }>(
  employers: readonly E[],
  recent: readonly E[],
  most: number,
): readonly E[] {
  const here = recent[0]?.city ?? '';
  const known = new Set(recent.map(({ id }) => id));
  return here === ''
    ? []
    : employers.filter(({ id, city }) => city === here && !known.has(id)).slice(0, most);
}
