/**
 * Tenancy and rights of one entity table, as SQL: forced row-level security with one policy for each deed, and grants.
 *
 * 1. The application may read, insert and update; it may never delete or truncate, nor move a row to another local or id.
 * 2. There is no policy for DELETE at all, so forced security refuses it even to the tables' owner.
 * 3. Reporting reads everything but secret columns, and only inside a local.
 */
import type { TableModel } from './table-model.ts';
import { fixedColumns, nameList, quoted } from './table-model.ts';

const inLocal = 'local_id = (select public.current_local_id())';

/** Tables without local_id, and why. The drift test refuses any other. */
export const tablesWithoutLocal: Readonly<Record<string, string>> = {
  'public.schema_migrations': 'Says which files have run against the whole database.',
  'audit.entities': 'What the audit must know of each entity; the same for every local.',
  'sync.epoch': 'Which life of the whole database this is.',
  'identity.account': 'One person, one account, whatever locals they sit in; reached only through functions.',
  'identity.session': 'Belongs to an account; reached only through functions.',
  'identity.refresh_family': 'Belongs to a session; reached only through functions.',
  'identity.refresh_token': 'Belongs to a session; reached only through functions.',
  'identity.throttle': 'Counts attempts before anybody is known; reached only through functions.',
  'identity.sign_in_event': 'Signing in happens before a local is chosen; reached only through functions.',
};

export function securityStatements(of: TableModel): readonly string[] {
  const table = `public.${quoted(of.table)}`;
  return [
    `alter table ${table} enable row level security;`,
    `alter table ${table} force row level security;`,
    `create policy ${of.table}_select on ${table} for select to public\n  using (${inLocal});`,
    `create policy ${of.table}_insert on ${table} for insert to public\n  with check (${inLocal});`,
    `create policy ${of.table}_update on ${table} for update to public\n  using (${inLocal}) with check (${inLocal});`,
    ...grantStatements(
      of,
      of.columns.map((column) => column.name),
    ),
  ];
}

/** The columns that the application may update, and those that reporting may read. */
export const updatableColumns = (columns: readonly string[]): readonly string[] =>
  columns.filter((name) => !fixedColumns.includes(name));

export function reportedColumns(of: TableModel, columns: readonly string[]): readonly string[] {
  return columns.filter((name) => !of.audit.secret.includes(of.audit.columns[name] ?? ''));
}

/** Grants by column, for a new table or for columns that come later. */
export function grantStatements(of: TableModel, columns: readonly string[]): readonly string[] {
  const table = `public.${quoted(of.table)}`;
  const [updatable, reported] = [updatableColumns(columns), reportedColumns(of, columns)];
  return [
    // Repeating a grant changes nothing, so that added columns need no case of their own.
    `grant select, insert on ${table} to unionhall_app;`,
    ...(updatable.length > 0
      ? [`grant update (\n  ${nameList(updatable)}\n) on ${table} to unionhall_app;`]
      : []),
    ...(reported.length > 0
      ? [`grant select (\n  ${nameList(reported)}\n) on ${table} to unionhall_reporting;`]
      : []),
  ];
}
