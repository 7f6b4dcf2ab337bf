import { describe, expect, test } from 'vitest';
import { daysFrom, isComplete, studentsOf } from './class-cards.ts';
import type { ClassCard } from './class-cards.ts';
import { countMarks } from './marks.ts';

const session = { courseId: 'math', cohortId: 'spring', sessionDate: '2026-11-18' };
const enrolled = (studentId: string, more: Record<string, string> = {}) => ({
  studentId,
  courseId: 'math',
  cohortId: 'spring',
  status: 'enrolled',
  enrollmentDate: '2026-09-01',
  ...more,
});

describe('who belongs on a roster', () => {
  test('those who take the course with the cohort, once each', () => {
    const enrollments = [
      enrolled('ana'),
      enrolled('ben', { courseId: 'code' }),
      enrolled('cem', { cohortId: 'fall' }),
    ];
    expect(studentsOf(session, enrollments, [{ studentId: 'ana' }])).toEqual(['ana']);
  });

  test('not those who withdrew, came later, or had finished before that day', () => {
    const enrollments = [
      enrolled('ana', { status: 'withdrawn' }),
      enrolled('ben', { enrollmentDate: '2026-11-19' }),
      enrolled('cem', { completionDate: '2026-11-17' }),
      enrolled('dee', { completionDate: '2026-11-18' }),
    ];
    expect(studentsOf(session, enrollments, [])).toEqual(['dee']);
  });

  test('but whoever was marked stays, whatever the enrollment says now', () => {
    expect(studentsOf(session, [enrolled('ana', { status: 'withdrawn' })], [{ studentId: 'ana' }])).toEqual([
      'ana',
    ]);
  });
});

test('a class is complete when everyone has a mark, or when it did not take place', () => {
  const card = (isCancelled: boolean, marks: Parameters<typeof countMarks>[0]) =>
    ({ isCancelled, counts: countMarks(marks) }) as ClassCard;
  expect(isComplete(card(false, [{ status: 'absent' }]))).toBe(true);
  expect(isComplete(card(false, [{ status: undefined }]))).toBe(false);
  expect(isComplete(card(true, [{ status: undefined }]))).toBe(true);
});

test('days run on over the end of a month', () => {
  expect(daysFrom('2026-11-29', 4)).toEqual(['2026-11-29', '2026-11-30', '2026-12-01', '2026-12-02']);
});
