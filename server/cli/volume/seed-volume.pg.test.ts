/** The volume local: valid rows, all of them audited, made once however often it is asked for. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connectedDatabase } from '../../../tests/support/fresh-database.ts';
import { checkRow } from '../../../shared/entity/check.ts';
import { createAccount } from '../../access/accounts.ts';
import type { Sql } from '../../database/connection.ts';
import { inLocal } from '../../database/connection.ts';
import { demoPeople } from '../seed-demo.ts';
import { demoEmail } from '../demo-sign-ins.ts';
import { shareJobs } from './jobs.ts';
import { rowsIn, volumeKinds } from './kinds.ts';
import { createRandom } from '../demo/random.ts';
import { seedVolume, volumeLocalId } from './seed-volume.ts';
import { sizes } from './sizes.ts';

const localId = volumeLocalId('quick');
let sql: Sql;
let drop: () => Promise<void>;

const seed = (now: string) =>
  seedVolume({ sql, size: 'quick', log: () => undefined, now: () => Date.parse(now) });

const counts = () =>
  inLocal(sql, { localId }, async (tx) => {
    const [found] = await tx`
      select (select count(*)::int from members) as members, (select count(*)::int from students) as students,
             (select count(*)::int from organizations where org_type = 'employer') as employers,
             (select count(*)::int from organization_contacts) as contacts,
             (select count(*)::int from member_employments) as employments,
             (select count(*)::int from attendances) as marks, (select count(*)::int from member_notes) as notes,
             (select count(*)::int from salting_activities) as visits,
             (select count(*)::int from audit.log where action = 'CREATE') as created`;
    return found;
  });

beforeAll(async () => {
  ({ sql, drop } = await connectedDatabase());
  for (const { role } of demoPeople)
    await createAccount(sql, { email: demoEmail(role), passwordHash: 'not a hash: nobody signs in with it' });
});
afterAll(() => drop());

const plan = volumeKinds({
  localId,
  size: sizes.quick,
  today: '2026-11-20',
  instructorUserId: localId,
  organizerIds: [localId],
  authorIds: [localId],
});

test('every row is one that a person could have entered, and has an id of its own', () => {
  const ids = new Set<string>();
  for (const kind of plan.flat())
    for (let place = 0; place < kind.count; place += 1) {
      const { id, values } = kind.row(place);
      expect(checkRow(kind.of, values), kind.of.name).toEqual([]);
      ids.add(id);
    }
  expect(ids.size).toBe(rowsIn(plan));
});

test('the largest size has what was asked of it', () => {
  const { stress } = sizes;
  expect(stress).toMatchObject({ members: 10_000, employers: 700, employments: 250_000 });
  expect(stress.employers + stress.otherOrganizations).toBe(750);
  expect((stress.employers + stress.otherOrganizations) * stress.contactsEach).toBe(2_250);
  expect(stress.cohorts * stress.studentsEach).toBe(1_000);
});

test('jobs are shared out to the last one, and nobody goes without', () => {
  const jobs = shareJobs(200, 1_000, createRandom(1));
  const each = new Map<number, number>();
  for (let place = 0; place < 1_000; place += 1) {
    const { member, job, of } = jobs.at(place);
    expect(job).toBe(each.get(member) ?? 0);
    expect(job).toBeLessThan(of);
    each.set(member, job + 1);
  }
  expect(each.size).toBe(200);
  expect(Math.max(...each.values())).toBeGreaterThan(10);
});

test('a second run, on another day, adds nothing; one that was broken off is completed', async () => {
  let stages = 0;
  const stopAtThird = () =>
    Promise.reject(new Error('pulled the plug')).catch((error: unknown) => {
      if ((stages += 1) === 2) throw error;
    });
  const now = () => Date.parse('2026-11-20T20:00:00Z');
  await expect(
    seedVolume({ sql, size: 'quick', log: () => undefined, analyze: stopAtThird, now }),
  ).rejects.toThrow();
  const { written, rows } = await seed('2026-11-21T20:00:00Z');
  expect(written).toBeLessThan(rows);
  const made = await counts();
  expect(made).toMatchObject({ members: 200, students: 20, employers: 14, contacts: 48, employments: 1000 });
  expect(made).toMatchObject({ marks: 400, notes: 240, visits: 200 });
  // Besides the rows: the local, its roles, and the people's seats and grants.
  expect(made?.['created']).toBe(rows + 1 + 6 + 2 * demoPeople.length);
  const again = await seed('2026-11-25T20:00:00Z');
  expect(again.written).toBe(0);
  expect(await counts()).toEqual(made);
});

test('copies agree with what they were copied from, and everybody has a seat to sign in to', async () => {
  const [found] = await inLocal(
    sql,
    { localId },
    (tx) => tx`
      select (select count(*)::int from member_employments e join organizations o on o.id = e.organization_id
              where o.name = e.organization_name) as named,
             (select count(*)::int from students s join members m on m.id = s.member_id
              where s.display_name = m.first_name || ' ' || m.last_name) as displayed,
             (select count(*)::int from attendances a join class_sessions c on c.id = a.session_id join students s on s.id = a.student_id
              where c.cohort_id = a.cohort_id and s.member_id = a.member_id and a.cohort_id = any (s.cohort_ids)) as marked,
             (select count(*)::int from users where account_id is not null) as seated,
             (select last from series where name = 'student.studentNumber') as last_number`,
  );
  expect(found).toMatchObject({
    named: 1000,
    displayed: 20,
    marked: 400,
    seated: demoPeople.length,
    last_number: 20,
  });
});
