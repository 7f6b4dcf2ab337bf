/** The demo local: whole, repeatable, and written through the door. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connectedDatabase } from '../../tests/support/fresh-database.ts';
import { createPasswordHasher } from '../access/passwords.ts';
import { inLocal } from '../database/connection.ts';
import type { Sql } from '../database/connection.ts';
import { uuidV5 } from '../../shared/values/uuid.ts';
import { planDemoClasses, seedDemo } from './seed-demo.ts';

const localId = uuidV5('demo local 917');
const now = () => Date.parse('2026-11-20T20:00:00Z');
let sql: Sql;
let drop: () => Promise<void>;

const seed = () =>
  seedDemo({ sql, hasher: createPasswordHasher(), password: 'invented for a test', log: console.error, now });

const counts = () =>
  inLocal(sql, { localId }, async (tx) => {
    const [found] = await tx`
      select (select count(*)::int from members) as members, (select count(*)::int from students) as students,
             (select count(*)::int from attendances) as marks, (select count(*)::int from audit.log) as trail,
             (select count(*)::int from class_sessions where session_date = '2026-11-20') as today,
             (select count(*)::int from organizations) as organizations,
             (select count(*)::int from salting_activities) as visits,
             (select count(*)::int from member_notes) as notes,
             (select count(*)::int from member_employments) as employments`;
    return found;
  });

beforeAll(async () => {
  ({ sql, drop } = await connectedDatabase());
});
afterAll(() => drop());

test('has members, students mid-course, marks so far and classes today', async () => {
  const begun = performance.now();
  await seed();
  console.log(`The demo local took ${Math.round(performance.now() - begun)} ms.`);
  expect(await counts()).toMatchObject({ members: 600, students: 44, today: 3, organizations: 60 });
});

test('has employers with somebody to call first, visits of a month, jobs, and notes for each kind of reader', async () => {
  const [found] = await inLocal(
    sql,
    { localId },
    (tx) => tx`
      select (select count(*)::int from organizations where org_type <> 'employer') as others,
             (select count(*)::int from organization_contacts where is_primary) as first,
             (select count(*)::int from organization_contacts) as contacts,
             (select count(distinct organizer_id)::int from salting_activities) as organizers,
             (select count(*)::int from salting_activities where activity_date > '2026-11-20') as ahead,
             (select count(*)::int from salting_activities where organizer_id is distinct from changed_by) as borrowed,
             (select count(distinct author_id)::int from member_notes) as authors,
             (select count(distinct visibility)::int from member_notes) as readers,
             (select count(*)::int from member_employments where end_date is null) as current,
             (select count(*)::int from member_employments where end_date is not null) as ended,
             (select count(*)::int from (
               select from member_employments where end_date is null group by member_id having count(*) > 1) twice) as doubled`,
  );
  expect(found).toMatchObject({ others: 8, first: 60, organizers: 3, ahead: 0, borrowed: 0, doubled: 0 });
  expect(found).toMatchObject({ authors: 3, readers: 3 });
  expect(found?.['contacts']).toBeGreaterThan(100);
  expect(found?.['current']).toBeGreaterThan(350);
  expect(found?.['ended']).toBeGreaterThan(60);
});

test('a second start adds nothing', async () => {
  const before = await counts();
  await seed();
  expect(await counts()).toEqual(before);
});

test('a demo made weeks ago has classes again, and nothing else has changed', async () => {
  const later = Date.parse('2026-12-25T20:00:00Z');
  const before = await counts();
  await planDemoClasses({ sql, log: console.error, now: () => later });
  const [found] = await inLocal(
    sql,
    { localId },
    (tx) => tx`select count(*)::int as classes from class_sessions where session_date = '2026-12-25'`,
  );
  expect(found?.['classes']).toBeGreaterThan(0);
  expect(await counts()).toMatchObject({ members: before?.['members'], marks: before?.['marks'] });
});
