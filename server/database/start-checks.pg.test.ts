import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freshDatabase, type FreshDatabase } from '../../tests/support/fresh-database.ts';
import { createDatabase } from './connection.ts';
import { assertMayStart, databaseRefusals } from './start-checks.ts';

let database: FreshDatabase;
let admin: postgres.Sql;
const made: string[] = [];

beforeAll(async () => {
  database = await freshDatabase();
  admin = postgres(database.superUrl, { max: 1, onnotice: () => undefined });
});

afterAll(async () => {
  for (const role of made) await admin.unsafe(`drop owned by ${role} cascade; drop role ${role}`);
  await admin.end();
  await database.drop();
});

async function refusalsAs(url: string, dir?: string): Promise<string[]> {
  const sql = createDatabase({ url, max: 1 });
  try {
    return await databaseRefusals(sql, dir);
  } finally {
    await sql.end();
  }
}

async function roleWith(rights: string, more = ''): Promise<string> {
  const name = `check_${made.length}_${process.pid}`;
  made.push(name);
  await admin.unsafe(
    `create role ${name} login password 'secret' ${rights}; ${more.replaceAll('ROLE', name)}`,
  );
  await admin.unsafe(`grant connect on database ${database.name} to ${name}`);
  await admin.unsafe(
    `grant usage on schema public to ${name}; grant select on public.schema_migrations to ${name}`,
  );
  const url = new URL(database.appUrl);
  url.username = name;
  url.password = 'secret';
  return url.href;
}

describe('the server starts as the application role', () => {
  test('and nothing speaks against it', async () => {
    expect(await refusalsAs(database.appUrl)).toEqual([]);
  });

  test.each([
    [
      'a superuser',
      () => Promise.resolve(database.superUrl),
      /passes over row-level security.*unionhall_app/,
    ],
    ['the owner', () => Promise.resolve(database.ownerUrl), /owns tables/],
    ['BYPASSRLS', () => roleWith('bypassrls'), /passes over row-level security/],
    ['CREATEROLE', () => roleWith('createrole'), /create roles/],
    [
      'a member of the owner',
      () => roleWith('', 'grant unionhall_owner to ROLE'),
      /member of "unionhall_(owner|recorder)"/,
    ],
    [
      'a member of the owner that inherits nothing',
      () => roleWith('noinherit', 'grant unionhall_owner to ROLE'),
      /member of "unionhall_(owner|recorder)"/,
    ],
    [
      'a reader of all data',
      () => roleWith('', 'grant pg_read_all_data to ROLE'),
      /member of "pg_read_all_data"/,
    ],
    [
      'an owner of one view',
      () =>
        roleWith(
          '',
          'grant create on schema public to ROLE; set role ROLE; create view public.mine as select 1; reset role',
        ),
      /owns tables/,
    ],
  ])('and not as %s', async (_, makeUrl, reason) => {
    expect((await refusalsAs(await makeUrl())).join('\n')).toMatch(reason);
  });
});

describe('the server starts on the schema it was written for', () => {
  test('and says what is missing or edited', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'unionhall-checks-'));
    writeFileSync(join(dir, '0001_foundation.sql'), '-- not what was applied');
    writeFileSync(join(dir, '9999_later.sql'), 'select 1;');
    const refusals = await refusalsAs(database.appUrl, dir);
    rmSync(dir, { recursive: true });
    expect(refusals).toEqual([
      expect.stringMatching(/lacks 9999_later\.sql: run "npm run db:migrate"/),
      expect.stringMatching(/edited after landing \(0001_foundation\.sql\)/),
    ]);
    expect(() => assertMayStart(refusals)).toThrow(/does not start:\n {2}- .*\n {2}- /);
  });

  test('and not on an empty database', async () => {
    await admin`drop table public.schema_migrations`;
    expect((await refusalsAs(database.appUrl)).join()).toMatch(
      /lacks 0001_foundation\.sql, 0002_accounts\.sql/,
    );
  });
});
