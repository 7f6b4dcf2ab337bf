/**
 * P4 at its root: as the application's own role, a local sees and touches nothing of another, for every entity there is.
 * The application code plays no part here: what is tested is what holds when it forgets to ask.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { registry } from '../../shared/entities/index.ts';
import type { Entity, Row } from '../../shared/entity/entity.ts';
import { fieldEntries } from '../../shared/entity/entity.ts';
import { columnName, rowFromRecord } from '../../server/database/tables.ts';
import type { TableRecord } from '../../server/database/tables.ts';
import { insertRecords, insertRow, recordOf } from '../support/insert-row.ts';
import { makeRow, newId } from '../support/make-row.ts';
import type { TestHall } from '../support/test-hall.ts';
import { openTestHall, refusedWith, sqlStates } from '../support/test-hall.ts';

let hall: TestHall;
const otherLocal = newId();
const ours = new Map<string, Row>();
const theirs = new Map<string, Row>();
const entities = [...registry.values()].map((of) => [of.name, of] as const);

const rowOf = (rows: ReadonlyMap<string, Row>, name: string): Row => {
  const row = rows.get(name);
  if (!row) throw new Error(`No row of ${name} was inserted.`);
  return row;
};

beforeAll(async () => {
  hall = await openTestHall();
  for (const [localId, rows] of [
    [hall.localId, ours],
    [otherLocal, theirs],
  ] as const)
    await hall.inside(
      async (sql) => {
        for (const [name, of] of entities)
          rows.set(name, await insertRow(sql, registry, of, localId, {}, { full: true }));
      },
      { localId },
    );
});
afterAll(() => hall.close());

describe.each(entities)('%s', (name, of) => {
  test('comes back as it went in', async () => {
    const records = await hall.inside(
      (sql) => sql<TableRecord[]>`select * from ${sql(of.table)} where id = ${rowOf(ours, name).id}`,
    );
    expect(records).toHaveLength(1);
    expect(rowFromRecord(of, records[0] ?? {}).row).toEqual(rowOf(ours, name));
  });

  test('without a local nothing is seen, nothing is written', async () => {
    const { app } = hall;
    expect(await app`select id from ${app(of.table)}`).toHaveLength(0);
    expect((await app`update ${app(of.table)} set version = version + 1`).count).toBe(0);
    const written = app.begin((sql) => insertRecords(sql, of, [recordOf(of, makeRow(of), hall.localId)]));
    expect(await refusedWith(written)).toBe(sqlStates.denied);
  });

  test('inside one local the other has no rows', async () => {
    await hall.inside(async (sql) => {
      const locals = await sql<{ local_id: string }[]>`select distinct local_id from ${sql(of.table)}`;
      expect(locals.map((row) => row.local_id)).toEqual([hall.localId]);
      const update = await sql`update ${sql(of.table)} set version = 9 where local_id = ${otherLocal}`;
      expect(update.count).toBe(0);
      expect(
        await sql`select 1 from ${sql(of.table)} where local_id = ${otherLocal} for update`,
      ).toHaveLength(0);
    });
  });

  test('a row cannot be put into the other local, nor moved there', async () => {
    const put = hall.inside((sql) => insertRecords(sql, of, [recordOf(of, makeRow(of), otherLocal)]));
    expect(await refusedWith(put)).toBe(sqlStates.denied);
    for (const column of ['local_id', 'id', 'created_at']) {
      const moved = hall.inside((sql) => sql`update ${sql(of.table)} set ${sql(column)} = ${sql(column)}`);
      expect(await refusedWith(moved), column).toBe(sqlStates.denied);
    }
  });

  test('rows are never removed', async () => {
    const removed = hall.inside((sql) => sql`delete from ${sql(of.table)}`);
    expect(await refusedWith(removed)).toBe(sqlStates.denied);
    const emptied = hall.inside((sql) => sql`truncate ${sql(of.table)} cascade`);
    expect(await refusedWith(emptied)).toBe(sqlStates.denied);
  });

  test.each(references(of))('%s cannot name a row of the other local', async (field, target) => {
    const stranger = rowOf(theirs, target).id;
    const pointed = hall.inside(
      (sql) =>
        sql`update ${sql(of.table)} set ${sql(columnName(field))} = ${stranger} where id = ${rowOf(ours, name).id}`,
    );
    expect(await refusedWith(pointed)).toBe(sqlStates.noSuchParent);
  });

  test.each(choices(of))('%s admits no word outside its list', async (field) => {
    const set = hall.inside(
      (sql) => sql`update ${sql(of.table)} set ${sql(columnName(field))} = 'no such word'`,
    );
    expect(await refusedWith(set)).toBe(sqlStates.check);
  });
});

/** One row at least for each table of tests, or vitest calls the empty suite an error. */
function references(of: Entity): readonly (readonly [string, string])[] {
  return fieldEntries(of).flatMap(([field, { kind, target }]) =>
    kind === 'reference' && target ? [[field, target] as const] : [],
  );
}

function choices(of: Entity): readonly (readonly [string])[] {
  return fieldEntries(of).flatMap(([field, { kind }]) => (kind === 'choice' ? [[field] as const] : []));
}

test.each(['sync.feed', 'sync.places', 'sync.feed_counter', 'audit.log', 'audit.values'])(
  '%s shows only the own local',
  async (table) => {
    expect(await hall.app.unsafe(`select 1 from ${table}`)).toHaveLength(0);
    const seen = await hall.inside((sql) =>
      sql.unsafe<{ local_id: string }[]>(`select distinct local_id from ${table}`),
    );
    expect(seen.map((row) => row.local_id)).toEqual([hall.localId]);
  },
);

test('receipts and series belong to one local, and a receipt stays as it was made', async () => {
  const change = newId();
  await hall.inside(async (sql) => {
    await sql`insert into receipts (local_id, change_id, outcome) values (${hall.localId}, ${change}, 'applied')`;
    await sql`insert into series (local_id, name, year, last) values (${hall.localId}, 'student', 2026, 1)`;
  });
  const elsewhere = await hall.inside(
    async (sql) =>
      [await sql`select 1 from receipts`, await sql`select 1 from series`].map((rows) => rows.length),
    { localId: otherLocal },
  );
  expect(elsewhere).toEqual([0, 0]);
  for (const statement of [
    `update receipts set change_id = gen_random_uuid()`,
    `update receipts set sequence = 2`,
    `delete from receipts`,
    `truncate receipts`,
    `update series set year = 2027`,
    `delete from series`,
  ])
    expect(await refusedWith(hall.inside((sql) => sql.unsafe(statement))), statement).toBe(sqlStates.denied);
  const answered = await hall.inside(
    (sql) => sql`update receipts set outcome = 'merged', answer = '{}' where change_id = ${change}`,
  );
  expect(answered.count).toBe(1);
});
