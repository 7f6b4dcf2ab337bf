import { describe, expect, test } from 'vitest';
import { Attendance } from '../../shared/entities/attendance.ts';
import { Course } from '../../shared/entities/course.ts';
import { Instructor } from '../../shared/entities/instructor.ts';
import { registry } from '../../shared/entities/index.ts';
import type { SeenRow } from '../hall.ts';
import { arrange } from './arrange.ts';
import { meantValue, shownValue } from './field-values.ts';
import { keepSame } from './keep-same.ts';
import { valueText } from './value-text.ts';

const row = (id: string, values: Record<string, unknown>, version = 1) =>
  ({ id, version, pending: false, ...values }) as SeenRow;

describe('what is typed and what is meant', () => {
  test('dollars in, cents out, whatever the way of writing', () => {
    const { rateCents } = Instructor.fields;
    expect(shownValue(rateCents, 1250)).toBe('12.50');
    expect(['12.50', '12,50', '$12.5', ' 12.50 '].map((typed) => meantValue(rateCents, typed))).toEqual([
      1250, 1250, 1250, 1250,
    ]);
    expect(meantValue(rateCents, '1,250.00')).toBe(125000);
  });

  test('text that is no number stays, for the check to name it; nothing is nothing', () => {
    expect(meantValue(Course.fields.hours, 'forty')).toBe('forty');
    expect(meantValue(Course.fields.hours, '  ')).toBeNull();
    expect(meantValue(Course.fields.name, ' Math ')).toBe(' Math ');
  });
});

describe('values as people read them', () => {
  test('choices, times, flags, money', () => {
    expect(valueText(Attendance.fields.status, 'left_early')).toBe('Left early');
    expect(valueText(Attendance.fields.arrivalTime, '18:05')).toBe('6:05 PM');
    expect(valueText(Course.fields.isActive, false)).toBe('No');
    expect(valueText(Instructor.fields.rateCents, 1250)).toBe('$12.50');
    expect(valueText(Attendance.fields.notes, null)).toBe('—');
  });

  test('a reference by the title of its row, or honestly not', () => {
    const titles = new Map([['ana', 'Ana Reyes']]);
    expect(valueText(Attendance.fields.studentId, 'ana', titles)).toBe('Ana Reyes');
    expect(valueText(Attendance.fields.studentId, 'ben', titles)).toBe('Not on this device');
  });
});

describe('the table', () => {
  const course = registry.get('course');
  if (!course) throw new Error('There is no course.');
  const rows = [
    row('a', { code: 'TOOL100', name: 'Tools', hours: 40, courseType: 'core' }),
    row('b', { code: 'CODE101', name: 'Código', hours: 9, courseType: 'elective' }),
  ];
  const ids = (filter: string, sort?: { by: string; descending: boolean }): readonly string[] =>
    arrange(course, course.show.columns, rows, filter, sort, new Map()).map((one) => one.id);

  test('filters by every word, without accents, by what is read on the screen', () => {
    expect(ids('codigo')).toEqual(['b']);
    expect(ids('elective 101')).toEqual(['b']);
    expect(ids('elective tools')).toEqual([]);
  });

  test('sorts numbers as numbers and leaves its order alone without a sort', () => {
    expect(ids('', { by: 'hours', descending: false })).toEqual(['b', 'a']);
    expect(ids('', { by: 'hours', descending: true })).toEqual(['a', 'b']);
    expect(ids('')).toEqual(['a', 'b']);
  });

  test('rows that say the same stay the same objects, so that nothing redraws', () => {
    const after = keepSame(rows, [
      row('a', { code: 'TOOL100', name: 'Tools', hours: 40, courseType: 'core' }),
      row('c', {}),
    ]);
    expect(after[0]).toBe(rows[0]);
    expect(after[1]?.id).toBe('c');
  });
});
