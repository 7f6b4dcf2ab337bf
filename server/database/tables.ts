/**
 * An entity's table for hand-written queries, and the way between a record (snake_case columns, as Postgres gives it)
 * and a row (camelCase fields, as all of the house knows it). Knows no entity by name.
 *
 * 1. Values keep the shapes of shared/entity: days as 'YYYY-MM-DD', moments as ISO text in UTC, numbers as numbers.
 * 2. A record made here is plain JSON: it can travel as one jsonb parameter into jsonb_populate_recordset.
 */
import type { PgColumnBuilderBase, PgTableWithColumns, TableConfig } from 'drizzle-orm/pg-core';
import {
  bigint,
  boolean,
  customType,
  date,
  doublePrecision,
  integer,
  jsonb,
  pgTable,
  text,
  uuid,
} from 'drizzle-orm/pg-core';
import type { Entity, Row, Values } from '../../shared/entity/entity.ts';
import { fieldEntries } from '../../shared/entity/entity.ts';
import { oncePer } from '../../shared/entity/once.ts';
import type { Json, JsonObject } from '../../shared/values/json.ts';
import { columnName, systemColumns } from './table-model.ts';

export { columnName };

/** What the engine keeps of a row besides its fields. */
export interface SystemValues {
  readonly localId: string;
  readonly scopes: readonly string[];
  readonly sortKey: string;
  /** Per field: what the merge policy `latest` needs to know of the last writer. */
  readonly stamps: JsonObject;
  readonly changeId: string | null;
  readonly changedBy: string | null;
  readonly changedDevice: string | null;
  /** Moment on the device, corrected by its measured offset. */
  readonly changedAt: string | null;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly deletedAt: string | null;
}

export interface StoredRow {
  readonly row: Row;
  readonly system: SystemValues;
}

/** A row as Postgres holds it, by column. */
export type TableRecord = Readonly<Record<string, Json>>;

/** Column of each field, in the order of the fact sheet. */
export const fieldColumns: (of: Entity) => readonly (readonly [field: string, column: string])[] = oncePer(
  (of) => fieldEntries(of).map(([name]) => [name, columnName(name)] as const),
);

/** All columns of the entity's table. */
export const columnsOf: (of: Entity) => readonly string[] = oncePer((of) => [
  'local_id',
  'id',
  ...fieldColumns(of).map(([, column]) => column),
  ...systemColumns.filter((name) => name !== 'local_id' && name !== 'id'),
]);

export const textOrNull = (value: Json | undefined): string | null =>
  typeof value === 'string' ? value : null;

/** A record's fields, without what the engine keeps besides. */
export function valuesFromRecord(of: Entity, record: TableRecord): Values {
  const values: Record<string, Json> = {};
  for (const [field, column] of fieldColumns(of)) values[field] = record[column] ?? null;
  return values;
}

export function rowFromRecord(of: Entity, record: TableRecord): StoredRow {
  return {
    row: { ...valuesFromRecord(of, record), id: String(record['id']), version: Number(record['version']) },
    system: {
      localId: String(record['local_id']),
      scopes: (record['scopes'] ?? []) as readonly string[],
      sortKey: String(record['sort_key'] ?? ''),
      stamps: (record['stamps'] ?? {}) as JsonObject,
      changeId: textOrNull(record['change_id']),
      changedBy: textOrNull(record['changed_by']),
      changedDevice: textOrNull(record['changed_device']),
      changedAt: textOrNull(record['changed_at']),
      createdAt: String(record['created_at'] ?? ''),
      updatedAt: String(record['updated_at'] ?? ''),
      deletedAt: textOrNull(record['deleted_at']),
    },
  };
}

export function recordFromRow(
  of: Entity,
  values: Values & { readonly id: string; readonly version: number },
  system: SystemValues,
): TableRecord {
  const record: Record<string, Json> = {
    local_id: system.localId,
    id: values.id,
    version: values.version,
    scopes: system.scopes,
    sort_key: system.sortKey,
    stamps: system.stamps,
    change_id: system.changeId,
    changed_by: system.changedBy,
    changed_device: system.changedDevice,
    changed_at: system.changedAt,
    created_at: system.createdAt,
    updated_at: system.updatedAt,
    deleted_at: system.deletedAt,
  };
  for (const [field, column] of fieldColumns(of)) record[column] = values[field] ?? null;
  return record;
}

/** connection.ts gives moments as ISO text; drizzle's own timestamp would turn them into something else. */
const moment = customType<{ data: string; driverData: string }>({
  dataType: () => 'timestamp with time zone',
});

const builders: Readonly<Record<string, (name: string) => PgColumnBuilderBase>> = {
  text: (name) => text(name),
  date: (name) => date(name, { mode: 'string' }),
  clockTime: (name) => text(name),
  instant: (name) => moment(name),
  integer: (name) => integer(name),
  decimal: (name) => doublePrecision(name),
  cents: (name) => bigint(name, { mode: 'number' }),
  flag: (name) => boolean(name),
  choice: (name) => text(name),
  reference: (name) => uuid(name),
  references: (name) => uuid(name).array(),
  json: (name) => jsonb(name),
};

const systemBuilders = (): Record<string, PgColumnBuilderBase> => ({
  localId: uuid('local_id').notNull(),
  id: uuid('id').notNull(),
  version: integer('version').notNull(),
  scopes: text('scopes').array().notNull(),
  sortKey: text('sort_key').notNull(),
  stamps: jsonb('stamps').notNull(),
  systemChangeId: uuid('change_id'),
  changedBy: uuid('changed_by'),
  changedDevice: uuid('changed_device'),
  systemChangedAt: moment('changed_at'),
  createdAt: moment('created_at').notNull(),
  updatedAt: moment('updated_at').notNull(),
  deletedAt: moment('deleted_at'),
});

/** Loosely typed on purpose: reports and commands know which fields they name, the engine must not. */
export type EntityTable = PgTableWithColumns<TableConfig>;

const tables = new WeakMap<Entity, EntityTable>();

/** The drizzle table, keyed by field name; the change's own columns are `systemChangeId` and `systemChangedAt`. */
export function tableFor(of: Entity): EntityTable {
  const known = tables.get(of);
  if (known) return known;
  const fields = fieldEntries(of).map(
    ([name, field]) => [name, builders[field.kind]?.(columnName(name)) ?? text(columnName(name))] as const,
  );
  const made = pgTable(of.table, {
    ...systemBuilders(),
    ...Object.fromEntries(fields),
  }) as unknown as EntityTable;
  tables.set(of, made);
  return made;
}
