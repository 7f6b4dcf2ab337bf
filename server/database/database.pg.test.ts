import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freshDatabase, type FreshDatabase } from '../../tests/support/fresh-database.ts';
import { createDatabase, inLocal, type Sql } from './connection.ts';
import { migrate, pendingMigrations } from './migrate.ts';
import { bootstrap } from './roles.ts';

const localId = '0198a000-0000-7000-8000-000000000001';

let database: FreshDatabase;
let sql: Sql;

beforeAll(async () => {
  database = await freshDatabase();
  sql = createDatabase({ url: database.appUrl, max: 4 });
});

afterAll(async () => {
  await sql.end();
  await database.drop();
});

describe('values', () => {
  test('come back as the house knows them', async () => {
    const [row] = await sql`
      select '2026-03-01 12:00:00.5+02'::timestamptz as moment, '2026-03-01'::date as day, '09:00'::time as clock,
             5::bigint as small, 9007199254740993::bigint as large, '{"a":[1]}'::jsonb as json,
             array['2026-03-01'::date] as days, 'infinity'::timestamptz as never`;
    expect(row).toEqual({
      moment: '2026-03-01T10:00:00.500Z',
      day: '2026-03-01',
      clock: '09:00:00',
      small: 5,
      large: 9_007_199_254_740_993n,
      json: { a: [1] },
      days: ['2026-03-01'],
      never: 'infinity',
    });
  });

  test('go in as text, and a calendar day never moves', async () => {
    const [row] =
      await sql`select ${'2026-03-01'}::date as day, ${'2026-03-01T23:59:59.999Z'}::timestamptz as moment`;
    expect(row).toEqual({ day: '2026-03-01', moment: '2026-03-01T23:59:59.999Z' });
  });
});

describe('inLocal', () => {
  const readContext = (target: Pick<Sql, 'unsafe'>) =>
    target.unsafe<{ local: string | null; device: string | null }[]>(
      `select nullif(current_setting('app.local_id', true), '') as local,
              nullif(current_setting('app.device_id', true), '') as device`,
    );

  test('sets the context for its own transaction and for nobody after it', async () => {
    const single = createDatabase({ url: database.appUrl, max: 1 });
    const inside = await inLocal(single, { localId, deviceId: 'd' }, (transaction) =>
      readContext(transaction),
    );
    const after = await readContext(single);
    await single.end();
    expect(inside[0]).toEqual({ local: localId, device: 'd' });
    expect(after[0]).toEqual({ local: null, device: null });
  });

  test('works without prepared statements, with the time limits inside the transaction', async () => {
    const unprepared = createDatabase({ url: database.appUrl, max: 1, preparedStatements: false });
    const [row] = await inLocal(
      unprepared,
      { localId },
      (transaction) => transaction`select current_setting('statement_timeout') as timeout, ${1}::int as one`,
    );
    await unprepared.end();
    expect(row).toEqual({ timeout: '30s', one: 1 });
  });

  test('a snapshot cannot write', async () => {
    const writing = inLocal(
      sql,
      { localId },
      (transaction) => transaction`create temporary table t ()`,
      'snapshot',
    );
    await expect(writing).rejects.toThrow(/permission denied|read-only/);
  });
});

describe('roles', () => {
  test('the bootstrap can be repeated', async () => {
    const url = new URL(database.superUrl);
    const passwords = {
      owner: decodeURIComponent(new URL(database.ownerUrl).password),
      app: decodeURIComponent(new URL(database.appUrl).password),
    };
    await bootstrap(url.href, database.name, passwords);
    const [row] = await sql`select current_user as name`;
    expect(row).toEqual({ name: 'unionhall_app' });
  });

  test('nobody waits for the application’s plans to be compiled', async () => {
    // Asked of the role: where Postgres was built without LLVM, it is off anyway.
    const [role] = await sql`select rolconfig from pg_roles where rolname = current_user`;
    expect(role).toEqual({ rolconfig: ['jit=off'] });
  });

  test('the application can neither become the owner nor create anything', async () => {
    await expect(sql`set role unionhall_owner`).rejects.toThrow(/permission denied/);
    await expect(sql`create table public.mine ()`).rejects.toThrow(/permission denied/);
  });

  test('the owner may become the recorder, and inherits nothing from it', async () => {
    const owner = postgres(database.ownerUrl, { max: 1, onnotice: () => undefined });
    try {
      await expect(owner`create table audit.mine ()`).rejects.toThrow(/permission denied/);
      await owner.begin(async (transaction) => {
        await transaction`set local role unionhall_recorder`;
        await transaction`create table audit.mine ()`;
      });
    } finally {
      await owner.end();
    }
  });
});

describe('migrations', () => {
  let dir: string;
  let own: FreshDatabase;
  const put = (name: string, text: string) => writeFileSync(join(dir, name), text);

  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), 'unionhall-migrations-'));
    own = await freshDatabase();
    const owner = postgres(own.ownerUrl, { max: 1 });
    await owner`truncate public.schema_migrations`;
    await owner.end();
  });

  afterAll(async () => {
    rmSync(dir, { recursive: true });
    await own.drop();
  });

  test('are applied once, in order, and each wholly or not at all', async () => {
    put('0001_one.sql', 'create table public.first_thing (id int);');
    put('0002_two.sql', 'create table public.second_thing (id int); select 1/0;');
    await expect(migrate(own.ownerUrl, dir)).rejects.toThrow(
      /0002_two\.sql failed and was rolled back: division by zero/,
    );
    put('0002_two.sql', 'create table public.second_thing (id int);');
    expect(await migrate(own.ownerUrl, dir)).toEqual(['0002_two.sql']);
    expect(await migrate(own.ownerUrl, dir)).toEqual([]);
  });

  test('two runs at the same moment apply each file once', async () => {
    put('0003_three.sql', 'create table public.third_thing (id int); select pg_sleep(0.1);');
    const runs = await Promise.all([migrate(own.ownerUrl, dir), migrate(own.ownerUrl, dir)]);
    expect(runs.flat()).toEqual(['0003_three.sql']);
  });

  test('an edited file and a late file are refused', async () => {
    put('0001_one.sql', 'create table public.first_thing (id bigint);');
    await expect(migrate(own.ownerUrl, dir)).rejects.toThrow(/Edited after landing: 0001_one\.sql/);
    const app = createDatabase({ url: own.appUrl, max: 1 });
    const state = await pendingMigrations(app, dir);
    await app.end();
    expect(state).toEqual({ pending: [], edited: ['0001_one.sql'], unknown: [] });
    put('0001_one.sql', 'create table public.first_thing (id int);');
    put('0000_late.sql', 'select 1;');
    await expect(migrate(own.ownerUrl, dir)).rejects.toThrow(/0000_late\.sql comes before 0003_three\.sql/);
  });
});
