/**
 * A class as lists show it: its course, cohort, room and times, and how many of its students are marked.
 * Read from this device's rows only; what the person may not see is simply missing.
 */
import type { Values } from '../../shared/entity/entity.ts';
import { addDays } from '../../shared/values/calendar.ts';
import type { Rows, SeenRow } from '../hall.ts';
import { countMarks, isMarkState } from './marks.ts';
import type { MarkCounts } from './marks.ts';

export interface ClassCard {
  readonly id: string;
  readonly day: string;
  readonly start: string;
  readonly end: string;
  readonly course: string;
  readonly cohort: string;
  readonly cohortId: string;
  readonly topic: string;
  readonly room: string;
  readonly place: string;
  readonly isCancelled: boolean;
  readonly cancellationReason: string;
  readonly counts: MarkCounts;
}

/** Who is to be marked, and how. Until these are here, a count of marks says nothing. */
export const markEntities = ['attendance', 'enrollment'] as const;

/** What must be watched to keep cards true. */
export const cardEntities = ['classSession', 'course', 'cohort', 'enrollment', 'attendance'] as const;

const text = (row: Values | undefined, name: string): string => {
  const value = row?.[name];
  return typeof value === 'string' ? value : '';
};

/** Reads cards one after the other and asks for each cohort's enrollments once. */
export function createCardReader(rows: Rows) {
  const enrolled = new Map<string, Promise<readonly SeenRow[]>>();
  const enrollmentsOf = (cohortId: string): Promise<readonly SeenRow[]> => {
    const known = enrolled.get(cohortId) ?? rows.list('enrollment', { prefix: [cohortId] });
    enrolled.set(cohortId, known);
    return known;
  };

  const read = async (session: SeenRow): Promise<ClassCard> => {
    const [course, cohort, enrollments, marks] = await Promise.all([
      rows.get('course', text(session, 'courseId')),
      rows.get('cohort', text(session, 'cohortId')),
      enrollmentsOf(text(session, 'cohortId')),
      rows.list('attendance', { prefix: [session.id] }),
    ]);
    return {
      id: session.id,
      day: text(session, 'sessionDate'),
      start: text(session, 'startTime'),
      end: text(session, 'endTime'),
      course: text(course, 'name'),
      cohort: text(cohort, 'name'),
      cohortId: text(session, 'cohortId'),
      topic: text(session, 'topic'),
      room: text(session, 'room'),
      place: text(session, 'location'),
      isCancelled: session['isCancelled'] === true,
      cancellationReason: text(session, 'cancellationReason'),
      counts: countSeats(session, enrollments, marks),
    };
  };
  const readDay = async (day: string): Promise<readonly ClassCard[]> => {
    const sessions = await rows.list('classSession', { prefix: [day] });
    return Promise.all(sessions.map(read));
  };
  return { read, readDay };
}

function countSeats(
  session: SeenRow,
  enrollments: readonly SeenRow[],
  marks: readonly SeenRow[],
): MarkCounts {
  const statusByStudent = new Map(marks.map((mark) => [text(mark, 'studentId'), mark['status']]));
  return countMarks(
    studentsOf(session, enrollments, marks).map((id) => {
      const status = statusByStudent.get(id);
      return { status: isMarkState(status) ? status : undefined };
    }),
  );
}

/** Who belongs on a class's roster: those who take its course with its cohort on that day, and whoever was marked. */
export function studentsOf(
  session: Values,
  enrollments: readonly Values[],
  marks: readonly Values[],
): readonly string[] {
  const expected = enrollments
    .filter((one) => one['courseId'] === session['courseId'] && one['cohortId'] === session['cohortId'])
    .filter((one) => one['status'] !== 'withdrawn')
    .filter((one) => text(one, 'enrollmentDate') <= text(session, 'sessionDate'))
    .filter((one) => !isOver(one, text(session, 'sessionDate')));
  return [...new Set([...expected, ...marks].map((one) => text(one, 'studentId')))].filter((id) => id !== '');
}

const isOver = (enrollment: Values, day: string): boolean => {
  const end = text(enrollment, 'completionDate');
  return end !== '' && end < day;
};

/** Nothing missing: everyone has a mark, or there is nobody to mark, or there was no class. */
export const isComplete = (card: ClassCard): boolean => card.isCancelled || card.counts.unmarked === 0;

/** The days from `first` on, `count` of them. */
export const daysFrom = (first: string, count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => addDays(first, index));
