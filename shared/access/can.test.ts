import { describe, expect, test } from 'vitest';
import { Attendance } from '../entities/attendance.ts';
import { Instructor } from '../entities/instructor.ts';
import { registry } from '../entities/index.ts';
import { Member } from '../entities/member.ts';
import { User } from '../entities/user.ts';
import { isReplicated } from '../entity/entity.ts';
import { canDelete, canRead, fieldsWith, forbiddenFields, project, scopesOf, viewOf } from './can.ts';
import type { Holding } from './holdings.ts';
import { kindOf } from './holdings.ts';
import type { Role } from './roles.ts';
import { roles } from './roles.ts';

const hold = (role: Role | 'anyone', ...scopes: readonly string[]): readonly Holding[] =>
  scopes.map((scope) => ({ scope, kind: kindOf(scope), role, until: null }));
const row = (fields: object) => ({ id: 'r', version: 3, ...fields }) as Parameters<typeof project>[2];

test('a stranger sees and does nothing, whatever the entity', () => {
  for (const of of registry.values()) {
    expect(canRead(of, [], ['local', 'roster', 'training'])).toBe(false);
    expect(fieldsWith(of, hold('admin', 'cohort:other'), 'read', ['training'])).toBeUndefined();
    expect(canDelete(of, [], ['training'])).toBe(false);
  }
});

describe('an organizer and a member row', () => {
  const holdings = hold('organizer', 'local', 'roster');
  const scopes = ['roster', 'member:r'];
  test('sees the card and nothing else', () => {
    const seen = project(
      Member,
      holdings,
      row({ firstName: 'Ana', generalNotes: 'private', dateOfBirth: '1990-01-01' }),
      scopes,
    );
    expect(seen).toMatchObject({ id: 'r', version: 3, firstName: 'Ana' });
    expect(seen).not.toHaveProperty('generalNotes');
    expect(seen).not.toHaveProperty('dateOfBirth');
  });
  test('edits how to reach the member only', () => {
    expect(forbiddenFields(Member, holdings, 'update', scopes, ['phone', 'status'])).toEqual(['status']);
    expect(forbiddenFields(Member, holdings, 'create', scopes, ['phone'])).toBeUndefined();
    expect(canDelete(Member, holdings, scopes)).toBe(false);
  });
});

test('rights of several scopes add up', () => {
  const holdings = [...hold('instructor', 'cohort:a'), ...hold('anyone', 'user:u')];
  const own = fieldsWith(Instructor, holdings, 'read', ['training', 'user:u', 'cohort:a']);
  const other = fieldsWith(Instructor, holdings, 'read', ['training', 'user:other', 'cohort:a']);
  expect(own?.has('rateCents')).toBe(true);
  expect(other?.has('rateCents')).toBe(false);
  expect(other?.has('lastName')).toBe(true);
});

test('an answer that is shown may hold what a device may not keep, and secrets never', () => {
  const holdings = hold('admin', 'local', 'roster');
  const member = row({ dateOfBirth: '1990-01-01' });
  expect(project(Member, holdings, member, ['roster'])).not.toHaveProperty('dateOfBirth');
  expect(project(Member, holdings, member, ['roster'], true)).toMatchObject({ dateOfBirth: '1990-01-01' });
  expect(project(User, holdings, row({ accountId: 'secret' }), ['local'], true)).not.toHaveProperty(
    'accountId',
  );
});

/** Everything that a fact sheet grants: the entity and what one role holds in one kind of scope. */
const grants = [...registry.values()].flatMap((of) =>
  Object.entries(of.access).flatMap(([role, kinds]) =>
    Object.keys(kinds).map((kind) => ({ of, scope: `${kind}:x`, holdings: hold(role as Role, `${kind}:x`) })),
  ),
);

test('no role reads or writes a secret, in any entity', () => {
  expect(grants.length).toBeGreaterThan(registry.size);
  for (const { of, scope, holdings } of grants)
    for (const right of ['read', 'create', 'update'] as const)
      for (const name of fieldsWith(of, holdings, right, [scope]) ?? [])
        expect(of.fields[name]?.guard, `${of.name}.${name}`).not.toBe('secret');
});

test('no view stores what a device may not keep', () => {
  for (const { of, holdings } of grants)
    for (const name of [...viewOf(of, holdings).fieldsByKind.values()].flat()) {
      const field = of.fields[name];
      expect(field && isReplicated(field), `${of.name}.${name}`).toBe(true);
    }
});

test('every list in every fact sheet names fields that are there, of roles that are', () => {
  for (const of of registry.values())
    for (const [role, kinds] of Object.entries(of.access)) {
      expect(['anyone', ...roles]).toContain(role);
      for (const rights of Object.values(kinds))
        for (const list of [rights.read, rights.create, rights.update])
          for (const name of list === 'all' || list === undefined ? [] : list)
            expect(Object.keys(of.fields), of.name).toContain(name);
    }
});

describe('the view', () => {
  test('changes its key when a role comes or goes, and not otherwise', () => {
    const one = viewOf(Member, hold('organizer', 'roster'));
    expect(viewOf(Member, hold('organizer', 'roster')).key).toBe(one.key);
    expect(viewOf(Member, [...hold('organizer', 'roster'), ...hold('staff', 'roster')]).key).not.toBe(
      one.key,
    );
    expect(viewOf(Member, hold('instructor', 'cohort:a')).key).toBe('');
  });
  test('does not tell cohorts apart', () => {
    expect(viewOf(Attendance, hold('instructor', 'cohort:a')).key).toBe(
      viewOf(Attendance, hold('instructor', 'cohort:b', 'cohort:c')).key,
    );
  });
});

test('scopes are sorted and named once', () => {
  const of = { ...Member, scopes: () => ['b', 'a', 'b'] };
  expect(scopesOf(of, { id: 'x' })).toEqual(['a', 'b']);
});
