/**
 * P5, its second half: the audit cannot be changed, forged or removed, neither by the application nor by the owner who
 * runs migrations, nor by whoever becomes the recorder. And no write is ever lost for want of a partition.
 */
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { registry } from '../../shared/entities/index.ts';
import { ensureAuditPartitions } from '../../server/audit/record.ts';
import { entityNamed, insertRow } from '../support/insert-row.ts';
import { newId } from '../support/make-row.ts';
import type { TestHall } from '../support/test-hall.ts';
import { openTestHall, refusedWith, sqlStates } from '../support/test-hall.ts';

let hall: TestHall;
beforeAll(async () => {
  hall = await openTestHall();
});
afterAll(() => hall.close());

const newCourse = (): Promise<string> =>
  hall.inside(
    async (sql) => (await insertRow(sql, registry, entityNamed(registry, 'course'), hall.localId)).id,
  );

describe('nobody bends it', () => {
  const bending = (table: string): readonly string[] => [
    `insert into ${table} select * from ${table}`,
    `update ${table} set ${table === 'audit.entities' ? 'secret = secret' : 'local_id = local_id'}`,
    `delete from ${table}`,
    `truncate ${table}`,
  ];
  const tables = [
    'audit.log',
    'audit.values',
    'audit.log_default',
    'audit.values_default',
    'audit.entities',
    'audit.bulk_reads',
  ];
  const disarming = [
    'alter table audit.log disable trigger all',
    'drop table audit.log',
    'alter table audit.log no force row level security',
    'alter table courses disable trigger audit_update',
    'drop trigger audit_update on courses',
    'create or replace function audit.course_written() returns trigger language plpgsql as $$ begin return null; end $$',
    "select audit.compile('course')",
    "select audit.change_query('course', 'after_rows w')",
    'set role unionhall_recorder',
    "set session_replication_role = 'replica'",
  ];

  test.each(tables.flatMap(bending))('the application: %s', async (statement) => {
    expect(await refusedWith(hall.inside((sql) => sql.unsafe(statement)))).toBe(sqlStates.denied);
  });

  test.each(disarming)('the application: %s', async (statement) => {
    expect(await refusedWith(hall.inside((sql) => sql.unsafe(statement)))).toBe(sqlStates.denied);
  });

  test('the owner, who runs migrations, has no right on the audit either', async () => {
    await asOwner(async (owner) => {
      for (const statement of [
        ...tables.flatMap(bending),
        'select * from audit.log',
        'alter table audit.log disable trigger all',
      ])
        expect(await refusedWith(owner.unsafe(statement)), statement).toBe(sqlStates.denied);
    });
  });

  test('even as the recorder nothing is changed or removed: the triggers refuse', async () => {
    await newCourse();
    const partitions = await hall.behind<{ name: string }[]>`
      select 'audit.' || relname as name from pg_class where relnamespace = 'audit'::regnamespace and relkind in ('r', 'p') and relname ~ '^(log|values)'`;
    expect(partitions.length).toBeGreaterThanOrEqual(12);
    await asOwner(async (owner) => {
      await owner`set role unionhall_recorder`;
      for (const { name } of partitions)
        for (const statement of bending(name).slice(1)) {
          const refused = owner.unsafe(statement).then(
            () => 'went through',
            (error: unknown) => String(error),
          );
          expect(await refused, statement).toMatch(/The audit cannot be changed/);
        }
    });
  });

  test('the owner cannot remove rows past the audit: there is no policy for it, and truncating is refused', async () => {
    const id = await newCourse();
    await asOwner(async (owner) => {
      await owner.begin(async (sql) => {
        await sql`select set_config('app.local_id', ${hall.localId}, true)`;
        expect((await sql`delete from courses`).count).toBe(0);
      });
      expect(await refusedWith(owner`truncate courses cascade`)).toBe(sqlStates.denied);
    });
    expect(await hall.inside((sql) => sql`select 1 from courses where id = ${id}`)).toHaveLength(1);
  });

  async function asOwner(work: (owner: postgres.Sql) => Promise<void>): Promise<void> {
    const owner = postgres(hall.ownerUrl, { max: 1, onnotice: () => undefined });
    try {
      await work(owner);
    } finally {
      await owner.end();
    }
  }
});

describe('partitions', () => {
  test('a row from a month without a partition is kept, and moves over when the partition comes', async () => {
    const rowId = newId();
    await hall.behind`
      insert into audit.log (local_id, recorded_at, row_id, action) values (${hall.localId}, '2031-05-06T00:00:00Z', ${rowId}, 'READ')`;
    const where = async () => {
      const [row] = await hall.behind<
        { partition: string }[]
      >`select tableoid::regclass::text as partition from audit.log where row_id = ${rowId}`;
      return row?.partition;
    };
    expect(await where()).toBe('audit.log_default');
    await hall.behind`select audit.create_partition('2031-05-17')`;
    expect(await where()).toBe('audit.log_2031_05');
    await hall.behind`select audit.create_partition('2031-05-01')`;
    expect(await refusedWith(hall.behind`truncate audit.log_2031_05`)).toBe(sqlStates.denied);
    expect(await refusedWith(hall.behind`truncate audit.log_default`)).toBe(sqlStates.denied);
  });

  test('the application asks for the coming months at start-up, as often as it likes', async () => {
    await ensureAuditPartitions(hall.app);
    await Promise.all([ensureAuditPartitions(hall.app), ensureAuditPartitions(hall.app)]);
    const [found] = await hall.behind<{ count: number }[]>`
      select count(*)::int as count from pg_inherits where inhparent = 'audit.log'::regclass`;
    expect(found?.count).toBeGreaterThanOrEqual(5);
  });
});
