/**
 * What must be true before the server serves anybody. Each refusal is one sentence that ends in what to do; all of
 * them are told at once, so that nobody has to start the server five times to find five faults.
 */
import type { Settings } from '../environment.ts';
import type { Sql } from './connection.ts';
import { pendingMigrations } from './migrate.ts';
import { StartRefused } from './start-refused.ts';

/** What the settings alone give away. Outside production missing ones are made up by `npm start`. */
export function settingsRefusals(settings: Settings): string[] {
  if (!settings.production) return [];
  const missing: string[] = [];
  if (settings.databaseUrl === undefined) {
    missing.push(
      'DATABASE_URL is missing, and in production there is no private Postgres: set it to the application role.',
    );
  }
  if (settings.tokenKey === undefined) {
    missing.push('TOKEN_KEY is missing: set it to a private P-256 key, the same on every server.');
  }
  if (settings.sealKey === undefined) {
    missing.push(
      'SEAL_KEY is missing: set it to a private P-256 key, and keep a copy, or handed-over work stays sealed.',
    );
  }
  if (settings.auditKey === undefined) {
    missing.push(
      'AUDIT_KEY is missing: set it to a private P-256 key that the database’s keepers do not have; it seals the audit.',
    );
  }
  if (settings.demoPassword !== undefined) {
    missing.push('UNIONHALL_DEMO_PASSWORD is set, and there is no demo data in production: remove it.');
  }
  return missing;
}

interface RoleFacts {
  readonly name: string;
  readonly bypasses: boolean;
  readonly replicates: boolean;
  readonly ownsTables: boolean;
  readonly powerfulRole: string | null;
}

/** Call with the connection that requests will use. */
export async function databaseRefusals(sql: Sql, migrationsDir?: string): Promise<string[]> {
  return [...(await roleRefusals(sql)), ...(await schemaRefusals(sql, migrationsDir))];
}

async function roleRefusals(sql: Sql): Promise<string[]> {
  const [facts] = await sql<RoleFacts[]>`
    with me as (select * from pg_roles where rolname = current_user),
    owners as (
      select distinct c.relowner as oid
      from pg_class c
      join pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'p', 'v', 'm', 'S', 'f')
        and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname not like 'pg\\_%'
    )
    select me.rolname as name,
           me.rolsuper or me.rolbypassrls as bypasses,
           me.rolreplication or me.rolcreaterole as replicates,
           exists (select from owners where owners.oid = me.oid) as "ownsTables",
           (
             select min(r.rolname)
             from pg_roles r
             where r.oid <> me.oid and pg_has_role(me.oid, r.oid, 'MEMBER')
               and (r.rolsuper or r.rolbypassrls or r.rolreplication or r.rolcreaterole
                 or r.oid in (select oid from owners)
                 or r.rolname like 'pg\\_%' and r.rolname not in ('pg_monitor', 'pg_read_all_stats', 'pg_read_all_settings'))
           ) as "powerfulRole"
    from me`;
  if (facts === undefined) throw new Error('Every connection has a role.');
  const use = 'connect as unionhall_app (DATABASE_URL)';
  const refusals: string[] = [];
  if (facts.bypasses) {
    // A superuser is a member of everything: the other findings would only repeat this one.
    return [
      `The database role "${facts.name}" passes over row-level security (superuser or BYPASSRLS): ${use}.`,
    ];
  }
  if (facts.replicates) {
    refusals.push(
      `The database role "${facts.name}" may replicate or create roles, which opens every table: ${use}.`,
    );
  }
  if (facts.ownsTables) {
    refusals.push(`The database role "${facts.name}" owns tables and could change their policies: ${use}.`);
  }
  if (facts.powerfulRole !== null) {
    refusals.push(
      `The database role "${facts.name}" is a member of "${facts.powerfulRole}" and could act as it: revoke that, or ${use}.`,
    );
  }
  return refusals;
}

async function schemaRefusals(sql: Sql, migrationsDir?: string): Promise<string[]> {
  const state = await pendingMigrations(sql, migrationsDir);
  const refusals: string[] = [];
  if (state.pending.length > 0) {
    refusals.push(
      `The database lacks ${state.pending.join(', ')}: run "npm run db:migrate" with DATABASE_OWNER_URL set.`,
    );
  }
  if (state.edited.length > 0) {
    refusals.push(
      `Migrations were edited after landing (${state.edited.join(', ')}): put the released files back.`,
    );
  }
  return refusals;
}

/** @throws StartRefused with every reason. */
export function assertMayStart(refusals: readonly string[]): void {
  if (refusals.length > 0) throw new StartRefused(refusals);
}
