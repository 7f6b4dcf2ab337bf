/** Old entries of the feed are packed, and whoever asks "what came after 41?" still misses nothing (P3). */
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { createDatabase, inLocal } from '../../server/database/connection.ts';
import type { Sql } from '../../server/database/connection.ts';
import { migrate, migrationsDir } from '../../server/database/migrate.ts';
import { bootstrap, quoteIdentifier } from '../../server/database/roles.ts';
import { compactFeed } from '../../server/sync/compact-feed.ts';
import { registry } from '../../shared/entities/index.ts';
import { asSuperuser, inDatabase } from '../support/as-superuser.ts';
import { entityNamed, insertRecords, recordOf } from '../support/insert-row.ts';
import { makeRow, newId } from '../support/make-row.ts';
import type { TestHall } from '../support/test-hall.ts';
import { openTestHall } from '../support/test-hall.ts';

const Course = entityNamed(registry, 'course');
const User = entityNamed(registry, 'user');

interface Entry {
  readonly number: number;
  readonly entity: string;
  readonly is_exit: boolean;
  readonly row_ids: readonly string[];
}

let hall: TestHall;
beforeAll(async () => {
  hall = await openTestHall();
});
afterAll(() => hall.close());

const entriesOf = (scope: string): Promise<readonly Entry[]> =>
  hall.inside(
    (sql) => sql<Entry[]>`
      select number, entity, is_exit, row_ids from sync.feed where scope = ${scope} order by number`,
  );

const headOf = async (scope: string): Promise<number> => {
  const [row] = await hall.inside(
    (sql) => sql<{ number: number }[]>`select number from sync.feed_counter where scope = ${scope}`,
  );
  return row?.number ?? 0;
};

const make = (of: typeof Course, scopes: readonly string[], count = 1): Promise<readonly string[]> =>
  hall.inside(async (sql) => {
    const rows = Array.from({ length: count }, () => makeRow(of));
    await insertRecords(
      sql,
      of,
      rows.map((row) => recordOf(of, row, hall.localId, { scopes })),
    );
    return rows.map(({ id }) => id);
  });

const touch = (ids: readonly string[], scopes?: readonly string[]): Promise<unknown> =>
  hall.inside(
    (sql) => sql`
      update courses set version = version + 1, scopes = coalesce(${scopes ? [...scopes] : null}, scopes)
      where id = any (${[...ids]}::uuid[])`,
  );

/** Row → what is said of it last, by whoever has reached `after`. */
function wordsAfter(entries: readonly Entry[], after: number): ReadonlyMap<string, boolean> {
  const later = entries.filter(({ number }) => number > after);
  return new Map(later.flatMap((entry) => entry.row_ids.map((id) => [id, entry.is_exit] as const)));
}

test('a transaction of thousands of rows gives entries of a thousand, numbered without holes', async () => {
  await hall.inside(async (sql) => {
    for (const of of [Course, User]) {
      const records = Array.from({ length: 1300 }, () =>
        recordOf(of, makeRow(of), hall.localId, { scopes: ['big'] }),
      );
      await insertRecords(sql, of, records);
    }
  });
  const entries = await entriesOf('big');
  expect(entries.map(({ entity, row_ids }) => [entity, row_ids.length])).toEqual([
    ['course', 1000],
    ['course', 300],
    ['user', 700],
    ['user', 600],
  ]);
  let reached = 0;
  for (const { number, row_ids } of entries) expect(number).toBe((reached += row_ids.length));
  expect(await headOf('big')).toBe(reached);
});

describe('packing', () => {
  let before: readonly Entry[];

  beforeAll(async () => {
    const ids: string[] = [];
    for (let turn = 0; turn < 150; turn += 1) {
      ids.push(...(await make(Course, ['pack'])));
      if (turn % 10 === 0) await make(User, ['pack']);
      await touch([ids[Math.floor(ids.length / 2)] ?? '']);
      if (turn % 7 === 0) await touch(ids.slice(-3), ['elsewhere']);
      if (turn % 9 === 0) await touch(ids.slice(-3), ['pack']);
    }
    before = await entriesOf('pack');
  });

  test('leaves the newest numbers as they are', async () => {
    const kept = 40;
    expect(await compactFeed(hall.app, kept)).toBeGreaterThan(0);
    const after = await entriesOf('pack');
    const head = await headOf('pack');
    const newest = (all: readonly Entry[]) => all.filter(({ number }) => number > head - kept);
    expect(newest(after)).toEqual(newest(before));
    expect(after.length).toBeLessThan(before.length / 4);
  });

  test('whatever number somebody had reached: nothing is missed, and the last word is the same', async () => {
    await make(Course, ['pack'], 1);
    before = [...before, ...(await entriesOf('pack')).slice(-1)];
    await compactFeed(hall.app, 0);
    const after = await entriesOf('pack');
    const numbers = after.map(({ number }) => number);
    expect(new Set(numbers).size).toBe(numbers.length);
    expect(numbers.at(-1)).toBe(await headOf('pack'));
    for (let reached = 0; reached <= (numbers.at(-1) ?? 0); reached += 1) {
      const packed = wordsAfter(after, reached);
      for (const [id, isExit] of wordsAfter(before, reached)) expect(packed.get(id)).toBe(isExit);
    }
  });

  test('is done when it is done, by one server at a time', async () => {
    expect(await compactFeed(hall.app, 0)).toBe(0);
    const ids = await make(Course, ['again'], 5);
    for (let turn = 0; turn < 110; turn += 1) await touch(ids.slice(turn % 5, (turn % 5) + 1));
    const both = await Promise.all([compactFeed(hall.app, 0), compactFeed(hall.app, 0)]);
    expect(both.reduce((sum, packed) => sum + packed, 0)).toBe(1);
    expect((await entriesOf('again')).map(({ row_ids }) => row_ids.length)).toEqual([5]);
  });

  test('goes on while others write, and takes nothing of theirs', async () => {
    const ids = await make(Course, ['busy'], 10);
    const writing = async (own: readonly string[]): Promise<void> => {
      for (let turn = 0; turn < 60; turn += 1) await touch(own);
    };
    const packing = async (): Promise<void> => {
      for (let turn = 0; turn < 15; turn += 1) await compactFeed(hall.app, 0);
    };
    await Promise.all([writing(ids.slice(0, 5)), writing(ids.slice(5)), packing()]);
    await touch(ids.slice(0, 1));
    const entries = await entriesOf('busy');
    expect(entries.at(-1)).toMatchObject({ number: await headOf('busy'), row_ids: ids.slice(0, 1) });
    expect([...wordsAfter(entries, 0).keys()].toSorted()).toEqual([...ids].toSorted());
  });
});

describe('a database of the time before', () => {
  const name = `test_feed_${newId().slice(-8)}`;
  const older = mkdtempSync(join(tmpdir(), 'unionhall-migrations-'));
  const given = inject('postgres');
  const password = (url: string): string => decodeURIComponent(new URL(url).password);
  let sql: Sql;
  const localId = newId();

  beforeAll(async () => {
    for (const file of readdirSync(migrationsDir).filter((one) => one < '0014' && one.endsWith('.sql')))
      cpSync(join(migrationsDir, file), join(older, file));
    const passwords = { owner: password(given.ownerUrl), app: password(given.appUrl) };
    await bootstrap(given.superUrl, name, passwords);
    await migrate(inDatabase(given.ownerUrl, name), older);
    sql = createDatabase({ url: inDatabase(given.appUrl, name), max: 2 });
  });
  afterAll(async () => {
    await sql.end();
    rmSync(older, { recursive: true });
    await asSuperuser(given.superUrl, `drop database if exists ${quoteIdentifier(name)} with (force)`);
  });

  test('every entry of the old feed stands in the new one, under its number or a later one', async () => {
    await inLocal(sql, { localId }, async (tx) => {
      const records = Array.from({ length: 2500 }, () =>
        recordOf(Course, makeRow(Course), localId, { scopes: ['m1', 'm2'] }),
      );
      await insertRecords(tx, Course, records);
    });
    await inLocal(
      sql,
      { localId },
      (tx) =>
        tx`update courses set scopes = '{m2,m3}' where id in (select id from courses order by id limit 30)`,
    );
    const behind = postgres(inDatabase(given.superUrl, name), { max: 1, onnotice: () => undefined });
    try {
      const old = await behind<{ scope: string; row_id: string; is_exit: boolean; number: number }[]>`
        select scope, row_id, is_exit, number::int from sync.feed`;
      expect(old).toHaveLength(5030);
      await migrate(inDatabase(given.ownerUrl, name));
      const [lost] = await behind<{ entries: number; places: number }[]>`
        select (select count(*)::int from jsonb_to_recordset(${behind.json(old.map((row) => ({ ...row })))})
                  o (scope text, row_id uuid, is_exit boolean, number bigint)
                where not exists (select from sync.feed f where f.scope = o.scope and f.number >= o.number
                                  and f.is_exit = o.is_exit and o.row_id = any (f.row_ids))) as entries,
               (select count(*)::int from sync.places) as places`;
      expect(lost).toEqual({ entries: 0, places: 5000 });
      const heads = await behind<{ scope: string; isHead: boolean }[]>`
        select c.scope, c.number = (select max(f.number) from sync.feed f where f.scope = c.scope) as "isHead"
        from sync.feed_counter c order by c.scope`;
      expect(heads.map((row) => ({ ...row }))).toEqual(
        ['m1', 'm2', 'm3'].map((scope) => ({ scope, isHead: true })),
      );
    } finally {
      await behind.end();
    }
  });
});
