/** Rights come and go; what a device holds follows at its next contact (P4), and reading leaves its trace (P5). */
import { afterAll, beforeEach, expect, test } from 'vitest';
import type { Row } from '../../shared/entity/entity.ts';
import { uuidV5 } from '../../shared/values/uuid.ts';
import { heldBy, oracleFor, plain } from '../support/oracle.ts';
import type { Person, Rig } from '../support/people.ts';
import { openRig } from '../support/people.ts';
import type { Population } from '../support/populate.ts';
import { populate } from '../support/populate.ts';
import { Replica } from '../support/pull-client.ts';

let rig: Rig;
let teacher: Person;
let hall: Population;

beforeEach(async () => {
  await rig?.close();
  rig = await openRig();
  teacher = await rig.join({ roles: ['instructor'] });
  hall = await populate(rig, { teacher });
});
afterAll(() => rig.close());

async function expectInStep(replica: Replica, who: Person): Promise<void> {
  await replica.catchUp(who);
  expect(plain(heldBy(replica))).toEqual(plain(await oracleFor(rig, who)));
}

const idsOf = (replica: Replica, entity: string): readonly string[] => [...replica.of(entity).keys()];

/** The teacher also gets the second cohort, as the write path would write it. */
async function assign(cohort: Row): Promise<string> {
  const instructorId = String(hall.assignment?.instructorId);
  const id = uuidV5([rig.localId, 'instructorAssignment', instructorId, cohort.id].join('|'));
  const scopes = ['training', `cohort:${cohort.id}`, `user:${teacher.userId}`];
  const cohorts = [hall.cohorts[0].id, cohort.id];
  await rig.inside(async (tx) => {
    await tx`
      insert into instructor_assignments (local_id, id, instructor_id, cohort_id, user_id, is_primary, scopes, sort_key)
      values (${rig.localId}, ${id}, ${instructorId}, ${cohort.id}, ${teacher.userId}, false, ${scopes}, ${cohort.id})`;
    await tx`
      update instructors set cohort_ids = ${cohorts}::uuid[], version = version + 1,
        scopes = ${['training', `user:${teacher.userId}`, ...cohorts.map((one) => `cohort:${one}`)]}
      where id = ${instructorId}`;
  });
  return id;
}

test('a cohort gained comes as pages of its own rows, and nothing is sent again', async () => {
  const replica = new Replica();
  await expectInStep(replica, teacher);
  expect(idsOf(replica, 'student')).toHaveLength(2);
  const before = replica.downloaded;
  await assign(hall.cohorts[1]);
  const pulled = await teacher.pull(replica.request);
  expect(pulled.begin.replaces).toEqual([]);
  expect(pulled.end?.more).toBe(true);
  replica.take(pulled);
  await expectInStep(replica, teacher);
  expect(idsOf(replica, 'student')).toHaveLength(4);
  // Two students, two attendances, two enrollments, one class, one cohort, assignment, instructor.
  expect(replica.downloaded - before).toBeLessThanOrEqual(12);
});

test('a cohort lost takes its rows along, though no feed entry says so', async () => {
  const replica = new Replica();
  const assignment = await assign(hall.cohorts[1]);
  await expectInStep(replica, teacher);
  expect(idsOf(replica, 'attendance')).toHaveLength(4);
  await rig.inside(
    (tx) =>
      tx`update instructor_assignments set ended_on = '2026-01-01', version = version + 1 where id = ${assignment}`,
  );
  const pulled = await teacher.pull(replica.request);
  expect(Object.keys(pulled.begin.holdings)).not.toContain(`cohort:${hall.cohorts[1].id}`);
  replica.take(pulled);
  await expectInStep(replica, teacher);
  expect(idsOf(replica, 'attendance')).toHaveLength(2);
});

test('a row that moves out of the last scope a person holds is named as gone, by its id alone', async () => {
  const replica = new Replica();
  await expectInStep(replica, teacher);
  const student = hall.students[0]?.id ?? '';
  expect(idsOf(replica, 'student')).toContain(student);
  await rig.inside(
    (tx) => tx`update students set version = version + 1, notes = 'moved away',
               scopes = ${['training', `cohort:${hall.cohorts[1].id}`]}, cohort_ids = ${[hall.cohorts[1].id]}::uuid[]
               where id = ${student}`,
  );
  const pulled = await teacher.pull(replica.request);
  expect(pulled.delta).toEqual({ puts: {}, exits: [['student', student]] });
  replica.take(pulled);
  await expectInStep(replica, teacher);
});

test('the last cohort lost leaves nothing of it, not even an id', async () => {
  const replica = new Replica();
  await expectInStep(replica, teacher);
  await rig.inside(
    (tx) => tx`update instructor_assignments set ended_on = '2026-01-01', version = version + 1`,
  );
  await rig.inside((tx) => tx`update attendances set status = 'late', version = version + 1`);
  const pulled = await teacher.pull(replica.request);
  expect(JSON.stringify(pulled.delta ?? {})).not.toContain(hall.attendances[0]?.id);
  replica.take(pulled);
  await expectInStep(replica, teacher);
  expect([...heldBy(replica).keys()]).not.toContain('attendance');
});

test('a role that narrows the view replaces what was seen by the wider one', async () => {
  const person = await rig.join({ roles: ['staff', 'organizer'] });
  const replica = new Replica();
  await expectInStep(replica, person);
  expect([...replica.of('member').values()][0]).toHaveProperty('generalNotes');
  await rig.inside(
    (tx) => tx`update user_roles set expires_at = now() - interval '1 minute', version = version + 1
               where user_id = ${person.userId} and role_name = 'staff'`,
  );
  const pulled = await person.pull(replica.request);
  expect(pulled.begin.replaces).toContain('member');
  expect(Object.keys(pulled.begin.views)).not.toContain('attendance');
  replica.take(pulled);
  await expectInStep(replica, person);
  expect([...replica.of('member').values()][0]).not.toHaveProperty('generalNotes');
  expect([...heldBy(replica).keys()]).not.toContain('attendance');
});

test('a role that ends empties the device at its next contact', async () => {
  const person = await rig.join({ roles: ['officer'] });
  const replica = new Replica();
  await expectInStep(replica, person);
  await rig.inside(
    (tx) =>
      tx`update user_roles set expires_at = now() - interval '1 minute' where user_id = ${person.userId}`,
  );
  replica.take(await person.pull(replica.request));
  expect([...heldBy(replica)]).toEqual([]);
});

test('an exit is told only to whom the row was visible', async () => {
  const learner = await rig.join({ roles: ['member'], memberId: hall.members[0]?.id ?? '' });
  const replica = new Replica();
  await expectInStep(replica, learner);
  // The local's scope holds role grants too, which members do not see.
  await rig.inside(
    (tx) =>
      tx`update user_roles set deleted_at = now(), version = version + 1 where user_id = ${teacher.userId}`,
  );
  const pulled = await learner.pull(replica.request);
  expect(pulled.delta).toBeUndefined();
  expect(pulled.end?.cursors['local']).toBeGreaterThan(replica.cursors['local'] ?? 0);
});

test('more than one pull can carry is announced, and nothing is lost between', async () => {
  const staff = await rig.join({ roles: ['staff'] });
  const replica = new Replica();
  await expectInStep(replica, staff);
  const member = hall.members[0];
  for (let turn = 0; turn < 5; turn += 1)
    await rig.inside(
      (tx) => tx`
        insert into members (local_id, id, member_number, first_name, last_name, status, classification, scopes, sort_key)
        select ${rig.localId}, gen_random_uuid(), ${`T${turn}-`} || n, 'Ana', 'Bee', 'active', 'foreman', '{roster}', 'bee' || n
        from generate_series(1, 900) n`,
    );
  await rig.inside(
    (tx) => tx`update members set city = 'Last', version = version + 1 where id = ${member?.id ?? ''}`,
  );
  const first = await staff.pull(replica.request);
  expect(first.end?.more).toBe(true);
  // An entry is read whole: 900, 1800, 2700.
  expect(first.delta?.puts['member']).toHaveLength(2700);
  replica.take(first);
  expect(await replica.catchUp(staff)).toBe(1);
  expect(plain(heldBy(replica))).toEqual(plain(await oracleFor(rig, staff)));
});

test('the first pull of a day leaves one trace for each scope and device, later ones none', async () => {
  const staff = await rig.join({ roles: ['staff'] });
  const traces = () =>
    rig.inside(
      (tx) => tx<{ note: string; rows: number; device_id: string }[]>`
        select note, (after ->> 'rows')::int as rows, device_id from audit.log
        where action = 'BULK_READ' and user_id = ${staff.userId} order by note`,
    );
  await staff.pull();
  const first = await traces();
  expect(first.find((one) => one.note === 'roster')).toEqual({
    note: 'roster',
    rows: hall.members.length,
    device_id: staff.device.id,
  });
  expect(first.map((one) => one.note)).toContain('training');
  await staff.pull();
  await staff.pull();
  expect(await traces()).toHaveLength(first.length);
});
