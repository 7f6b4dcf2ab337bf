import { describe, expect, test } from 'vitest';
import type { Role } from '../shared/access/roles.ts';
import { holdingsOf } from '../shared/access/holdings.ts';
import type { Holding } from '../shared/access/holdings.ts';
import { registry } from '../shared/entities/index.ts';
import { keepsRecords, mayCreate, readableColumns, recordKinds } from './record-kinds.ts';

const holdingsFor = (role: Role): readonly Holding[] =>
  holdingsOf(
    {
      localId: 'local',
      userId: 'user',
      accountId: 'account',
      memberId: 'member',
      grants: [{ role, startsAt: 0, expiresAt: null }],
      teaching: [{ cohortId: 'spring', until: null }],
    },
    registry,
    1,
  );
const namesFor = (role: Role): readonly string[] => recordKinds(holdingsFor(role)).map((of) => of.name);

describe('who finds what in the records area', () => {
  test('the office keeps all plain records, but those that belong to another page live there', () => {
    const plain = [...registry.values()].filter((of) => of.writes === 'changes').map((of) => of.name);
    const elsewhere = ['attendance', 'saltingActivity', 'memberNote', 'memberEmployment'];
    expect(namesFor('admin')).toEqual(plain.filter((name) => !elsewhere.includes(name)));
    expect(namesFor('staff')).not.toContain('instructor');
  });

  test('an organizer finds the members, and may not add one', () => {
    expect(namesFor('organizer')).toEqual(['organization', 'organizationContact', 'member']);
    const member = registry.get('member');
    expect(member && mayCreate(member, holdingsFor('organizer'))).toBe(false);
  });

  test('an instructor and an organizer correct records where they live, and keep none here', () => {
    expect(
      ['admin', 'staff', 'instructor', 'organizer', 'member'].map((role) =>
        keepsRecords(holdingsFor(role as Role)),
      ),
    ).toEqual([true, true, false, false, false]);
  });

  test('columns the role may not read are not shown', () => {
    const member = registry.get('member');
    expect(member && readableColumns(member, holdingsFor('organizer'))).toEqual(member?.show.columns);
    expect(member && readableColumns(member, holdingsFor('instructor'))).toEqual([]);
  });
});
