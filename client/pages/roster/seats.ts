/**
 * The seats of one roster: every student of the class with the mark that stands and how far it has travelled.
 * Read from this device; the student's own record may hold no more than a name.
 */
import type { Accessor } from 'solid-js';
import { compareKeys, fold } from '../../../shared/entity/row.ts';
import { createLive, createLiveList } from '../../components/live.ts';
import type { Hall, ItemState, OutboxItem, Rows, SeenRow } from '../../hall.ts';
import { studentsOf } from '../../training/class-cards.ts';
import type { Mark } from '../../training/marks.ts';
import { isMarkState } from '../../training/marks.ts';

export interface Seat extends Mark {
  /** The student's id. */
  readonly id: string;
  readonly name: string;
  readonly number: string;
  readonly notes: string;
  /** Id of the attendance row; undefined while nobody has marked. */
  readonly markId: string | undefined;
  /** Where the mark has got to; undefined without a mark. */
  readonly state: ItemState | undefined;
  readonly sortedBy: string;
}

export interface ClassFacts {
  readonly session: SeenRow;
  readonly course: string;
  readonly courseCode: string;
  readonly cohort: string;
  readonly instructor: string;
}

const text = (row: SeenRow | undefined, name: string): string => {
  const value = row?.[name];
  return typeof value === 'string' ? value : '';
};

export const createClassFacts = (
  hall: Hall,
  sessionId: Accessor<string>,
): Accessor<ClassFacts | null | undefined> =>
  createLive(hall.rows, ['classSession', 'course', 'cohort', 'instructor'], sessionId, async (id) => {
    const session = await hall.rows.get('classSession', id);
    if (!session) return null;
    const [course, cohort, instructor] = await Promise.all([
      hall.rows.get('course', text(session, 'courseId')),
      hall.rows.get('cohort', text(session, 'cohortId')),
      hall.rows.get('instructor', text(session, 'instructorId')),
    ]);
    return {
      session,
      course: text(course, 'name'),
      courseCode: text(course, 'code'),
      cohort: text(cohort, 'name'),
      instructor: `${text(instructor, 'firstName')} ${text(instructor, 'lastName')}`.trim(),
    };
  });

const watched = ['classSession', 'enrollment', 'student', 'attendance', 'outbox'] as const;

export const createSeats = (hall: Hall, sessionId: Accessor<string>): Accessor<readonly Seat[] | undefined> =>
  createLiveList(hall.rows, watched, sessionId, (id) => readSeats(hall.rows, id));

export async function readSeats(rows: Rows, sessionId: string): Promise<readonly Seat[]> {
  const session = await rows.get('classSession', sessionId);
  if (!session) return [];
  const [enrollments, marks, waiting] = await Promise.all([
    rows.list('enrollment', { prefix: [text(session, 'cohortId')] }),
    rows.list('attendance', { prefix: [sessionId] }),
    Promise.all([rows.unsent(), rows.needsYou()]).then((lists) => lists.flat()),
  ]);
  const states = statesByRow(waiting);
  const markByStudent = new Map(marks.map((mark) => [text(mark, 'studentId'), mark]));
  const seats = await Promise.all(
    studentsOf(session, enrollments, marks).map(async (id) => {
      const mark = markByStudent.get(id);
      return seatOf(id, await rows.get('student', id), mark, mark && (states.get(mark.id) ?? 'sent'));
    }),
  );
  return seats.sort((one, other) => compareKeys(one.sortedBy, other.sortedBy));
}

/** The state that most needs to be known wins: a mark that waits for its person before one that is on its way. */
const statesByRow = (items: readonly OutboxItem[]): ReadonlyMap<string, ItemState> =>
  new Map(items.flatMap((item) => (item.row === null ? [] : [[item.row, item.state] as const])));

function seatOf(
  id: string,
  student: SeenRow | undefined,
  mark: SeenRow | undefined,
  state: ItemState | undefined,
): Seat {
  const status = mark?.['status'];
  const name = text(student, 'displayName');
  return {
    id,
    name,
    number: text(student, 'studentNumber'),
    status: isMarkState(status) ? status : undefined,
    arrivalTime: text(mark, 'arrivalTime'),
    departureTime: text(mark, 'departureTime'),
    notes: text(mark, 'notes'),
    markId: mark?.id,
    state,
    sortedBy: fold(`${text(student, 'familyName')}\u0001${name}\u0001${id}`),
  };
}
