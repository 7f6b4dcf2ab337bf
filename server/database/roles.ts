/**
 * The four database roles and what a superuser does once before the first migration.
 *
 * 1. `unionhall_owner` owns the tables and runs migrations, nothing else. It is subject to row-level security.
 * 2. `unionhall_app` serves every request. It owns nothing and is a member of nothing.
 * 3. `unionhall_recorder` cannot log in; it owns the audit tables, so that neither of the above can bend them.
 *    The owner may become it by SET ROLE while migrating, and inherits nothing from it otherwise.
 * 4. `unionhall_reporting` reads what it is granted and writes nothing.
 */
import postgres from 'postgres';

export const ownerRole = 'unionhall_owner';
export const appRole = 'unionhall_app';

export interface RolePasswords {
  readonly owner: string;
  readonly app: string;
}

export interface BootstrapSql {
  /** For any database of the cluster: the roles. */
  readonly roles: string;
  /** Cannot run inside a transaction or a block. */
  readonly createDatabase: string;
  /** For the new database itself. */
  readonly inside: string;
}

const rolesSql = `
do $roles$
begin
  if not exists (select from pg_roles where rolname = 'unionhall_owner') then create role unionhall_owner; end if;
  if not exists (select from pg_roles where rolname = 'unionhall_app') then create role unionhall_app; end if;
  if not exists (select from pg_roles where rolname = 'unionhall_recorder') then create role unionhall_recorder; end if;
  if not exists (select from pg_roles where rolname = 'unionhall_reporting') then create role unionhall_reporting; end if;
  alter role unionhall_owner with login nosuperuser nobypassrls nocreaterole nocreatedb noreplication noinherit;
  alter role unionhall_app with login nosuperuser nobypassrls nocreaterole nocreatedb noreplication noinherit;
  -- Its statements are many and short: compiling their plans, which Debian's Postgres does, made a push ten times slower.
  alter role unionhall_app set jit = off;
  alter role unionhall_recorder with nologin nosuperuser nobypassrls nocreaterole nocreatedb noreplication noinherit;
  alter role unionhall_reporting with nologin nosuperuser nobypassrls nocreaterole nocreatedb noreplication noinherit;
  -- Postgres 15 knows no options on a grant of membership; there NOINHERIT on the owner does the same.
  if current_setting('server_version_num')::int >= 160000 then
    execute 'grant unionhall_recorder to unionhall_owner with inherit false, set true, admin false';
  else
    execute 'grant unionhall_recorder to unionhall_owner';
  end if;
end
$roles$;
`;

export function bootstrapSql(database: string): BootstrapSql {
  const name = quoteIdentifier(database);
  return {
    roles: rolesSql,
    createDatabase: `create database ${name} template template0 encoding 'UTF8'`,
    inside: `
revoke all on database ${name} from public;
grant connect, create, temporary on database ${name} to unionhall_owner;
grant connect on database ${name} to unionhall_app, unionhall_reporting;
alter schema public owner to unionhall_owner;
revoke all on schema public from public;
grant usage on schema public to unionhall_app, unionhall_recorder, unionhall_reporting;
create schema if not exists audit authorization unionhall_recorder;
`,
  };
}

/** The same as a script for psql, for whoever runs their own Postgres. Passwords are set there by \\password. */
export function bootstrapScript(database: string): string {
  const sql = bootstrapSql(database);
  return [
    '-- Run once as a superuser: psql -v ON_ERROR_STOP=1 -f this-file',
    sql.roles.trim(),
    `select ${quoteLiteral(sql.createDatabase)} where not exists (select from pg_database where datname = ${quoteLiteral(database)}) \\gexec`,
    `\\connect ${quoteIdentifier(database)}`,
    sql.inside.trim(),
    '-- Then give both log-in roles a password:',
    `--   \\password ${ownerRole}`,
    `--   \\password ${appRole}`,
    '',
  ].join('\n');
}

/** Repeatable: a second run changes nothing but the passwords given. */
export async function bootstrap(superUrl: string, database: string, passwords: RolePasswords): Promise<void> {
  const sql = bootstrapSql(database);
  const cluster = postgres(superUrl, { max: 1, onnotice: ignoreNotice });
  try {
    await cluster.unsafe(sql.roles);
    await cluster.unsafe(`alter role ${ownerRole} password ${quoteLiteral(passwords.owner)}`);
    await cluster.unsafe(`alter role ${appRole} password ${quoteLiteral(passwords.app)}`);
    const found = await cluster`select 1 from pg_database where datname = ${database}`;
    if (found.length === 0) await cluster.unsafe(sql.createDatabase);
  } finally {
    await cluster.end();
  }
  const inside = postgres(superUrl, { max: 1, database, onnotice: ignoreNotice });
  try {
    await inside.unsafe(sql.inside);
  } finally {
    await inside.end();
  }
}

function ignoreNotice(): void {
  // "already exists, skipping" is what a second run is expected to say.
}

export function quoteIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

export function quoteLiteral(text: string): string {
  if (text.includes('\\'))
    throw new Error('A backslash in a literal is read differently by old settings: leave it out.');
  return `'${text.replaceAll("'", "''")}'`;
}
