/**
 * The demo local's records as changes: members and their employers, courses, cohorts mid-course, the classes around today,
 * the marks so far. What people did under their own names (visits, notes) stands in `deeds.ts`.
 */
import { addDays } from '../../../shared/values/calendar.ts';
import type { Change } from '../../../shared/sync/requests.ts';
import { createChangeList } from './changes.ts';
import type { ChangeList } from './changes.ts';
import type { DemoOrganization } from './employers.ts';
import { addEmployments, addOrganizations } from './employers.ts';
import type { DemoMember } from './people.ts';
import { makeMembers } from './people.ts';
import { createRandom } from './random.ts';
import type { Random } from './random.ts';
import type { DemoCohort, DemoSession } from './training.ts';
import { demoCohorts, demoCourses, markFor, sessionsOf } from './training.ts';

export const demoMemberCount = 600;

interface Ids {
  readonly members: readonly string[];
  readonly courses: ReadonlyMap<string, string>;
  readonly instructors: ReadonlyMap<string, string>;
}

export interface DemoInput {
  readonly localId: string;
  /** The local's calendar day. */
  readonly today: string;
  /** The seat of the person who signs in as the instructor. */
  readonly instructorUserId: string;
}

/** Where the seed's own instructor stands among the instructors. */
const instructors = [
  {
    key: 'ruiz',
    firstName: 'Carmen',
    lastName: 'Ruiz-Haugen',
    email: 'carmen.ruiz-haugen@hall.example',
    certification: 'Journey-level electrician, 14 years',
  },
  {
    key: 'beck',
    firstName: 'Leonard',
    lastName: 'Beckwith',
    email: 'leonard.beckwith@hall.example',
    certification: 'Master electrician, Code instructor',
  },
] as const;

/** What every part of the making needs. */
interface Making {
  readonly input: DemoInput;
  readonly list: ChangeList;
  readonly random: Random;
  readonly people: readonly DemoMember[];
  readonly ids: Ids;
  /** When the records are said to have been entered. */
  readonly at: string;
}

export interface DemoRecords {
  /** In an order in which each finds what it refers to. */
  readonly changes: readonly Change[];
  readonly memberIds: readonly string[];
  readonly organizations: readonly DemoOrganization[];
}

/** All records that the office entered. The same for the same day. */
export function demoRecords(input: DemoInput): DemoRecords {
  const random = createRandom(917);
  const list = createChangeList(input.localId);
  const people = makeMembers(demoMemberCount, random);
  const at = `${addDays(input.today, -90)}T17:00:00.000Z`;
  const ids: Ids = {
    members: people.map((member, index) => list.create('member', String(index), { ...member }, at)),
    courses: new Map(demoCourses.map((one) => [one.key, list.create('course', one.key, one.values, at)])),
    instructors: new Map(instructors.map((one) => [one.key, addInstructor(list, one, input, at)])),
  };
  const making: Making = { input, list, random, people, ids, at };
  let firstStudent = 0;
  for (const cohort of demoCohorts) {
    addCohort(making, cohort, firstStudent);
    firstStudent += cohort.students;
  }
  const entering = { list, today: input.today, at };
  const organizations = addOrganizations(entering);
  addEmployments(entering, ids.members, people, organizations);
  return { changes: list.changes, memberIds: ids.members, organizations };
}

function addInstructor(
  list: ChangeList,
  one: (typeof instructors)[number],
  input: DemoInput,
  at: string,
): string {
  const { key, ...values } = one;
  return list.create(
    'instructor',
    key,
    {
      ...values,
      phone: '(360) 555-0142',
      rateType: 'hourly',
      rateCents: 6200,
      userId: key === 'ruiz' ? input.instructorUserId : null,
    },
    at,
  );
}

interface Group {
  readonly cohort: DemoCohort;
  readonly cohortId: string;
  readonly began: string;
  readonly instructorId: string | null;
}

function addCohort(making: Making, cohort: DemoCohort, firstStudent: number): void {
  const { list, input, ids, at } = making;
  const began = addDays(input.today, -cohort.beganDaysAgo);
  const { key, name, code, status } = cohort;
  const cohortId = list.create(
    'cohort',
    key,
    { name, code, status, startDate: began, endDate: addDays(began, 112), maxStudents: 20 },
    at,
  );
  const instructorId = ids.instructors.get(cohort.instructor) ?? null;
  list.create('instructorAssignment', key, { instructorId, cohortId, isPrimary: true }, at);
  const group: Group = { cohort, cohortId, began, instructorId };
  const students = Array.from({ length: cohort.students }, (_, index) =>
    addStudent(making, group, firstStudent + index),
  );
  for (const session of sessionsOf(cohort, input.today)) addSession(making, group, session, students);
}

const relationships = ['Sister', 'Spouse', 'Father'] as const;

/** Students are the members 20, 25, 30 … so that they are spread over the rolls. */
function addStudent(
  { list, ids, people, at }: Making,
  { cohort, cohortId, began }: Group,
  index: number,
): string {
  const place = 20 + index * 5;
  const studentId = list.create(
    'student',
    String(index),
    {
      memberId: ids.members[place] ?? null,
      status: 'enrolled',
      applicationDate: addDays(began, -30),
      enrollmentDate: began,
      emergencyContactName: `${people[place + 1]?.firstName ?? 'Alex'} ${people[place]?.lastName ?? 'Reyes'}`,
      emergencyContactPhone: '(360) 555-0177',
      emergencyContactRelationship: relationships[index % relationships.length] ?? null,
    },
    at,
  );
  for (const course of cohort.courses) {
    const courseId = ids.courses.get(course) ?? null;
    const values = { studentId, courseId, cohortId, enrollmentDate: began, status: 'enrolled' };
    list.create('enrollment', `${index}|${course}`, values, at);
  }
  return studentId;
}

function addSession(making: Making, group: Group, session: DemoSession, students: readonly string[]): void {
  const { list, ids, input, random, at } = making;
  const { startTime, endTime, location, room } = session.cohort;
  const { cohortId, instructorId } = group;
  const courseId = ids.courses.get(session.course) ?? null;
  const sessionId = list.create(
    'classSession',
    session.key,
    {
      courseId,
      cohortId,
      sessionDate: session.day,
      startTime,
      endTime,
      location,
      room,
      instructorId,
      topic: session.topic,
    },
    at,
  );
  if (session.day >= input.today) return;
  const marks = students.map((studentId) => ({ studentId, mark: markFor(startTime, random) }));
  // One class in twelve was never marked: Today reminds its instructor.
  if (random.chance(1 / 12)) return;
  for (const { studentId, mark } of marks) {
    const values = { sessionId, studentId, ...mark };
    list.create('attendance', `${session.key}|${studentId}`, values, `${session.day}T23:40:00.000Z`);
  }
}
