import { expect, test } from 'vitest';
import { Member } from '../../shared/entities/member.ts';
import { registry } from '../../shared/entities/index.ts';
import type { Role } from '../../shared/access/roles.ts';
import { holdingsOf } from '../../shared/access/holdings.ts';
import {
  fileName,
  openColumns,
  passes,
  placesBy,
  possibleColumns,
  readView,
  usualView,
} from './list-view.ts';

const holdingsFor = (role: Role) =>
  holdingsOf(
    {
      localId: 'l',
      userId: 'u',
      accountId: 'a',
      memberId: 'm',
      grants: [{ role, startsAt: 0, expiresAt: null }],
      teaching: [],
    },
    registry,
    1,
  );

test('columns are those that the role may read and that a device may hold', () => {
  expect(possibleColumns(holdingsFor('staff'))).toContain('hireDate');
  expect(possibleColumns(holdingsFor('staff'))).not.toContain('dateOfBirth');
  expect(possibleColumns(holdingsFor('organizer'))).toContain('phone');
  expect(possibleColumns(holdingsFor('organizer'))).not.toContain('hireDate');
  expect(possibleColumns(holdingsFor('instructor'))).toEqual([]);
});

test('what was kept is taken as far as it means something', () => {
  expect(readView(null)).toEqual(usualView);
  expect(readView('not json')).toEqual(usualView);
  expect(readView('null')).toEqual(usualView);
  expect(readView('{"columns":["status","toString",7],"status":"retired","classification":"king"}')).toEqual({
    columns: ['status'],
    status: 'retired',
    classification: '',
  });
});

test('filters let through what they name', () => {
  const row = { status: 'active', classification: 'foreman' };
  expect(passes(usualView, row)).toBe(true);
  expect(passes({ ...usualView, status: 'retired' }, row)).toBe(false);
  expect(passes({ ...usualView, status: 'active', classification: 'foreman' }, row)).toBe(true);
});

test('a name stands as in a file drawer', () => {
  expect(fileName({ firstName: 'José', middleName: 'Luis', lastName: 'Núñez' })).toBe('Núñez, José Luis');
  expect(fileName({ firstName: 'Ann' })).toBe('Ann');
});

test('places follow what is read, without accents, and keep the order of equals', () => {
  const rows = ['b', 'Á', 'a', 'c'];
  expect([...placesBy(rows, (row) => row, false)]).toEqual([2, 0, 1, 3]);
  expect([...placesBy(rows, (row) => row, true)]).toEqual([1, 2, 3, 0]);
});

test('what is sensitive is taken away in a file by administrators and officers only', () => {
  const shown = ['name', 'memberNumber', 'phone', 'city'];
  expect(openColumns(Member.fields, ['staff', 'organizer'], shown)).toEqual(['name', 'memberNumber', 'city']);
  expect(openColumns(Member.fields, ['officer'], shown)).toEqual(shown);
});
