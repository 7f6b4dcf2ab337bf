import { expect, test } from 'vitest';
import {
  isSame,
  newVisit,
  readVisit,
  touchedSet,
  wholeSet,
  withCards,
  withContacted,
} from './visit-values.ts';

const start = newVisit('2026-11-21');

test('more cards than contacts raise the contacts; fewer contacts stop at the cards', () => {
  expect(withCards({ workersContacted: 2, cardsSigned: 2 }, 3)).toEqual({
    workersContacted: 3,
    cardsSigned: 3,
  });
  expect(withCards({ workersContacted: 5, cardsSigned: 2 }, 1)).toEqual({
    workersContacted: 5,
    cardsSigned: 1,
  });
  expect(withContacted({ workersContacted: 3, cardsSigned: 3 }, 2)).toEqual({
    workersContacted: 3,
    cardsSigned: 3,
  });
});

test('counts are whole, never below nothing and never beyond what the record takes', () => {
  expect(withCards({ workersContacted: 0, cardsSigned: 0 }, -1).cardsSigned).toBe(0);
  expect(withContacted({ workersContacted: 0, cardsSigned: 0 }, 99_999).workersContacted).toBe(10_000);
  expect(withContacted({ workersContacted: 0, cardsSigned: 0 }, 2.7).workersContacted).toBe(2);
});

test('a new visit is a site visit of today, and says nothing that was not filled in', () => {
  expect(wholeSet(start)).toEqual({
    activityType: 'site_visit',
    activityDate: '2026-11-21',
    workersContacted: 0,
    cardsSigned: 0,
  });
  expect(wholeSet({ ...start, description: '  ' })).not.toHaveProperty('description');
});

test('of a visit that exists only what was touched is sent; an emptied text is nothing', () => {
  const before = { ...start, notes: 'old' };
  expect(touchedSet({ ...before, notes: ' ', cardsSigned: 1 }, before)).toEqual({
    notes: null,
    cardsSigned: 1,
  });
});

test('a draft is read as far as it is one', () => {
  const draft = readVisit({ organizationId: 'a', cardsSigned: 'three', outcome: null, junk: true }, start);
  expect(draft).toEqual({ ...start, organizationId: 'a' });
  expect(isSame(draft, start)).toBe(false);
  expect(isSame(readVisit({}, start), start)).toBe(true);
});
