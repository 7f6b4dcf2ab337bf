/** Pushes as people live them: two tablets, a lost assignment, a conflict, an absent student. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Attendance } from '../../shared/entities/attendance.ts';
import { ClassSession } from '../../shared/entities/class-session.ts';
import { Cohort } from '../../shared/entities/cohort.ts';
import { Conflict } from '../../shared/entities/conflict.ts';
import { Course } from '../../shared/entities/course.ts';
import { Enrollment } from '../../shared/entities/enrollment.ts';
import { Instructor } from '../../shared/entities/instructor.ts';
import { InstructorAssignment } from '../../shared/entities/instructor-assignment.ts';
import { Member } from '../../shared/entities/member.ts';
import { SetAside } from '../../shared/entities/set-aside.ts';
import { Student } from '../../shared/entities/student.ts';
import type { Row } from '../../shared/entity/entity.ts';
import type { Hall, Person } from '../support/hall.ts';
import { noon, openHall } from '../support/hall.ts';

let hall: Hall;
let teacher: Person;
let staff: Person;
let cohort: Row;
let session: Row;
let student: Row;
let assignment: Row;

beforeAll(async () => {
  hall = await openHall();
  teacher = await hall.addPerson(['instructor']);
  staff = await hall.addPerson(['staff']);
  cohort = await hall.make(Cohort);
  session = await hall.make(ClassSession, { cohortId: cohort.id, startTime: '18:00', endTime: '21:00' });
  const instructor = await hall.make(Instructor, { userId: teacher.userId });
  assignment = await hall.make(InstructorAssignment, { instructorId: instructor.id, cohortId: cohort.id });
});
afterAll(() => hall.close());

/** A new student of the cohort, so that no test meets another's marks. */
async function newStudent(): Promise<Row> {
  const made = await hall.make(Student);
  await hall.make(Enrollment, { studentId: made.id, cohortId: cohort.id });
  return made;
}
const minutes = (count: number): string => new Date(noon + count * 60_000).toISOString();
const mark = (status: string, arrivalTime: string | null = null) => ({
  status,
  arrivalTime,
  departureTime: null,
});

describe('attendance', () => {
  test('two tablets marking one student keep one row, and the later mark stands whichever arrives first', async () => {
    for (const laterFirst of [false, true]) {
      student = await newStudent();
      const keys = { sessionId: session.id, studentId: student.id };
      const [one, two] = [teacher.tablet(), staff.tablet()];
      const early = one.create(Attendance, { ...keys, ...mark('present') }, { at: minutes(-30) });
      const late = two.create(Attendance, { ...keys, ...mark('late', '18:04') }, { at: minutes(-20) });
      expect(early.row).toBe(late.row);
      const first = laterFirst ? await two.send(late) : await one.send(early);
      const second = laterFirst ? await one.send(early) : await two.send(late);
      expect(first.outcome).toBe('applied');
      expect(second).toMatchObject({
        outcome: laterFirst ? 'merged' : 'applied',
        row: { status: 'late', arrivalTime: '18:04' },
      });
      const history = await hall.audit({ rowId: early.row ?? '' });
      expect(history.map((entry) => entry.changeId)).toEqual(
        laterFirst ? [late.id, early.id] : [early.id, late.id],
      );
      expect(history.at(-1)?.action).toBe(laterFirst ? 'SUPERSEDED' : 'UPDATE');
    }
  });
  test('absent never keeps an arrival', async () => {
    student = await newStudent();
    const tablet = teacher.tablet();
    const made = tablet.create(Attendance, {
      sessionId: session.id,
      studentId: student.id,
      ...mark('late', '18:10'),
    });
    await tablet.send(made);
    hall.clock.advance(1000);
    const answer = await tablet.send(
      tablet.update(Attendance, made.row ?? '', { status: 'absent' }, { status: 'late' }),
    );
    expect(answer).toMatchObject({ outcome: 'applied', row: { status: 'absent', arrivalTime: null } });
    hall.clock.advance(1000);
    const bad = await tablet.send(
      tablet.update(Attendance, made.row ?? '', { arrivalTime: '18:20' }, { arrivalTime: null }),
    );
    expect(bad).toMatchObject({
      outcome: 'refused',
      refusal: { code: 'invalid', fields: [{ field: 'arrivalTime', problem: 'rule' }] },
    });
  });
});

test('the copy of the row lies in the scopes of its cohort and its member', async () => {
  student = await newStudent();
  const tablet = teacher.tablet();
  const made = tablet.create(Attendance, {
    sessionId: session.id,
    studentId: student.id,
    ...mark('present'),
  });
  await tablet.send(made);
  const found = await hall.read(Attendance, made.row ?? '');
  expect(found?.row['cohortId']).toBe(cohort.id);
  expect(found?.scopes).toContain(`cohort:${cohort.id}`);
  expect(found?.scopes).toContain(`member:${String(found?.row['memberId'])}`);
});

test('a mark for a student who has left the cohort meanwhile goes to the office; online there is no such student', async () => {
  const made = await hall.make(Student);
  const enrollment = await hall.make(Enrollment, { studentId: made.id, cohortId: cohort.id });
  const tablet = teacher.tablet();
  const change = tablet.create(Attendance, { sessionId: session.id, studentId: made.id, ...mark('present') });
  const office = (await hall.addPerson(['officer'])).tablet();
  await office.send(office.remove(Enrollment, enrollment.id));
  const online = await hall.door.applyOne(teacher.seat, { ...change, id: enrollment.id }, null);
  expect(online.refusal).toEqual({ code: 'invalid', fields: [{ field: 'studentId', problem: 'not_found' }] });
  const answer = await tablet.send(change);
  expect(answer.refusal?.code).toBe('set_aside');
  expect((await hall.read(SetAside, answer.record ?? ''))?.row).toMatchObject({
    reason: 'out_of_reach',
    about: 'attendance',
  });
});

describe('edits that meet', () => {
  test('different fields merge silently', async () => {
    const course = await hall.make(Course, { name: 'Shop math', hours: 40 });
    const [one, two] = [staff.tablet(), staff.tablet()];
    const renamed = await one.send(
      one.update(Course, course.id, { name: 'Trade math' }, { name: 'Shop math' }),
    );
    const longer = await two.send(two.update(Course, course.id, { hours: 60 }, { hours: 40 }));
    expect([renamed.outcome, longer.outcome]).toEqual(['applied', 'applied']);
    expect(longer.row).toMatchObject({ name: 'Trade math', hours: 60, version: 3 });
  });
  test('the same field is asked about, and both people see both values', async () => {
    const course = await hall.make(Course, { name: 'Shop math' });
    const other = await hall.addPerson(['officer']);
    const [one, two] = [staff.tablet(), other.tablet()];
    await one.send(one.update(Course, course.id, { name: 'Trade math' }, { name: 'Shop math' }));
    const lost = two.update(
      Course,
      course.id,
      { name: 'Math I', hours: 61 },
      { name: 'Shop math', hours: course['hours'] ?? null },
    );
    const answer = await two.send(lost);
    expect(answer).toMatchObject({ outcome: 'conflict', row: { name: 'Trade math', hours: 61 } });
    const conflict = await hall.read(Conflict, answer.record ?? '');
    expect(conflict?.row).toMatchObject({
      about: 'course',
      kind: 'ask',
      state: 'open',
      userId: other.userId,
      otherUserId: staff.userId,
      otherAt: expect.stringMatching(/^\d{4}-.*Z$/) as string,
      values: { name: { base: 'Shop math', mine: 'Math I', theirs: 'Trade math' } },
    });
    expect(conflict?.scopes).toEqual(
      [`user:${other.userId}`, `user:${staff.userId}`, 'review:course'].sort(),
    );
    const events = (await hall.audit({ changeId: lost.id })).map((entry) => entry.action);
    expect(events).toEqual(['UPDATE', 'CREATE', 'CONFLICT']);
  });
  test('what the office decides becomes a request', async () => {
    const member = await hall.make(Member, { status: 'active' });
    const [one, two] = [staff.tablet(), staff.tablet()];
    await one.send(one.update(Member, member.id, { status: 'suspended' }, { status: 'active' }));
    const answer = await two.send(two.update(Member, member.id, { status: 'retired' }, { status: 'active' }));
    expect(answer.outcome).toBe('conflict');
    expect((await hall.read(Conflict, answer.record ?? ''))?.row).toMatchObject({ kind: 'request' });
  });
  test('two sound halves that break a rule together are a conflict', async () => {
    const enrollment = await hall.make(Enrollment, { enrollmentDate: '2026-01-10' });
    const [one, two] = [staff.tablet(), teacher.tablet()];
    void two;
    const other = (await hall.addPerson(['officer'])).tablet();
    await one.send(
      one.update(
        Enrollment,
        enrollment.id,
        { enrollmentDate: '2026-03-01' },
        { enrollmentDate: '2026-01-10' },
      ),
    );
    const answer = await other.send(
      other.update(Enrollment, enrollment.id, { completionDate: '2026-02-01' }, { completionDate: null }),
    );
    expect(answer.outcome).toBe('conflict');
    expect(answer.row).toMatchObject({ completionDate: null, enrollmentDate: '2026-03-01' });
    expect((await hall.read(Conflict, answer.record ?? ''))?.row).toMatchObject({ kind: 'rule' });
  });
});

test('work done after the assignment ended is set aside, with its author and its content', async () => {
  student = await newStudent();
  const tablet = teacher.tablet();
  const change = tablet.create(Attendance, {
    sessionId: session.id,
    studentId: student.id,
    ...mark('present'),
  });
  const office = (await hall.addPerson(['officer'])).tablet();
  await office.send(
    office.update(InstructorAssignment, assignment.id, { endedOn: '2026-11-20' }, { endedOn: null }),
  );
  const answer = await tablet.send(change);
  expect(answer).toMatchObject({ outcome: 'refused', refusal: { code: 'set_aside' } });
  expect(await hall.read(Attendance, change.row ?? '')).toBeUndefined();
  expect((await hall.read(SetAside, answer.record ?? ''))?.row).toMatchObject({
    about: 'attendance',
    reason: 'out_of_reach',
    state: 'open',
    userId: teacher.userId,
    deviceId: tablet.id,
    change: { id: change.id, set: { status: 'present' } },
  });
  expect((await hall.audit({ changeId: change.id })).map((entry) => entry.action)).toEqual([
    'CREATE',
    'SET_ASIDE',
  ]);
});
