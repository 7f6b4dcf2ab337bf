/** Who corrects what with a reason: for each role, and for each kind of record that the ordinary way keeps closed. */
import { describe, expect, test } from 'vitest';
import { registry } from '../entities/index.ts';
import { MemberEmployment } from '../entities/member-employment.ts';
import { MemberNote } from '../entities/member-note.ts';
import { Member } from '../entities/member.ts';
import { SaltingActivity } from '../entities/salting-activity.ts';
import type { Entity } from '../entity/entity.ts';
import { fieldsWith, scopesOf } from './can.ts';
import { correctableFields, correctors } from './correct.ts';
import type { Actor } from './holdings.ts';
import { holdingsOf } from './holdings.ts';
import type { Role } from './roles.ts';
import { roles } from './roles.ts';

const actor = (...held: readonly Role[]): Actor => ({
  localId: 'l',
  userId: 'u',
  accountId: 'a',
  memberId: 'm',
  grants: held.map((role) => ({ role, startsAt: 0, expiresAt: null })),
  teaching: [{ cohortId: 'c', until: null }],
});
const holdings = (...held: readonly Role[]) => holdingsOf(actor(...held), registry, 1);

const rows = {
  visit: [SaltingActivity, { id: 'v', organizerId: 'other' }],
  endedJob: [MemberEmployment, { id: 'j', memberId: 'm', endDate: '2020-01-01' }],
  member: [Member, { id: 'm' }],
  officersNote: [MemberNote, { id: 'n', visibility: 'officers', authorId: 'other' }],
} as const satisfies Record<string, readonly [Entity, object]>;

const corrects = (kind: keyof typeof rows, ...held: readonly Role[]): readonly string[] => {
  const [of, row] = rows[kind];
  return [...(correctableFields(of, holdings(...held), scopesOf(of, { ...row })) ?? [])];
};

describe.each(roles)('%s', (role) => {
  const isOfficer = role === 'admin' || role === 'officer';
  const isOffice = isOfficer || role === 'staff';
  test('another’s visit', () => {
    expect(corrects('visit', role).includes('outcome')).toBe(isOfficer);
  });
  test('an ended job', () => {
    expect(corrects('endedJob', role).includes('endDate')).toBe(isOffice);
  });
  test('a member', () => {
    expect(corrects('member', role).includes('lastName')).toBe(isOffice);
  });
  test('a note, which is written once, nobody', () => {
    expect(corrects('officersNote', role)).toEqual([]);
  });
});

test('an organizer who also works in the office corrects no visit by it: the office staff never see them', () => {
  expect(corrects('visit', 'organizer', 'staff')).toEqual([]);
});

test('nobody corrects what they do not read, and nothing that commands or the engine write', () => {
  for (const of of registry.values())
    for (const role of correctors)
      for (const { scope } of holdings(role)) {
        const fields = correctableFields(of, holdings(role), [scope]);
        if (of.writes !== 'changes') expect(fields, of.name).toBeUndefined();
        const readable = fieldsWith(of, holdings(role), 'read', [scope]);
        for (const name of fields ?? []) expect(readable?.has(name), `${of.name}.${name}`).toBe(true);
        for (const name of fields ?? []) expect(of.fields[name]?.guard).not.toBe('secret');
      }
  expect(correctableFields(Member, holdings('admin'), ['elsewhere'])).toBeUndefined();
});
