import { describe, expect, test } from 'vitest';
import { Attendance } from '../entities/attendance.ts';
import { Course } from '../entities/course.ts';
import { registry } from '../entities/index.ts';
import type { Actor } from './holdings.ts';
import { heldScopes, holdingsOf, kindOf, maySomewhere } from './holdings.ts';
import type { Role } from './roles.ts';
import { isRole, roleLabels, roles } from './roles.ts';

const now = 1_000;
const actor = (role: Role, more: Partial<Actor> = {}): Actor => ({
  localId: 'l',
  userId: 'u',
  accountId: 'a',
  memberId: null,
  grants: [{ role, startsAt: 0, expiresAt: null }],
  teaching: [],
  ...more,
});
const scopes = (one: Actor, at = now): readonly string[] =>
  [...heldScopes(holdingsOf(one, registry, at)).keys()].sort();

test('without a live grant nothing is held', () => {
  expect(scopes(actor('admin', { grants: [] }))).toEqual([]);
  expect(scopes(actor('admin', { grants: [{ role: 'admin', startsAt: 0, expiresAt: now }] }))).toEqual([]);
  expect(scopes(actor('admin', { grants: [{ role: 'admin', startsAt: now + 1, expiresAt: null }] }))).toEqual(
    [],
  );
});

describe('each role', () => {
  test('an instructor holds the cohorts taught now, and no others', () => {
    const teaching = [
      { cohortId: 'a', until: null },
      { cohortId: 'b', until: now },
      { cohortId: 'c', until: now + 1 },
    ];
    expect(scopes(actor('instructor', { teaching }))).toEqual(['cohort:a', 'cohort:c', 'local', 'user:u']);
    expect(scopes(actor('organizer', { teaching }))).toEqual([
      'employers',
      'local',
      'notes:all',
      'notes:own:u',
      'organizing',
      'roster',
      'user:u',
    ]);
  });
  test('a member holds the own member row, when there is one', () => {
    expect(scopes(actor('member', { memberId: 'm' }))).toEqual(['local', 'member:m', 'user:u']);
    expect(scopes(actor('member'))).toEqual(['local', 'user:u']);
  });
  test('officers review everything, staff what they may write, both what they may read whole, others nothing', () => {
    const reviewed = (role: Role) => scopes(actor(role)).filter((scope) => kindOf(scope) === 'review');
    expect(reviewed('admin')).toHaveLength(registry.size);
    expect(reviewed('officer')).toHaveLength(registry.size - 1);
    // Some notes are for their author and the administrators alone; what organizers say of an employer is not for staff.
    expect(reviewed('officer')).not.toContain('review:memberNote');
    expect(reviewed('staff')).not.toContain('review:organization');
    expect(reviewed('staff')).toContain('review:member');
    expect(reviewed('staff')).toContain('review:attendance');
    expect(reviewed('staff')).not.toContain('review:instructor');
    expect(reviewed('staff')).not.toContain('review:device');
    for (const role of ['organizer', 'instructor', 'member'] as const) expect(reviewed(role)).toEqual([]);
  });
});

describe('until when', () => {
  test('a scope is held as long as any way to it lasts', () => {
    const grants = [
      { role: 'staff' as const, startsAt: 0, expiresAt: 5_000 },
      { role: 'organizer' as const, startsAt: 0, expiresAt: 9_000 },
    ];
    const held = heldScopes(holdingsOf(actor('staff', { grants }), registry, now));
    expect([held.get('training'), held.get('roster'), held.get('local')]).toEqual([5_000, 9_000, 9_000]);
    expect(scopes(actor('staff', { grants }), 5_000)).toEqual([
      'employers',
      'local',
      'notes:all',
      'notes:own:u',
      'organizing',
      'roster',
      'user:u',
    ]);
  });
  test('an assignment cannot outlast the role', () => {
    const teaching = [{ cohortId: 'a', until: 8_000 }];
    const grants = [{ role: 'instructor' as const, startsAt: 0, expiresAt: 5_000 }];
    expect(
      heldScopes(holdingsOf(actor('instructor', { teaching, grants }), registry, now)).get('cohort:a'),
    ).toBe(5_000);
  });
});

test('what a role may somewhere follows the fact sheet', () => {
  expect(maySomewhere(Attendance, 'instructor', 'update')).toBe(true);
  expect(maySomewhere(Attendance, 'instructor', 'delete')).toBe(true);
  expect(maySomewhere(Course, 'instructor', 'delete')).toBe(false);
  expect(maySomewhere(Attendance, 'organizer', 'read')).toBe(false);
  expect(maySomewhere(Course, 'anyone', 'read')).toBe(true);
});
test('roles are known by name and label', () => {
  expect(roles.every((role) => isRole(role) && roleLabels[role].es.length > 0)).toBe(true);
  expect(isRole('king')).toBe(false);
});
