/**
 * P5: every write leaves a trace that the database makes itself, in the same transaction, and that nobody can change,
 * forge or remove; what is sensitive stands beside it and can be erased by law; what is secret never enters.
 */
import { createHash } from 'node:crypto';
import type postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { registry } from '../../shared/entities/index.ts';
import { recordBulkRead, recordEvents } from '../../server/audit/record.ts';
import { inLocal } from '../../server/database/connection.ts';
import { triggerStatements } from '../../server/database/row-triggers.ts';
import { databaseModel } from '../../server/database/table-model.ts';
import { entityNamed, insertRecords, insertRow, recordOf } from '../support/insert-row.ts';
import { makeRow, newId } from '../support/make-row.ts';
import type { TestHall } from '../support/test-hall.ts';
import { openTestHall, refusedWith, sqlStates } from '../support/test-hall.ts';

interface LogRow {
  readonly id: number;
  readonly local_id: string;
  readonly entity: string;
  readonly row_id: string;
  readonly action: string;
  readonly changed_fields: readonly string[];
  readonly before: Record<string, unknown> | null;
  readonly after: Record<string, unknown> | null;
  readonly user_id: string | null;
  readonly device_id: string | null;
  readonly account_id: string | null;
  readonly request_id: string | null;
  readonly change_id: string | null;
  readonly device_at: string | null;
  readonly note: string | null;
}

let hall: TestHall;
const Member = entityNamed(registry, 'member');
const Course = entityNamed(registry, 'course');
const User = entityNamed(registry, 'user');

beforeAll(async () => {
  hall = await openTestHall();
});
afterAll(() => hall.close());

const logOf = (rowId: string): Promise<LogRow[]> =>
  hall.inside((sql) => sql<LogRow[]>`select * from audit.log where row_id = ${rowId} order by id`);

const newCourse = (): Promise<string> =>
  hall.inside(async (sql) => (await insertRow(sql, registry, Course, hall.localId)).id);

describe('what a write leaves', () => {
  test('a statement over thousands of rows is recorded in the time of its rows, whatever the session did before', async () => {
    const rows = Array.from({ length: 4000 }, () => recordOf(Course, makeRow(Course), hall.localId));
    await hall.inside(async (sql) => {
      await insertRecords(sql, Course, rows);
      await sql`update courses set credits = 1 where id = ${String(rows[0]?.['id'])}`;
      // With a plan kept from the one row above, these are sixteen million comparisons: a quarter of a minute.
      await sql`set local statement_timeout = '5s'`;
      await sql`update courses set credits = coalesce(credits, 0) + 2 where local_id = ${hall.localId}`;
      const [log] = await sql<{ rows: number }[]>`
        select count(distinct row_id)::int as rows from audit.log where action = 'UPDATE' and entity = 'course'`;
      expect(log?.rows).toBe(4000);
    });
  }, 30_000);

  test('create, change, delete and restore leave one row each, with before and after by field name', async () => {
    const id = await newCourse();
    await hall.inside(
      (sql) => sql`update courses set course_type = 'elective', version = 2 where id = ${id}`,
    );
    await hall.inside((sql) => sql`update courses set deleted_at = now(), version = 3 where id = ${id}`);
    await hall.inside((sql) => sql`update courses set deleted_at = null, version = 4 where id = ${id}`);
    const log = await logOf(id);
    expect(log.map((row) => row.action)).toEqual(['CREATE', 'UPDATE', 'DELETE', 'RESTORE']);
    const [created, changed, deleted, restored] = log;
    expect(created?.before).toBeNull();
    expect(created?.after).toMatchObject({ courseType: 'core', credits: 1, isActive: true });
    expect(changed).toMatchObject({
      changed_fields: ['courseType'],
      before: { courseType: 'core' },
      after: { courseType: 'elective' },
    });
    expect(deleted?.before).toMatchObject({ courseType: 'elective', credits: 1 });
    expect(deleted?.after).toBeNull();
    expect(restored?.before).toBeNull();
    expect(restored?.after).toMatchObject({ courseType: 'elective' });
  });

  test('no column of the engine enters, and an update that changes no field writes nothing', async () => {
    const id = await newCourse();
    await hall.inside(
      (sql) =>
        sql`update courses set version = 2, updated_at = now(), sort_key = 'x', stamps = '{"a":1}' where id = ${id}`,
    );
    const log = await logOf(id);
    expect(log).toHaveLength(1);
    expect(Object.keys(log[0]?.after ?? {})).not.toEqual(expect.arrayContaining(['version']));
    expect(Object.keys(Course.fields)).toEqual(expect.arrayContaining(Object.keys(log[0]?.after ?? {})));
  });

  test('a thousand rows in one statement leave a thousand rows', async () => {
    const rows = Array.from({ length: 1000 }, () => makeRow(Member));
    const count = await hall.inside(async (sql) => {
      await insertRecords(
        sql,
        Member,
        rows.map((row) => recordOf(Member, row, hall.localId)),
      );
      const [found] = await sql<{ count: number }[]>`
        select count(*)::int as count from audit.log where entity = 'member' and row_id = any (${rows.map((row) => row.id)}::uuid[])`;
      return found?.count;
    });
    expect(count).toBe(1000);
  });

  test('who, from where and by which change come from the settings and the row', async () => {
    const context = { userId: newId(), deviceId: newId(), accountId: newId(), requestId: 'req-7' };
    const [changeId, changedAt] = [newId(), '2026-03-01T10:00:00.000Z'];
    const row = makeRow(Course);
    await hall.inside(
      (sql) => insertRecords(sql, Course, [recordOf(Course, row, hall.localId, { changeId, changedAt })]),
      context,
    );
    expect((await logOf(row.id))[0]).toMatchObject({
      local_id: hall.localId,
      user_id: context.userId,
      device_id: context.deviceId,
      account_id: context.accountId,
      request_id: 'req-7',
      change_id: changeId,
      device_at: changedAt,
    });
  });

  test('a write that is rolled back leaves nothing', async () => {
    const row = makeRow(Course);
    const undone = hall.inside(async (sql) => {
      await insertRecords(sql, Course, [recordOf(Course, row, hall.localId)]);
      throw new Error('changed my mind');
    });
    await expect(undone).rejects.toThrow('changed my mind');
    expect(await logOf(row.id)).toHaveLength(0);
  });

  test('an upsert leaves what it did: a creation or a change', async () => {
    const id = await newCourse();
    await hall.inside(
      (sql) => sql`
        insert into courses select (jsonb_populate_record(c, '{"course_type": "remedial"}')).* from courses c where id = ${id}
        on conflict (local_id, id) do update set course_type = excluded.course_type`,
    );
    expect((await logOf(id)).map((row) => row.action)).toEqual(['CREATE', 'UPDATE']);
  });
});

test('a table that the audit does not know is not born: what its triggers call is not there', async () => {
  const roles = databaseModel(registry)['roles'];
  const [trigger = ''] = roles ? triggerStatements({ ...roles, table: 'tools', entity: 'tool' }) : [];
  await hall.behind`create table public.tools (id uuid)`;
  expect(await refusedWith(hall.behind.unsafe(trigger))).toBe(sqlStates.noSuchFunction);
  await hall.behind`drop table public.tools`;
});

test('what records an entity is what its row in audit.entities says now', async () => {
  const definitions = () => hall.behind<{ name: string; definition: string }[]>`
    select proname as name, pg_get_functiondef(oid) as definition from pg_proc
    where pronamespace = 'audit'::regnamespace and proname like '%\_written' order by proname`;
  const before = [...(await definitions())];
  expect(before.map(({ name }) => name).toSorted()).toEqual(
    [...registry.keys()].map((name) => `${name}_written`).toSorted(),
  );
  await hall.behind`update audit.entities set entity = entity`;
  expect([...(await definitions())]).toEqual(before);
  await hall.behind`update audit.entities set sensitive = array['description'] where entity = 'role'`;
  const [role] = (await definitions()).filter(({ name }) => name === 'role_written');
  expect(role?.definition).not.toBe(before.find(({ name }) => name === 'role_written')?.definition);
  await hall.behind`update audit.entities set sensitive = '{}' where entity = 'role'`;
  expect([...(await definitions())]).toEqual(before);
});

describe('what is guarded', () => {
  test('sensitive values stand beside the log, which keeps a salted digest', async () => {
    const row = makeRow(Member, { phone: '555 0100', dateOfBirth: '1980-02-03' });
    await hall.inside((sql) => insertRecords(sql, Member, [recordOf(Member, row, hall.localId)]));
    await hall.inside((sql) => sql`update members set phone = '555 0199' where id = ${row.id}`);
    const [created, changed] = await logOf(row.id);
    expect(JSON.stringify([created, changed])).not.toMatch(/555 01|1980/);
    const values = await hall.inside(
      (sql) => sql<{ field: string; salt: string; before: unknown; after: unknown }[]>`
        select v.* from audit.values v join audit.log l on l.id = v.log_id where l.row_id = ${row.id} order by v.log_id, v.field`,
    );
    expect(values.map(({ field, before, after }) => [field, before, after])).toEqual([
      ['dateOfBirth', null, '1980-02-03'],
      ['phone', null, '555 0100'],
      ['phone', '555 0100', '555 0199'],
    ]);
    const digest = createHash('sha256').update(`${values[2]?.salt}"555 0199"`).digest('hex');
    expect(changed?.after).toEqual({ phone: { digest } });
    expect(new Set(values.map(({ salt }) => salt)).size).toBe(3);
  });

  test('a secret field is named and never valued', async () => {
    const user = await hall.inside((sql) => insertRow(sql, registry, User, hall.localId));
    await hall.behind`alter table users disable trigger user`;
    await hall.behind`alter table users enable trigger audit_update`;
    await hall.inside((sql) => sql`update users set account_id = 'the-secret-account' where id = ${user.id}`);
    await hall.behind`alter table users enable trigger user`;
    const [, changed] = await logOf(user.id);
    expect(changed?.changed_fields).toEqual(['accountId']);
    const everything =
      await hall.behind`select l::text as log from audit.log l union all select v::text from audit.values v`;
    expect(JSON.stringify(everything)).not.toContain('the-secret-account');
  });

  test('an erased value is gone for good, and that it was erased is written down', async () => {
    const row = makeRow(Member, { phone: '555 0177', email: 'gone@hall.example' });
    await hall.inside((sql) => insertRecords(sql, Member, [recordOf(Member, row, hall.localId)]));
    const erase = (sql: postgres.TransactionSql) =>
      sql`select audit.erase_value('member', ${row.id}, 'phone', 'Request of 3 March') as count`;
    expect(await refusedWith(hall.inside(erase)), 'not granted to the application').toBe(sqlStates.denied);
    const [erased] = await inLocal(hall.behind, { localId: hall.localId }, erase);
    expect(erased).toEqual({ count: 1 });
    const left = await hall.inside(
      (sql) =>
        sql`select field from audit.values v join audit.log l on l.id = v.log_id where l.row_id = ${row.id}`,
    );
    expect(left.map((value) => String(value['field']))).toEqual(['email']);
    expect((await logOf(row.id)).at(-1)).toMatchObject({
      action: 'COMMAND',
      after: { erasedField: 'phone', erasedValues: 1 },
      note: 'Request of 3 March',
    });
  });
});

describe('events', () => {
  test('a refusal is recorded with the actor of the settings, its sensitive fields digested', async () => {
    const [rowId, userId, changeId] = [newId(), newId(), newId()];
    await hall.inside(
      (sql) =>
        recordEvents(sql, [
          {
            action: 'REFUSED',
            entity: 'member',
            rowId,
            changeId,
            after: { phone: '555 0123', lastName: 'Ruiz' },
            note: 'not_allowed',
          },
          { action: 'COMMAND', note: 'postDues' },
        ]),
      { userId },
    );
    const [refused] = await logOf(rowId);
    expect(refused).toMatchObject({
      action: 'REFUSED',
      user_id: userId,
      change_id: changeId,
      before: null,
      note: 'not_allowed',
    });
    expect(refused?.after).toMatchObject({
      lastName: 'Ruiz',
      phone: { digest: expect.stringMatching(/^[0-9a-f]{64}$/) as string },
    });
  });

  test.each(['CREATE', 'UPDATE', 'DELETE', 'RESTORE'])(
    '%s cannot be claimed by the application',
    async (action) => {
      const forged = hall.inside((sql) => sql`select audit.record('member', ${newId()}, ${action})`);
      expect(await refusedWith(forged)).toBe(sqlStates.denied);
    },
  );

  test('a bulk read is recorded once for each scope, person, device and day', async () => {
    const [userId, deviceId] = [newId(), newId()];
    const read = (scope: string, context = { userId, deviceId }) =>
      hall.inside((sql) => recordBulkRead(sql, scope, 30), context);
    expect([await read('training'), await read('training'), await read('roster')]).toEqual([
      true,
      false,
      true,
    ]);
    expect(await read('training', { userId, deviceId: newId() })).toBe(true);
    const rows = await hall.inside(
      (sql) =>
        sql`select after from audit.log where action = 'BULK_READ' and device_id = ${deviceId} order by id`,
    );
    expect(rows.map((row) => row['after'] as unknown)).toEqual([
      { scope: 'training', rows: 30 },
      { scope: 'roster', rows: 30 },
    ]);
  });

  test('what happens outside every local is recorded, and no local reads it', async () => {
    await recordEvents(hall.app, [{ action: 'SIGN_IN', note: 'outside' }]);
    const [kept] = await hall.behind`select local_id from audit.log where note = 'outside'`;
    expect(kept?.['local_id']).toBe('00000000-0000-0000-0000-000000000000');
    expect(await hall.inside((sql) => sql`select 1 from audit.log where note = 'outside'`)).toHaveLength(0);
  });
});
