/**
 * Applies the numbered SQL files of `migrations/` in order, each in its own transaction, as the owner role.
 *
 * 1. One migration run at a time (an advisory lock), however many servers start together.
 * 2. A file that has been applied is never applied again and never edited: its SHA-256 is kept and compared.
 * 3. A file that destroys or narrows (drop table, column or schema, a column's type) carries a line
 *    `-- acknowledged: <reason>`, so that somebody has thought about the data.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import postgres from 'postgres';
import type { Queryable } from './connection.ts';

export const migrationsDir = fileURLToPath(new URL('../../migrations', import.meta.url));

export interface Migration {
  readonly name: string;
  readonly sql: string;
  readonly sha256: string;
}

export interface MigrationState {
  readonly pending: readonly string[];
  /** Applied, and changed on disk since. */
  readonly edited: readonly string[];
  /** Applied, and not on disk: the database is newer than this program. */
  readonly unknown: readonly string[];
}

/** Any number that stays the same: it names the lock "unionhall migrates" within one database. */
const migrationLock = 4_600_001;

/** @throws when two files share a number, or a destructive one is not acknowledged. */
export function readMigrations(dir: string = migrationsDir): Migration[] {
  const names = readdirSync(dir)
    .filter((name) => /^\d{4}_[a-z0-9_]+\.sql$/.test(name))
    .sort();
  const twice = names.find((name, index) => names[index - 1]?.slice(0, 4) === name.slice(0, 4));
  if (twice !== undefined)
    throw new Error(`Two migrations have the number ${twice.slice(0, 4)}: renumber the newer one.`);
  const migrations = names.map((name) => {
    const sql = readFileSync(join(dir, name), 'utf8');
    return { name, sql, sha256: createHash('sha256').update(sql).digest('hex') };
  });
  for (const { name, sql } of migrations) {
    const found = findUnacknowledged(sql);
    if (found !== null) {
      throw new Error(
        `${name} contains "${found}": add a line "-- acknowledged: <why no data anybody needs is lost>".`,
      );
    }
  }
  return migrations;
}

const destructive = [
  /\bdrop\s+(?:foreign\s+)?(?:table|schema|materialized\s+view)\b/i,
  /\bdrop\s+column\b/i,
  /\balter\s+(?:column\s+)?(?:"[^"]+"|\w+)\s+(?:set\s+data\s+)?type\b/i,
  // "alter table t drop x": the word COLUMN may be left out; what else can be dropped there loses no data.
  /\balter\s+table\b[^;]*?\bdrop\s+(?!column\b|constraint\b|default\b|not\b|identity\b|expression\b)(?:if\s+exists\s+)?["\w]+/i,
];

/** The destructive words found when no acknowledgement with a reason stands in the file; otherwise null. */
export function findUnacknowledged(sql: string): string | null {
  if (/^--[ \t]*acknowledged:[ \t]*\S.{9,}$/im.test(sql)) return null;
  const code = sql.replace(/--.*$/gm, ' ').replace(/\/\*[\s\S]*?\*\//g, ' ');
  for (const pattern of destructive) {
    const match = pattern.exec(code);
    if (match !== null) return match[0].replace(/\s+/g, ' ').slice(-60);
  }
  return null;
}

/** Returns the names of the files applied now. @throws when an applied file was edited, or one came too late. */
export async function migrate(ownerUrl: string, dir: string = migrationsDir): Promise<string[]> {
  const migrations = readMigrations(dir);
  const sql = postgres(ownerUrl, {
    max: 1,
    onnotice: () => undefined,
    connection: { application_name: 'unionhall migrate' },
  });
  try {
    await sql`select pg_advisory_lock(${migrationLock})`;
    await sql.unsafe(`
      create table if not exists public.schema_migrations (
        name text primary key,
        sha256 text not null,
        applied_at timestamptz not null default now()
      );
      grant select on public.schema_migrations to unionhall_app, unionhall_reporting;
    `);
    const state = await compare(sql, migrations);
    refuseDisorder(state, migrations);
    for (const migration of migrations.filter(({ name }) => state.pending.includes(name))) {
      await applyOne(sql, migration);
    }
    return [...state.pending];
  } finally {
    // Ending the session gives the lock back.
    await sql.end();
  }
}

async function applyOne(sql: postgres.Sql, migration: Migration): Promise<void> {
  try {
    await sql.begin(async (transaction) => {
      await transaction.unsafe(migration.sql);
      // A file may have changed role or search path for itself; neither may leak into the next one.
      await transaction`reset role`;
      await transaction`insert into public.schema_migrations (name, sha256) values (${migration.name}, ${migration.sha256})`;
    });
    await sql`reset all`;
  } catch (error) {
    throw new Error(`${migration.name} failed and was rolled back: ${describe(error, migration.sql)}`, {
      cause: error,
    });
  }
}

function describe(error: unknown, text: string): string {
  if (!(error instanceof postgres.PostgresError)) return String(error);
  const position = Number(error.position);
  const line = position > 0 ? ` (line ${text.slice(0, position).split('\n').length})` : '';
  return [`${error.message}${line}`, error.detail, error.hint, error.where].filter(Boolean).join('; ');
}

function refuseDisorder(state: MigrationState, migrations: readonly Migration[]): void {
  if (state.edited.length > 0) {
    throw new Error(
      `Edited after landing: ${state.edited.join(', ')}. Put the old text back and write a new migration instead.`,
    );
  }
  const applied = migrations.filter(({ name }) => !state.pending.includes(name)).map(({ name }) => name);
  const last = applied.at(-1) ?? '';
  const late = state.pending.find((name) => name < last);
  if (late !== undefined)
    throw new Error(`${late} comes before ${last}, which is already applied: give it a later number.`);
}

async function compare(
  sql: Pick<Queryable, 'unsafe'>,
  migrations: readonly Migration[],
): Promise<MigrationState> {
  const rows = await sql.unsafe<{ name: string; sha256: string }[]>(
    'select name, sha256 from public.schema_migrations',
  );
  const appliedByName = new Map(rows.map((row) => [row.name, row.sha256]));
  const onDisk = new Set(migrations.map(({ name }) => name));
  return {
    pending: migrations.filter(({ name }) => !appliedByName.has(name)).map(({ name }) => name),
    edited: migrations
      .filter(({ name, sha256 }) => appliedByName.has(name) && appliedByName.get(name) !== sha256)
      .map(({ name }) => name),
    unknown: [...appliedByName.keys()].filter((name) => !onDisk.has(name)).sort(),
  };
}

/** What a server asks before it starts, and `/readyz` after. An empty database has everything pending. */
export async function pendingMigrations(
  sql: Queryable,
  dir: string = migrationsDir,
): Promise<MigrationState> {
  const migrations = readMigrations(dir);
  const [found] = await sql<
    { exists: boolean }[]
  >`select to_regclass('public.schema_migrations') is not null as exists`;
  if (found?.exists !== true) return { pending: migrations.map(({ name }) => name), edited: [], unknown: [] };
  return compare(sql, migrations);
}
