/**
 * What the registry means in Postgres, as plain data: columns, checks, keys, indexes, and what the audit must know.
 * Pure, and the only place where a field's facts become SQL. The generator compares two of these models
 * (generate.ts), the drift test compares one with the real database.
 *
 * 1. Every key and every foreign key starts with local_id, so a reference across locals cannot exist.
 * 2. Uniqueness holds among rows that are not deleted.
 */
import type { Entity, Registry } from '../../shared/entity/entity.ts';
import { fieldEntries } from '../../shared/entity/entity.ts';
import type { Field } from '../../shared/entity/field.ts';
import { quoteLiteral } from './roles.ts';

export interface ColumnModel {
  readonly name: string;
  /** As Postgres spells it: `text`, `timestamp with time zone`, `uuid[]`. */
  readonly type: string;
  readonly notNull: boolean;
  readonly default?: string;
  readonly collation?: 'C';
}

export interface CheckModel {
  readonly name: string;
  readonly expression: string;
  /** What the check admits: the words of a choice, or bounds. Lets the generator tell widening from narrowing. */
  readonly admits: CheckLimits;
}

export interface CheckLimits {
  readonly words?: readonly string[];
  readonly least?: number;
  readonly most?: number;
}

/** (local_id, column) → target (local_id, id). */
export interface ForeignKeyModel {
  readonly name: string;
  readonly column: string;
  readonly target: string;
}

export interface IndexModel {
  readonly name: string;
  readonly columns: readonly string[];
  readonly unique: boolean;
  readonly liveOnly: boolean;
}

/** At most one live row with the flag for each value of `column`. Checked at the end of the transaction. */
export interface SoleModel {
  readonly name: string;
  readonly column: string;
  readonly flag: string;
}

/** What audit.entities holds for the entity. */
export interface AuditModel {
  readonly columns: Readonly<Record<string, string>>;
  readonly sensitive: readonly string[];
  readonly secret: readonly string[];
}

export interface TableModel {
  readonly entity: string;
  readonly table: string;
  readonly columns: readonly ColumnModel[];
  readonly checks: readonly CheckModel[];
  readonly foreignKeys: readonly ForeignKeyModel[];
  readonly indexes: readonly IndexModel[];
  /** Absent when there are none, so that older snapshots compare equal. */
  readonly sole?: readonly SoleModel[];
  readonly audit: AuditModel;
}

/** By table name. */
export type DatabaseModel = Readonly<Record<string, TableModel>>;

const identityColumns: readonly ColumnModel[] = [
  { name: 'local_id', type: 'uuid', notNull: true },
  { name: 'id', type: 'uuid', notNull: true },
];

const engineColumns: readonly ColumnModel[] = [
  { name: 'version', type: 'integer', notNull: true, default: '1' },
  { name: 'scopes', type: 'text[]', notNull: true },
  { name: 'sort_key', type: 'text', notNull: true, collation: 'C' },
  { name: 'stamps', type: 'jsonb', notNull: true, default: "'{}'::jsonb" },
  { name: 'change_id', type: 'uuid', notNull: false },
  { name: 'changed_by', type: 'uuid', notNull: false },
  { name: 'changed_device', type: 'uuid', notNull: false },
  { name: 'changed_at', type: 'timestamp with time zone', notNull: false },
  { name: 'created_at', type: 'timestamp with time zone', notNull: true, default: 'now()' },
  { name: 'updated_at', type: 'timestamp with time zone', notNull: true, default: 'now()' },
  { name: 'deleted_at', type: 'timestamp with time zone', notNull: false },
];

/** The columns that every entity table has besides its fields. */
export const systemColumns: readonly string[] = [...identityColumns, ...engineColumns].map(
  (column) => column.name,
);

/** `sessionDate` → `session_date`. A field that bears the name of a system column stands beside it as `field_…`. */
export function columnName(field: string): string {
  const name = field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return systemColumns.includes(name) ? `field_${name}` : name;
}

/** Written once, when the row is made; no role may update them. */
export const fixedColumns: readonly string[] = ['local_id', 'id', 'created_at'];

const columnTypes: Readonly<Record<Field['kind'], string>> = {
  text: 'text',
  date: 'date',
  clockTime: 'text',
  instant: 'timestamp with time zone',
  integer: 'integer',
  decimal: 'double precision',
  cents: 'bigint',
  flag: 'boolean',
  choice: 'text',
  reference: 'uuid',
  references: 'uuid[]',
  json: 'jsonb',
};

const fieldColumn = ([name, field]: readonly [string, Field]): ColumnModel => ({
  name: columnName(name),
  type: columnTypes[field.kind],
  notNull: !field.optional,
});

export const columnModels = (of: Entity): readonly ColumnModel[] => [
  ...identityColumns,
  ...fieldEntries(of).map(fieldColumn),
  ...engineColumns,
];

function fieldChecks(table: string, [name, field]: readonly [string, Field]): readonly CheckModel[] {
  const column = columnName(name);
  const check = (what: string, expression: string, admits: CheckLimits): readonly CheckModel[] => [
    { name: `${table}_${column}_${what}`, expression, admits },
  ];
  if (field.kind === 'text' && field.max !== undefined)
    return check('length', `char_length(${quoted(column)}) <= ${field.max}`, { most: field.max });
  if (field.kind === 'clockTime')
    return check('clock', `${quoted(column)} ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'`, {});
  if (field.kind === 'choice') {
    const allowed = (field.choices ?? []).map((choice) => choice.value);
    return check('choice', `${quoted(column)} in (${allowed.map(quoteLiteral).join(', ')})`, {
      words: allowed,
    });
  }
  const bounds = [
    ...(field.least === undefined ? [] : [`${quoted(column)} >= ${field.least}`]),
    ...(field.most === undefined ? [] : [`${quoted(column)} <= ${field.most}`]),
  ];
  if (bounds.length === 0) return [];
  return check('range', bounds.join(' and '), {
    ...(field.least === undefined ? {} : { least: field.least }),
    ...(field.most === undefined ? {} : { most: field.most }),
  });
}

/** What every local_id stands for. */
const tenant = 'local';

/** The tenant's own row lies in itself. */
const selfTenant = (of: Entity): readonly CheckModel[] =>
  of.name === tenant ? [{ name: `${of.table}_self`, expression: 'local_id = id', admits: {} }] : [];

function foreignKeys(of: Entity, tables: ReadonlyMap<string, string>): readonly ForeignKeyModel[] {
  return fieldEntries(of).flatMap(([name, field]) => {
    if (field.kind !== 'reference') return [];
    const target = tables.get(field.target ?? '');
    if (target === undefined)
      throw new Error(`${of.name}.${name} refers to "${field.target}", which is not in the registry.`);
    return [{ name: `${of.table}_${columnName(name)}_exists`, column: columnName(name), target }];
  });
}

function indexes(of: Entity): readonly IndexModel[] {
  const made = (
    kind: string,
    columns: readonly string[],
    unique: boolean,
    liveOnly: boolean,
  ): IndexModel => ({
    name: `${of.table}_${columns.join('_')}_${kind}`,
    columns: ['local_id', ...columns],
    unique,
    liveOnly,
  });
  return [
    { name: `${of.table}_order`, columns: ['local_id', 'sort_key', 'id'], unique: false, liveOnly: true },
    ...(of.unique ?? []).map((fields) => made('unique', fields.map(columnName), true, true)),
    ...(of.indexes ?? []).map((fields) => made('index', fields.map(columnName), false, false)),
  ];
}

const soleModel = (of: Entity, { flag, within }: NonNullable<Entity['sole']>[number]): SoleModel => ({
  name: `${of.table}_${columnName(flag)}_sole`,
  column: columnName(within),
  flag: columnName(flag),
});

function auditModel(of: Entity): AuditModel {
  const guarded = (...guards: readonly Field['guard'][]) =>
    fieldEntries(of)
      .filter(([, field]) => guards.includes(field.guard))
      .map(([name]) => name);
  return {
    columns: Object.fromEntries(fieldEntries(of).map(([name]) => [columnName(name), name])),
    sensitive: guarded('sensitive', 'onlineOnly'),
    secret: guarded('secret'),
  };
}

function tableModel(of: Entity, tables: ReadonlyMap<string, string>): TableModel {
  return {
    entity: of.name,
    table: of.table,
    columns: columnModels(of),
    checks: [...fieldEntries(of).flatMap((entry) => fieldChecks(of.table, entry)), ...selfTenant(of)],
    foreignKeys: foreignKeys(of, tables),
    indexes: indexes(of),
    ...(of.sole ? { sole: of.sole.map((rule) => soleModel(of, rule)) } : {}),
    audit: auditModel(of),
  };
}

export function databaseModel(registry: Registry): DatabaseModel {
  const tables = new Map([...registry.values()].map((of) => [of.name, of.table]));
  return Object.fromEntries([...registry.values()].map((of) => [of.table, tableModel(of, tables)]));
}

// Of the names a fact sheet is likely to use, those that Postgres or its tools would trip over unquoted.
const keywords = new Set(
  (
    'all analyse analyze and any array as asc both case check column constraint default desc distinct do else end ' +
    'false fetch for foreign from full grant group having in initially inner into is join left like limit natural ' +
    'not null offset on only or order outer placing primary references returning right row select some symmetric ' +
    'table then to true union unique user using values variadic when where window with'
  ).split(' '),
);

/** Names separated by commas, on lines of at most 100 characters or so. */
export function nameList(names: readonly string[]): string {
  const lines: string[] = [];
  for (const name of names.map(quoted)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + name.length < 100) lines[lines.length - 1] = `${last}, ${name}`;
    else lines.push(name);
  }
  return lines.join(',\n  ');
}

/** A name as it stands in SQL: bare where that is safe, so that migrations stay readable. */
export const quoted = (name: string): string =>
  /^[a-z_][a-z0-9_]*$/.test(name) && !keywords.has(name) ? name : `"${name.replaceAll('"', '""')}"`;
