/** The demo local: whole, repeatable, and written through the door. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freshDatabase } from '../../tests/support/fresh-database.ts';
import { createPasswordHasher } from '../access/passwords.ts';
import { createDatabase, inLocal } from '../database/connection.ts';
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
             (select count(*)::int from class_sessions where session_date = '2026-11-20') as today`;
    return found;
  });

beforeAll(async () => {
  const database = await freshDatabase();
  sql = createDatabase({ url: database.appUrl, max: 4 });
  drop = async () => {
    await sql.end();
    await database.drop();
  };
});
afterAll(() => drop());

test('has members, students mid-course, marks so far and classes today', async () => {
  const begun = performance.now();
  await seed();
  console.log(`The demo local took ${Math.round(performance.now() - begun)} ms.`);
  expect(await counts()).toMatchObject({ members: 600, students: 44, today: 3 });
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
