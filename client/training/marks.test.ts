import { describe, expect, test } from 'vitest';
import { attendanceRate, countMarks, markFor, withTime } from './marks.ts';
import type { Mark } from './marks.ts';

const unmarked: Mark = { status: undefined, arrivalTime: '', departureTime: '' };
const late: Mark = { status: 'late', arrivalTime: '18:10', departureTime: '' };

describe('what one tap means', () => {
  test('late is late now, and a second tap keeps the time that was written down', () => {
    expect(markFor('late', unmarked, '18:04')).toEqual({
      status: 'late',
      arrivalTime: '18:04',
      departureTime: null,
    });
    expect(markFor('late', late, '18:30')).toMatchObject({ arrivalTime: '18:10' });
  });

  test('absent, excused and present empty both times', () => {
    for (const state of ['absent', 'excused', 'present'] as const)
      expect(markFor(state, late, '18:30')).toEqual({
        status: state,
        arrivalTime: null,
        departureTime: null,
      });
  });

  test('one who came late and leaves early keeps the arrival', () => {
    expect(markFor('left_early', late, '20:00')).toEqual({
      status: 'left_early',
      arrivalTime: '18:10',
      departureTime: '20:00',
    });
  });

  test('a corrected time travels with the whole mark', () => {
    expect(withTime(late, 'arrivalTime', '18:15')).toEqual({
      status: 'late',
      arrivalTime: '18:15',
      departureTime: null,
    });
    expect(withTime(late, 'arrivalTime', '')).toMatchObject({ arrivalTime: null });
  });
});

describe('counting', () => {
  const counts = countMarks([
    { status: 'present' },
    { status: 'late' },
    { status: 'excused' },
    { status: 'absent' },
    { status: undefined },
  ]);

  test('every state, and who is not marked', () => {
    expect(counts).toEqual({
      present: 1,
      late: 1,
      absent: 1,
      excused: 1,
      left_early: 0,
      unmarked: 1,
      all: 5,
    });
  });

  test('the rate leaves out who is not marked; excused counts as not attended', () => {
    expect(attendanceRate(counts)).toBe(50);
    expect(attendanceRate(countMarks([{ status: undefined }]))).toBeUndefined();
  });
});
