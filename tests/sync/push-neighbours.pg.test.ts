/** Bad neighbours and busy ones: one change's trouble is never another's, and those who meet both get through. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Attendance } from '../../shared/entities/attendance.ts';
import { ClassSession } from '../../shared/entities/class-session.ts';
import { Cohort } from '../../shared/entities/cohort.ts';
import { Course } from '../../shared/entities/course.ts';
import { Enrollment } from '../../shared/entities/enrollment.ts';
import { RefusalEntity } from '../../shared/entities/refusal.ts';
import { Student } from '../../shared/entities/student.ts';
import type { Hall, Person } from '../support/hall.ts';
import { fillIn, openHall } from '../support/hall.ts';
import { newId } from '../support/make-row.ts';

let hall: Hall;
let staff: Person;

beforeAll(async () => {
  hall = await openHall({ connections: 12 });
  staff = await hall.addPerson(['staff']);
});
afterAll(() => hall.close());

const course = (code: string) => ({ code, name: `Course ${code}` });

describe('bad neighbours', () => {
  test('a change the database refuses is refused alone, by the name of its field, for ever', async () => {
    await hall.make(Course, course('TAKEN'));
    const tablet = staff.tablet();
    const batch = [
      tablet.create(Course, course('BEFORE')),
      tablet.create(Course, course('TAKEN')),
      tablet.create(Course, course('AFTER')),
    ];
    const { answers, receivedUpTo } = await tablet.push(batch);
    expect(answers.map(({ outcome }) => outcome)).toEqual(['applied', 'refused', 'applied']);
    expect(answers[1]?.refusal).toEqual({ code: 'duplicate', fields: [{ field: 'code', problem: 'taken' }] });
    expect(receivedUpTo).toBe(3);
    expect((await hall.read(RefusalEntity, answers[1]?.record ?? ''))?.row).toMatchObject({
      about: 'course',
      state: 'open',
    });
    expect((await tablet.push(batch)).answers.map(({ outcome }) => outcome)).toEqual([
      'repeated',
      'repeated',
      'repeated',
    ]);
  });

  /** Changes by the transaction that took them. */
  const transactionsOf = async (changes: readonly { readonly id: string }[]) => {
    const found = await hall.behind<{ moment: string }[]>`
      select distinct received_at::text as moment from receipts
      where change_id = any (${changes.map(({ id }) => id)}::uuid[])`;
    return found.length;
  };

  test('a gesture of many rows is taken in one transaction, also beside changes the database refuses', async () => {
    await hall.make(Course, course('TWICE'));
    const tablet = staff.tablet();
    const bad = () => tablet.create(Course, course('TWICE'));
    const gestureOf = (size: number) => {
      const group = newId();
      return Array.from({ length: size }, () => ({
        ...tablet.create(Course, course(newId().slice(-12))),
        group,
      }));
    };
    const gestures = [3, 2, 5, 1, 4].map(gestureOf);
    const batch = gestures.flatMap((gesture) => [bad(), ...gesture]);
    const { answers } = await tablet.push(batch);
    expect(answers.map(({ outcome }) => outcome)).toEqual(
      gestures.flatMap((gesture) => ['refused', ...gesture.map(() => 'applied')]),
    );
    for (const gesture of gestures) expect(await transactionsOf(gesture)).toBe(1);
  });

  test('a gesture with a change that can never be taken is parted, and the rest of it is taken', async () => {
    await hall.make(Course, course('INSIDE'));
    const tablet = staff.tablet();
    const group = newId();
    const codes = ['IN-1', 'IN-2', 'INSIDE', 'IN-4'];
    const batch = codes.map((code) => ({ ...tablet.create(Course, course(code)), group }));
    const { answers } = await tablet.push(batch);
    expect(answers.map(({ outcome }) => outcome)).toEqual(['applied', 'applied', 'refused', 'applied']);
  });

  test('a mistake of ours with one change is that change’s trouble only', async () => {
    const tablet = staff.tablet();
    const batch = ['1', '2', '3', '4', '5'].map((name) => tablet.create(Course, course(`BUG-${name}`)));
    const registry = new Map([...(await import('../../shared/entities/index.ts')).registry]);
    registry.set('course', {
      ...Course,
      scopes: (row) => {
        if (row['code'] === 'BUG-4') throw new TypeError('A mistake.');
        return Course.scopes(row);
      },
    });
    const { answers } = await tablet.push(batch, hall.openDoor({ registry }));
    expect(answers.map(({ outcome, refusal }) => refusal?.code ?? outcome)).toEqual([
      'applied',
      'applied',
      'applied',
      'not_accepted',
      'applied',
    ]);
  });

  test('children of a refused parent are refused by its name, in the same batch and later', async () => {
    const tablet = staff.tablet();
    const parent = tablet.create(Cohort, { name: '', startDate: '2026-09-01' });
    const set = await fillIn(hall.make, ClassSession, {});
    const child = tablet.create(ClassSession, { ...set, cohortId: parent.row });
    const own = tablet.update(Cohort, parent.row ?? '', { name: 'Fall' }, { name: '' });
    const { answers } = await tablet.push([parent, child, own]);
    expect(answers[0]?.refusal?.code).toBe('invalid');
    expect(answers[1]?.refusal).toEqual({ code: 'parent_refused', detail: parent.id });
    expect(answers[2]?.refusal).toEqual({ code: 'parent_refused', detail: parent.id });
    const later = tablet.create(ClassSession, { ...set, cohortId: parent.row });
    expect((await tablet.send(later)).refusal).toEqual({ code: 'parent_refused', detail: parent.id });
    // To somebody else the row simply does not exist.
    const other = (await hall.addPerson(['staff'])).tablet();
    expect((await other.send(other.create(ClassSession, { ...set, cohortId: parent.row }))).refusal).toEqual({
      code: 'invalid',
      fields: [{ field: 'cohortId', problem: 'not_found' }],
    });
  });

  test('writers who meet crosswise both get through', async () => {
    const rows = await Promise.all(Array.from({ length: 12 }, () => hall.make(Course)));
    const people = await Promise.all(Array.from({ length: 6 }, () => hall.addPerson(['staff'])));
    const all = await Promise.all(
      people.map((person, index) => {
        const tablet = person.tablet();
        const order = index % 2 === 0 ? rows : [...rows].reverse();
        return tablet.push(
          order.map((row) =>
            tablet.update(Course, row.id, { hours: 50 + index }, { hours: row['hours'] ?? null }),
          ),
        );
      }),
    );
    expect(
      all.flatMap(({ answers }) => answers).every(({ outcome }) => ['applied', 'conflict'].includes(outcome)),
    ).toBe(true);
    expect(all.flatMap(({ answers }) => answers).filter(({ outcome }) => outcome === 'applied')).toHaveLength(
      12,
    );
  });

  test('six tablets that mark one student at the same moment keep one row, and the latest mark', async () => {
    const enrollment = await hall.make(Enrollment);
    const session = await hall.make(ClassSession, { cohortId: enrollment['cohortId'] ?? null });
    const keys = { sessionId: session.id, studentId: enrollment['studentId'] ?? null };
    const tablets = Array.from({ length: 6 }, () => staff.tablet());
    const all = await Promise.all(
      tablets.map((tablet, index) => {
        const arrivalTime = `18:0${index}`;
        const at = new Date(hall.clock.now() - 60_000 + index).toISOString();
        return tablet.send(tablet.create(Attendance, { ...keys, status: 'late', arrivalTime }, { at }));
      }),
    );
    expect(all.every(({ outcome }) => ['applied', 'merged'].includes(outcome))).toBe(true);
    const [row, ...others] = (await hall.all(Attendance)).filter(
      (found) => found.row['sessionId'] === session.id,
    );
    expect(others).toEqual([]);
    expect(row?.row).toMatchObject({ arrivalTime: '18:05' });
    expect((await hall.audit({ rowId: row?.row.id ?? '' })).map(({ changeId }) => changeId).sort()).toEqual(
      all.map(({ id }) => id).sort(),
    );
  });

  test('two who enroll one student at once leave him with both cohorts', async () => {
    const student = await hall.make(Student);
    const people = await Promise.all(Array.from({ length: 4 }, () => hall.addPerson(['staff'])));
    const sets = await Promise.all(
      people.map(() => fillIn(hall.make, Enrollment, { studentId: student.id })),
    );
    const all = await Promise.all(
      people.map((person, index) => {
        const tablet = person.tablet();
        return tablet.send(tablet.create(Enrollment, sets[index] ?? {}));
      }),
    );
    expect(all.map(({ outcome }) => outcome)).toEqual(['applied', 'applied', 'applied', 'applied']);
    const cohorts = (await hall.read(Student, student.id))?.row['cohortIds'];
    expect(cohorts).toEqual(sets.map((set) => set['cohortId']).sort());
  });
});

test('a device whose clock was set back keeps the order of its own marks', async () => {
  const enrollment = await hall.make(Enrollment);
  const session = await hall.make(ClassSession, { cohortId: enrollment['cohortId'] ?? null });
  const tablet = staff.tablet();
  const keys = { sessionId: session.id, studentId: enrollment['studentId'] ?? null };
  const present = tablet.create(Attendance, { ...keys, status: 'present' });
  const absent = tablet.update(
    Attendance,
    present.row ?? '',
    { status: 'absent' },
    { status: 'present' },
    { at: new Date(hall.clock.now() - 3_600_000).toISOString() },
  );
  const { answers } = await tablet.push([present, absent]);
  expect(answers.map(({ outcome }) => outcome)).toEqual(['applied', 'applied']);
  expect(answers[1]?.row).toMatchObject({ status: 'absent' });
});

test('a mark from a clock that runs a day ahead counts as what it was', async () => {
  const enrollment = await hall.make(Enrollment);
  const session = await hall.make(ClassSession, { cohortId: enrollment['cohortId'] ?? null });
  const [ahead, right] = [staff.tablet({ clockOffsetMs: 86_400_000 }), staff.tablet()];
  const keys = { sessionId: session.id, studentId: enrollment['studentId'] ?? null };
  const wrong = ahead.create(Attendance, { ...keys, status: 'present' });
  await ahead.send(wrong);
  hall.clock.advance(1000);
  const answer = await right.send(right.create(Attendance, { ...keys, status: 'excused' }));
  expect(answer.row).toMatchObject({ status: 'excused' });
});
