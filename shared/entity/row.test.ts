import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Attendance } from '../entities/attendance.ts';
import { Cohort } from '../entities/cohort.ts';
import { Course } from '../entities/course.ts';
import { Member } from '../entities/member.ts';
import { uuidV5 } from '../values/uuid.ts';
import {
  changedFields,
  clearByChoice,
  compareKeys,
  completeSet,
  derivedId,
  fold,
  sortKey,
  titleOf,
  unitOf,
  withInitialValues,
} from './row.ts';

const local = '2ed6657d-e927-568b-95e1-2665a8aea6a2';

describe('derived ids', () => {
  test('follow the canonical text of docs/sync.md', () => {
    const row = { sessionId: 'S', studentId: 'T' };
    expect(derivedId(Attendance, local, row)).toBe(uuidV5(`${local}|attendance|S|T`));
  });
  test('differ between locals, and are none without a natural key', () => {
    const row = { sessionId: 'S', studentId: 'T' };
    expect(derivedId(Attendance, 'other', row)).not.toBe(derivedId(Attendance, local, row));
    expect(derivedId(Course, local, { code: 'C' })).toBeUndefined();
  });
});

describe('sort keys', () => {
  test('sort names as people do', () => {
    const names = ['Zora', 'álvarez', 'Alvarez', 'Ámbar', 'brook'];
    const sorted = [...names].sort((one, other) =>
      compareKeys(sortKey(Member, { lastName: one }), sortKey(Member, { lastName: other })),
    );
    expect(sorted).toEqual(['álvarez', 'Alvarez', 'Ámbar', 'brook', 'Zora']);
    expect(fold('ÁÑØ')).toBe('anø');
  });
  test('sort numbers by size, below zero too', () => {
    const of = { ...Cohort, show: { ...Cohort.show, order: ['maxStudents'] } };
    const numbers = [-20, -3, 0, 1.5, 2, 10, 100];
    const keys = numbers.map((maxStudents) => sortKey(of, { maxStudents }));
    expect([...keys].sort(compareKeys)).toEqual(keys);
  });
  test('are compared as Postgres compares bytes', () => {
    const anyText = fc.string({ unit: 'binary', maxLength: 8 });
    fc.assert(
      fc.property(anyText, anyText, (one, other) => {
        expect(Math.sign(compareKeys(one, other))).toBe(
          Math.sign(Buffer.compare(Buffer.from(one), Buffer.from(other))),
        );
      }),
      { numRuns: 500 },
    );
  });
});

describe('what a touch sets', () => {
  const before = { status: 'late', arrivalTime: '18:04', departureTime: null, notes: 'x' };
  test('is the whole of the group it touches, as it was seen', () => {
    expect(completeSet(Attendance, { departureTime: '20:00' }, before)).toEqual({
      status: 'late',
      arrivalTime: '18:04',
      departureTime: '20:00',
    });
    expect(completeSet(Attendance, { notes: 'y' }, before)).toEqual({ notes: 'y' });
    expect(unitOf(Attendance, 'notes')).toEqual(['notes']);
  });
  test('is nothing where the choice empties a field', () => {
    expect(completeSet(Attendance, { status: 'absent' }, before)).toEqual({
      status: 'absent',
      arrivalTime: null,
      departureTime: null,
    });
    expect(clearByChoice(Attendance, { status: 'present', arrivalTime: '18:00' })).toEqual({
      status: 'present',
      arrivalTime: '18:00',
    });
  });
  test('is the initial value for what a new row does not name', () => {
    expect(withInitialValues(Course, { code: 'C', hours: 0 })).toMatchObject({
      code: 'C',
      hours: 0,
      isActive: true,
      description: null,
    });
  });
});

test('a title is made of what the reader sees', () => {
  expect(titleOf(Member, { firstName: 'Ana', lastName: 'Ruiz' })).toBe('Ana Ruiz');
  expect(titleOf(Member, { lastName: null })).toBe('');
});
test('changed fields are those that differ', () => {
  expect(changedFields(Course, { name: 'a', hours: 1 }, { name: 'a', hours: 2, description: null })).toEqual([
    'hours',
  ]);
});
