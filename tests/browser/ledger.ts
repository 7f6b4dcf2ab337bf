/** What really stands in Postgres, whatever a screen says: marks, receipts, devices. And a class to mark for each test. */
import { expect } from '@playwright/test';
import type postgres from 'postgres';
import { openHallDatabase } from '../support/hall-database.ts';
import { officeOf } from './office.ts';

/** One short look, with no local's walls. */
export async function look<T>(read: (sql: postgres.Sql) => Promise<T>): Promise<T> {
  const sql = openHallDatabase('super');
  try {
    return await read(sql);
  } finally {
    await sql.end();
  }
}

/**
 * The roster of a class in which nobody is marked, made by the office for this one test: five weeks and more from today,
 * so that no other test counts it. Resolves when the office has it; the tablet hears of it as of any other class.
 */
export async function freeRoster(): Promise<string> {
  const [like] = await look(
    (sql) => sql`
      select s.course_id, s.cohort_id, (now() at time zone 'America/Los_Angeles')::date + 36 +
          (select count(*)::int from class_sessions where topic = 'Open workshop') as day
      from class_sessions s join cohorts c on c.id = s.cohort_id and c.local_id = s.local_id
      where c.code = 'PA-EVE' limit 1`,
  );
  const staff = await officeOf('staff');
  const { status, body } = await staff.send('POST', '/api/v1/class-sessions', {
    courseId: like?.['course_id'],
    cohortId: like?.['cohort_id'],
    sessionDate: (like?.['day'] as Date).toISOString().slice(0, 10),
    startTime: '17:30',
    endTime: '20:30',
    topic: 'Open workshop',
  });
  expect(status, JSON.stringify(body)).toBe(201);
  const { id } = body['row'] as { id: string };
  return `/classes/${id}`;
}

const sessionOf = (roster: string): string => roster.split('/').at(-1) ?? '';

export interface Standing {
  readonly student: string;
  readonly status: string;
  readonly version: number;
  /** Audit entries that changed the row. */
  readonly entries: number;
  readonly receipts: number;
}

/** Every mark of a class, with what was written about it. */
export const standing = (roster: string): Promise<readonly Standing[]> =>
  look(
    (sql) => sql<Standing[]>`
      select t.display_name as student, a.status, a.version::int,
        (select count(*)::int from audit.log l where l.local_id = a.local_id and l.row_id = a.id
          and l.action in ('CREATE', 'UPDATE', 'DELETE', 'RESTORE', 'SUPERSEDED')) as entries,
        (select count(*)::int from receipts r where r.local_id = a.local_id and r.row_id = a.id) as receipts
      from attendances a join students t on t.id = a.student_id and t.local_id = a.local_id
      where a.session_id = ${sessionOf(roster)} and a.deleted_at is null`,
  );

/** One row, one receipt, one entry in the trail for each of so many marks. */
export async function expectOnce(roster: string, count: number): Promise<void> {
  await expect.poll(async () => (await standing(roster)).length, { timeout: 60_000 }).toBe(count);
  for (const mark of await standing(roster))
    expect(mark, mark.student).toMatchObject({ version: 1, entries: 1, receipts: 1 });
}
