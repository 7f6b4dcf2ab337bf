/**
 * The statement triggers of one entity table, as SQL, and the row in audit.entities that they are made from, which must
 * be written before them.
 * One pair for each deed: the audit first, the feed second. Postgres fires triggers of one event in the order of
 * their names, hence `audit_…` and `feed_…`.
 */
import { quoteLiteral } from './roles.ts';
import type { TableModel } from './table-model.ts';
import { quoted } from './table-model.ts';

interface Deed {
  readonly name: 'insert' | 'update' | 'delete';
  readonly tables: string;
}

const deeds: readonly Deed[] = [
  { name: 'insert', tables: 'new table as after_rows' },
  { name: 'update', tables: 'old table as before_rows new table as after_rows' },
  { name: 'delete', tables: 'old table as before_rows' },
];

const recorders: readonly { readonly prefix: string; readonly call: (of: TableModel) => string }[] = [
  // Made by audit.compile from the entity's row in audit.entities.
  { prefix: 'audit', call: ({ entity }) => `audit.${quoted(`${entity}_written`)}()` },
  { prefix: 'feed', call: ({ entity }) => `sync.rows_written(${quoteLiteral(entity)})` },
];

export const triggerNames: readonly string[] = [
  ...recorders.flatMap(({ prefix }) => deeds.map(({ name }) => `${prefix}_${name}`)),
  'refuse_removal',
];

export function triggerStatements(of: TableModel): readonly string[] {
  const table = `public.${quoted(of.table)}`;
  return [
    ...recorders.flatMap(({ prefix, call }) =>
      deeds.map(
        ({ name, tables }) =>
          `create trigger ${prefix}_${name} after ${name} on ${table} referencing ${tables}\n` +
          `  for each statement execute function ${call(of)};`,
      ),
    ),
    `create trigger refuse_removal before truncate on ${table}\n` +
      '  for each statement execute function public.refuse_removal();',
  ];
}

/** Recorder's business: to be run under `set local role unionhall_recorder`. */
export function auditEntityStatement(of: TableModel): string {
  const list = (names: readonly string[]) => `array[${names.map(quoteLiteral).join(', ')}]::text[]`;
  const columns = JSON.stringify(of.audit.columns).replaceAll('","', '", "').replaceAll('":"', '": "');
  return [
    'insert into audit.entities (entity, columns, sensitive, secret) values (',
    `  ${quoteLiteral(of.entity)},`,
    `  ${quoteLiteral(columns)},`,
    `  ${list(of.audit.sensitive)}, ${list(of.audit.secret)})`,
    'on conflict (entity) do update set columns = excluded.columns, sensitive = excluded.sensitive, secret = excluded.secret;',
  ].join('\n');
}
