/** What one change makes of other rows: copied names, gathered cohorts, scopes that follow. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Attendance } from '../../shared/entities/attendance.ts';
import { ClassSession } from '../../shared/entities/class-session.ts';
import { Cohort } from '../../shared/entities/cohort.ts';
import { Enrollment } from '../../shared/entities/enrollment.ts';
import { Instructor } from '../../shared/entities/instructor.ts';
import { InstructorAssignment } from '../../shared/entities/instructor-assignment.ts';
import { MemberEmployment } from '../../shared/entities/member-employment.ts';
import { MemberNote } from '../../shared/entities/member-note.ts';
import { Member } from '../../shared/entities/member.ts';
import { SaltingActivity } from '../../shared/entities/salting-activity.ts';
import { Student } from '../../shared/entities/student.ts';
import type { Values } from '../../shared/entity/entity.ts';
import type { Hall } from '../support/hall.ts';
import { fillIn, openHall } from '../support/hall.ts';
import type { Tablet } from '../support/tablet.ts';

let hall: Hall;
let tablet: Tablet;

beforeAll(async () => {
  hall = await openHall();
  tablet = (await hall.addPerson(['admin'])).tablet();
});
afterAll(() => hall.close());

test('a member’s new name reaches the student, its sort key and its history, under the change that caused it', async () => {
  const member = await hall.make(Member, { firstName: 'Ana', lastName: 'Ruiz' });
  const student = await hall.make(Student, { memberId: member.id });
  expect((await hall.read(Student, student.id))?.row).toMatchObject({
    displayName: 'Ana Ruiz',
    familyName: 'Ruiz',
  });
  const change = tablet.update(Member, member.id, { lastName: 'Álvarez' }, { lastName: 'Ruiz' });
  await tablet.send(change);
  expect((await hall.read(Student, student.id))?.row).toMatchObject({
    displayName: 'Ana Álvarez',
    familyName: 'Álvarez',
    version: 2,
  });
  const [record] = await hall.behind<
    { sort_key: string }[]
  >`select sort_key from students where id = ${student.id}`;
  expect(record?.sort_key).toBe('alvarez\u0001ana alvarez');
  const history = await hall.audit({ changeId: change.id });
  expect(history.map(({ entity, action }) => [entity, action])).toEqual([
    ['member', 'UPDATE'],
    ['student', 'UPDATE'],
  ]);
});

test('moving a class to another cohort takes its attendance along, out of one scope and into the other', async () => {
  const enrollment = await hall.make(Enrollment);
  const session = await hall.make(ClassSession, { cohortId: enrollment['cohortId'] ?? null });
  const mark = await hall.make(Attendance, {
    sessionId: session.id,
    studentId: enrollment['studentId'] ?? null,
  });
  const other = await hall.make(Cohort);
  await tablet.send(
    tablet.update(
      ClassSession,
      session.id,
      { cohortId: other.id },
      { cohortId: enrollment['cohortId'] ?? null },
    ),
  );
  const found = await hall.read(Attendance, mark.id);
  expect(found?.row['cohortId']).toBe(other.id);
  expect(found?.scopes).toContain(`cohort:${other.id}`);
  expect(found?.scopes).not.toContain(`cohort:${String(enrollment['cohortId'])}`);
  const feed = await hall.behind<{ scope: string; is_exit: boolean }[]>`
    select distinct on (scope) scope, is_exit from sync.feed
    where ${mark.id}::uuid = any (row_ids) and scope like 'cohort:%' order by scope, number desc`;
  const byExit = feed.toSorted((one, other) => Number(one.is_exit) - Number(other.is_exit));
  expect(byExit).toEqual([
    { scope: `cohort:${other.id}`, is_exit: false },
    { scope: `cohort:${String(enrollment['cohortId'])}`, is_exit: true },
  ]);
});

test('a student lies in the cohorts of its live enrollments, as they come and go', async () => {
  const student = await hall.make(Student);
  const sets = [
    await fillIn(hall.make, Enrollment, { studentId: student.id }),
    await fillIn(hall.make, Enrollment, { studentId: student.id }),
  ];
  const cohorts = () => hall.read(Student, student.id).then((found) => found?.row['cohortIds']);
  const creates = sets.map((set) => tablet.create(Enrollment, set));
  await tablet.push(creates);
  const all = sets.map((set) => set['cohortId']).sort();
  expect(await cohorts()).toEqual(all);
  await tablet.send(tablet.remove(Enrollment, creates[0]?.row ?? ''));
  expect(await cohorts()).toEqual([sets[1]?.['cohortId']]);
  await tablet.send({ ...tablet.create(Enrollment, sets[0] ?? {}) });
  expect(await cohorts()).toEqual(all);
  const found = await hall.read(Student, student.id);
  expect(found?.scopes).toEqual(['training', ...all.map((id) => `cohort:${String(id)}`)].sort());
});

test('a student that comes back finds its cohorts again', async () => {
  const enrollment = await hall.make(Enrollment);
  const id = String(enrollment['studentId']);
  const before = (await hall.read(Student, id))?.row;
  const set = { memberId: before?.['memberId'] ?? null, applicationDate: '2026-01-01' };
  const { answers } = await tablet.push([
    tablet.remove(Student, id),
    { ...tablet.create(Student, set), row: id },
  ]);
  expect(answers.map(({ outcome }) => outcome)).toEqual(['applied', 'applied']);
  expect((await hall.read(Student, id))?.row).toMatchObject({
    cohortIds: [enrollment['cohortId']],
    studentNumber: before?.['studentNumber'],
    applicationDate: '2026-01-01',
  });
});

test('giving an instructor a seat puts their assignments into that seat’s scope', async () => {
  const person = await hall.addPerson(['instructor']);
  const assignment = await hall.make(InstructorAssignment);
  const id = String(assignment['instructorId']);
  expect((await person.actor()).teaching).toEqual([]);
  await tablet.send(tablet.update(Instructor, id, { userId: person.userId }, { userId: null }));
  expect((await hall.read(InstructorAssignment, assignment.id))?.scopes).toContain(`user:${person.userId}`);
  expect((await person.actor()).teaching).toEqual([{ cohortId: assignment['cohortId'], until: null }]);
  expect((await hall.read(Instructor, id))?.row['cohortIds']).toEqual([assignment['cohortId']]);
});

test('numbers are given in order, by year, without holes and without doubles', async () => {
  const sets = await Promise.all(Array.from({ length: 6 }, () => fillIn(hall.make, Student, {})));
  const tablets = await Promise.all([1, 2].map(async () => (await hall.addPerson(['staff'])).tablet()));
  await Promise.all(
    tablets.map((one, index) =>
      one.push(sets.slice(index * 3, index * 3 + 3).map((set) => one.create(Student, set))),
    ),
  );
  const refused = tablet.create(Student, { applicationDate: '2026-01-01' });
  await tablet.send(refused);
  const numbers = (await hall.all(Student)).map(({ row }) => String(row['studentNumber'])).sort();
  expect(numbers).toEqual(numbers.map((_number, index) => `2026-${String(index + 1).padStart(4, '0')}`));
});

test('a parent and its children made in one batch copy from each other', async () => {
  const member = tablet.create(
    Member,
    await fillIn(hall.make, Member, { firstName: 'Bo', lastName: 'Lind' }),
  );
  const student = tablet.create(Student, { memberId: member.row, applicationDate: '2026-02-02' });
  const enrollment = tablet.create(
    Enrollment,
    await fillIn(hall.make, Enrollment, { studentId: student.row }),
  );
  const renamed = tablet.update(Member, member.row ?? '', { firstName: 'Bea' }, { firstName: 'Bo' });
  const { answers } = await tablet.push([member, student, enrollment, renamed]);
  expect(answers.map(({ outcome }) => outcome)).toEqual(['applied', 'applied', 'applied', 'applied']);
  expect(answers[1]?.row).toMatchObject({
    displayName: 'Bea Lind',
    studentNumber: expect.stringMatching(/^2026-\d{4}$/),
  });
  expect(answers[2]?.row).toMatchObject({ memberId: member.row });
});

test('what comes back keeps its author, and what no device holds', async () => {
  const author = await hall.addPerson(['organizer']);
  const admin = (await hall.addPerson(['admin'])).tablet();
  const member = await hall.make(Member, { dateOfBirth: '1980-02-03' });
  const set = { memberId: member.id, noteText: 'Prefers mornings.', visibility: 'staff_only' };
  const written = author.tablet().create(MemberNote, set);
  await author.tablet().send(written);
  const note = written.row ?? '';
  await admin.push([admin.remove(MemberNote, note), { ...admin.create(MemberNote, set), row: note }]);
  expect(await hall.read(MemberNote, note)).toMatchObject({
    row: { ...set, authorId: author.userId },
    scopes: [`notes:own:${author.userId}`, 'notes:staff_only'],
  });
  const { memberNumber, firstName, lastName } = member;
  const again = admin.create(Member, { memberNumber, firstName, lastName } as Values);
  await admin.push([admin.remove(Member, member.id), { ...again, row: member.id }]);
  expect((await hall.read(Member, member.id))?.row).toMatchObject({
    memberNumber,
    dateOfBirth: '1980-02-03',
  });
});

test('nobody takes over a removed record of somebody else by creating it again', async () => {
  const [author, other] = [await hall.addPerson(['organizer']), await hall.addPerson(['organizer'])];
  const visit = await fillIn(hall.make, SaltingActivity, {});
  const tablet = author.tablet();
  const made = tablet.create(SaltingActivity, visit);
  await tablet.push([made, tablet.remove(SaltingActivity, made.row ?? '')]);
  const theirs = other.tablet();
  const answer = await theirs.send({ ...theirs.create(SaltingActivity, visit), row: made.row });
  expect(answer.outcome).toBe('refused');
});

test('a device is not shown a row that its change has taken to where no device keeps rows', async () => {
  const { endDate: _none, ...job } = await hall.make(MemberEmployment, {
    startDate: '2026-01-05',
    endDate: null,
  });
  const change = tablet.update(MemberEmployment, job.id, { endDate: '2026-10-31' }, { endDate: null });
  const first = await tablet.send(change);
  const again = await tablet.send(change);
  expect([first, again].map(({ outcome, row }) => [outcome, row])).toEqual([
    ['applied', undefined],
    ['repeated', undefined],
  ]);
});
