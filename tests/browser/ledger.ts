/** What really stands in Postgres, whatever a screen says: classes nobody has marked yet, marks, receipts, devices. */
import { expect } from '@playwright/test';
import type postgres from 'postgres';
import { openHallDatabase } from '../support/hall-database.ts';

/** One short look, with no local's walls. */
export async function look<T>(read: (sql: postgres.Sql) => Promise<T>): Promise<T> {
  const sql = openHallDatabase('super');
  try {
    return await read(sql);
  } finally {
    await sql.end();
  }
}

/** The roster of the instructor's next class in which nobody is marked. Each test takes one of its own. */
export async function freeRoster(): Promise<string> {
  const [row] = await look(
    (sql) => sql`
      select s.id from class_sessions s join cohorts c on c.id = s.cohort_id and c.local_id = s.local_id
      where s.session_date > (now() at time zone 'America/Los_Angeles')::date
        and c.code in ('PA-EVE', 'PA-SAT')
        and not exists (select from attendances a where a.session_id = s.id)
      order by c.code, s.session_date limit 1`,
  );
  if (!row) throw new Error('Every class of the demo is marked: start with a new data folder.');
  return `/classes/${String(row['id'])}`;
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
