/**
 * Rows straight into Postgres, past the door that people's changes go through: for tests of the database itself.
 * A row's required references are inserted first, unless the test gives them.
 */
import type { Entity, Registry, Row, Values } from '../../shared/entity/entity.ts';
import { fieldEntries } from '../../shared/entity/entity.ts';
import { sortKey } from '../../shared/entity/row.ts';
import type { Json } from '../../shared/values/json.ts';
import type { Transaction } from '../../server/database/connection.ts';
import type { SystemValues, TableRecord } from '../../server/database/tables.ts';
import { columnsOf, recordFromRow } from '../../server/database/tables.ts';
import { makeRow } from './make-row.ts';

export interface InsertOptions {
  readonly full?: boolean;
  readonly system?: Partial<SystemValues>;
}

const mostDepth = 8;

/** The entity by its name, or a test that says so. */
export function entityNamed(registry: Registry, name: string): Entity {
  const found = registry.get(name);
  if (!found) throw new Error(`No entity is called "${name}".`);
  return found;
}

export function recordOf(
  of: Entity,
  row: Row,
  localId: string,
  system: Partial<SystemValues> = {},
): TableRecord {
  const now = new Date().toISOString();
  return recordFromRow(of, row, {
    localId,
    scopes: of.scopes(row),
    sortKey: sortKey(of, row),
    stamps: {},
    changeId: null,
    changedBy: null,
    changedDevice: null,
    changedAt: null,
    createdAt: now,
    updatedAt: now,
    deletedAt: null,
    ...system,
  });
}

/** One insert for all the records. A row with a natural key that is there already is left as it is. */
export async function insertRecords(
  sql: Transaction,
  of: Entity,
  records: readonly TableRecord[],
): Promise<void> {
  const columns = [...columnsOf(of)];
  await sql`
    insert into ${sql(of.table)} (${sql(columns)})
    select ${sql(columns)} from jsonb_populate_recordset(null::${sql(of.table)}, ${sql.json(records as Json)})
    ${of.identity ? sql`on conflict (local_id, id) do nothing` : sql``}`;
}

/** Inserts a valid row and what it refers to; answers with the row. */
export async function insertRow(
  sql: Transaction,
  registry: Registry,
  of: Entity,
  localId: string,
  overrides: Values = {},
  options: InsertOptions = {},
  depth = 0,
): Promise<Row> {
  if (depth > mostDepth) throw new Error(`${of.name} refers to itself in a circle: give the reference.`);
  const parents: Record<string, Json> = {};
  for (const [name, target] of neededReferences(of, overrides, options)) {
    const parent = await insertRow(sql, registry, entityNamed(registry, target), localId, {}, {}, depth + 1);
    parents[name] = parent.id;
  }
  // A local is its own tenant: its id is given by where it stands.
  const own = of.name === 'local' ? { id: localId } : {};
  const row = makeRow(of, { ...own, ...parents, ...overrides }, { localId, full: options.full ?? false });
  await insertRecords(sql, of, [recordOf(of, row, localId, options.system)]);
  return row;
}

const neededReferences = (
  of: Entity,
  given: Values,
  options: InsertOptions,
): readonly (readonly [string, string])[] =>
  fieldEntries(of).flatMap(([name, field]) => {
    const isNeeded = field.kind === 'reference' && given[name] === undefined;
    const isFilled = !field.optional || options.full === true;
    return isNeeded && isFilled ? [[name, field.target ?? ''] as const] : [];
  });
