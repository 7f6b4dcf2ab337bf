/** What the visit's form holds, how its two counts keep their rule, and what of it is saved. Pure. */
import type { Values } from '../../../shared/entity/entity.ts';
import type { Json } from '../../../shared/values/json.ts';

const most = 10_000;
type TextName = 'outcome' | 'location' | 'description' | 'notes' | 'nextStep' | 'nextStepOn';

export interface Counts {
  readonly workersContacted: number;
  readonly cardsSigned: number;
}

export interface VisitValues extends Counts, Readonly<Record<TextName, string>> {
  readonly organizationId: string;
  readonly activityType: string;
  readonly activityDate: string;
}

export const newVisit = (today: string, organizationId = ''): VisitValues => ({
  organizationId,
  activityType: 'site_visit',
  activityDate: today,
  outcome: '',
  location: '',
  workersContacted: 0,
  cardsSigned: 0,
  description: '',
  notes: '',
  nextStep: '',
  nextStepOn: '',
});

const within = (value: number, least: number): number => Math.max(least, Math.min(most, Math.trunc(value)));

/** Somebody who signed a card was contacted: the number never falls below the cards. */
export const withContacted = (before: Counts, wanted: number): Counts => ({
  workersContacted: within(wanted, before.cardsSigned),
  cardsSigned: before.cardsSigned,
});

/** More cards than contacts were more contacts than were counted. */
export const withCards = (before: Counts, wanted: number): Counts => {
  const cardsSigned = within(wanted, 0);
  return { workersContacted: Math.max(before.workersContacted, cardsSigned), cardsSigned };
};

/** The form of a visit that exists, or of a draft. What is not of its kind is as if it were not there. */
export function readVisit(
  found: Readonly<Record<string, Json | undefined>>,
  start: VisitValues,
): VisitValues {
  const read = (name: keyof VisitValues): Json => {
    const [value, initial] = [found[name], start[name]];
    return typeof value === typeof initial && value !== undefined ? value : initial;
  };
  const values = Object.fromEntries(
    Object.keys(start).map((name) => [name, read(name as keyof VisitValues)]),
  );
  return { ...start, ...values };
}

export const isSame = (one: VisitValues, other: VisitValues): boolean =>
  touchedNames(one, other).length === 0;

const touchedNames = (now: VisitValues, before: VisitValues): readonly (keyof VisitValues)[] =>
  (Object.keys(now) as (keyof VisitValues)[]).filter((name) => now[name] !== before[name]);

const meant = (value: string | number): Json => {
  if (typeof value === 'number') return value;
  return value.trim() === '' ? null : value.trim();
};

/** All that is filled in. */
export const wholeSet = (values: VisitValues): Values =>
  Object.fromEntries(
    Object.entries(values)
      .map(([name, value]) => [name, meant(value as string | number)] as const)
      .filter(([, value]) => value !== null),
  );

/** Only what was touched. */
export const touchedSet = (now: VisitValues, before: VisitValues): Values =>
  Object.fromEntries(touchedNames(now, before).map((name) => [name, meant(now[name])]));
