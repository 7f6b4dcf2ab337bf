/** Rights that do not fit together. */
import { expect, test } from 'vitest';
import type { Role } from '../../../shared/access/roles.ts';
import { rightsConflicts } from './rights-words.ts';

const now = Date.parse('2026-11-20T20:00:00Z');
const held = (...roles: readonly Role[]) =>
  roles.map((role, index) => ({ id: String(index), role, startsAt: now - 1, expiresAt: null }));
const facts = { isActive: true, hasMemberRecord: true, isInstructor: true };

test('one role that has what it needs is in order', () => {
  for (const role of ['admin', 'officer', 'organizer', 'staff', 'instructor', 'member'] as const)
    expect(rightsConflicts({ ...facts, roles: held(role) }, now)).toEqual([]);
});

test('a person without a role that counts now is named', () => {
  const ended = { id: '1', role: 'staff' as const, startsAt: now - 9, expiresAt: now - 1 };
  const ahead = { id: '2', role: 'staff' as const, startsAt: now + 9, expiresAt: null };
  expect(rightsConflicts({ ...facts, roles: [ended, ahead] }, now)).toEqual(['none']);
  expect(rightsConflicts({ ...facts, isActive: false, roles: [] }, now)).toEqual([]);
});

test('a role that reaches nothing, one held twice, one that adds nothing, and judging one’s own work', () => {
  const of = (roles: readonly Role[], more = {}) =>
    rightsConflicts({ ...facts, ...more, roles: held(...roles) }, now);
  expect(of(['staff'], { isActive: false })).toEqual(['switchedOff']);
  expect(of(['member'], { hasMemberRecord: false })).toEqual(['memberWithout']);
  expect(of(['instructor'], { isInstructor: false })).toEqual(['instructorWithout']);
  expect(of(['staff', 'staff'])).toEqual(['twice']);
  expect(of(['admin', 'officer'])).toEqual(['covered']);
  expect(of(['instructor', 'staff'])).toEqual(['ownWork']);
});
