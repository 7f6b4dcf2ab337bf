/**
 * Writes decided rows, a set at a time: one INSERT and one UPDATE for each entity and wave.
 *
 * 1. Wave k holds the k-th write of each row, so that every change keeps its own row in the audit.
 * 2. Within a wave a table comes after the tables it points at, for foreign keys are checked with each statement.
 * 3. Scopes and sort key are computed here and nowhere else.
 */
import { scopesOf } from '../../shared/access/can.ts';
import type { Entity, Registry } from '../../shared/entity/entity.ts';
import { fieldEntries } from '../../shared/entity/entity.ts';
import { oncePer } from '../../shared/entity/once.ts';
import { sortKey } from '../../shared/entity/row.ts';
import type { Json, JsonObject } from '../../shared/values/json.ts';
import type { Transaction } from '../database/connection.ts';
import type { ColumnModel } from '../database/table-model.ts';
import { columnModels, fixedColumns, quoted } from '../database/table-model.ts';
import type { TableRecord } from '../database/tables.ts';
import { recordFromRow } from '../database/tables.ts';
import type { Write } from './rows.ts';
import { rowKey } from './rows.ts';

export interface WriteContext {
  readonly registry: Registry;
  readonly localId: string;
  /** Milliseconds, UTC. */
  readonly now: number;
}

export async function writeRows(
  tx: Transaction,
  context: WriteContext,
  writes: readonly Write[],
): Promise<void> {
  const now = new Date(context.now).toISOString();
  const records = (chosen: readonly Write[]) => chosen.map((write) => toRecord(context, now, write));
  for (const wave of inWaves(writes)) {
    const touched = new Set(wave.map((write) => write.of));
    for (const of of referencesFirst(context.registry).filter((one) => touched.has(one))) {
      const own = wave.filter((write) => write.of === of);
      await insertRecords(tx, of, records(own.filter((write) => write.deed === 'create')));
      await updateRecords(tx, of, records(own.filter((write) => write.deed !== 'create')));
    }
  }
}

export function inWaves(writes: readonly Write[]): readonly (readonly Write[])[] {
  const turnByRow = new Map<string, number>();
  const waves: Write[][] = [];
  for (const write of writes) {
    const key = rowKey(write.of.name, write.after.id);
    const turn = turnByRow.get(key) ?? 0;
    turnByRow.set(key, turn + 1);
    (waves[turn] ??= []).push(write);
  }
  return waves;
}

/** The registry with every entity behind those it refers to. */
export const referencesFirst: (registry: Registry) => readonly Entity[] = oncePer((registry) => {
  const ordered = new Set<Entity>();
  const visit = (of: Entity, path: ReadonlySet<Entity>): void => {
    if (ordered.has(of) || path.has(of)) return;
    for (const [, field] of fieldEntries(of)) {
      const target = field.kind === 'reference' ? registry.get(field.target ?? '') : undefined;
      if (target) visit(target, new Set([...path, of]));
    }
    ordered.add(of);
  };
  for (const of of registry.values()) visit(of, new Set());
  return [...ordered];
});

function toRecord(context: WriteContext, now: string, { of, after }: Write): TableRecord {
  return recordFromRow(
    of,
    { ...after.values, id: after.id, version: after.version },
    {
      localId: context.localId,
      // A removed row keeps the scopes it lay in: the feed says exit there, and a refusal can still be told from a stranger's.
      scopes: scopesOf(of, { ...after.values, id: after.id }),
      sortKey: sortKey(of, after.values),
      stamps: after.stamps as unknown as JsonObject,
      changeId: after.changeId,
      changedBy: after.changedBy,
      changedDevice: after.changedDevice,
      changedAt: after.changedAt,
      createdAt: now,
      updatedAt: now,
      deletedAt: after.deletedAt,
    },
  );
}

async function insertRecords(tx: Transaction, of: Entity, records: readonly TableRecord[]): Promise<void> {
  if (records.length > 0) await send(tx, insertion(of), records);
}

async function updateRecords(tx: Transaction, of: Entity, records: readonly TableRecord[]): Promise<void> {
  if (records.length === 0) return;
  const result = await send(tx, updating(of), records);
  // The rows were locked when they were loaded, so this is a mistake of ours and never a race.
  if (result.count !== records.length)
    throw new Error(
      `Of ${records.length} rows of ${of.name}, ${result.count} were updated: a version went backwards.`,
    );
}

/**
 * A statement that takes one list of values for each column, which Postgres reads in a quarter of the time that JSON of
 * the rows takes. Keys travel as what they are: a cast beside `t.id` might tell of rows that row security hides, so
 * Postgres would look for the rows without the index.
 */
export interface SetStatement {
  readonly text: string;
  readonly columns: readonly ColumnModel[];
}

const insertion = oncePer((of: Entity): SetStatement => {
  const columns = columnModels(of);
  const names = columns.map(({ name }) => quoted(name)).join(', ');
  const values = columns.map(taken).join(', ');
  return {
    columns,
    text: `insert into ${quoted(of.table)} (${names}) select ${values} from ${given(columns)}`,
  };
});

export const updating = oncePer((of: Entity): SetStatement => {
  const columns = columnModels(of).filter(({ name }) => name !== 'created_at');
  const assignments = columns
    .filter(({ name }) => !fixedColumns.includes(name))
    .map((column) => `${quoted(column.name)} = ${taken(column)}`);
  const text =
    `update ${quoted(of.table)} t set ${assignments.join(', ')} from ${given(columns)} ` +
    'where t.local_id = n.local_id and t.id = n.id and t.version < n.version';
  return { columns, text };
});

/** Lists of lists do not exist in Postgres, and the driver knows no lists of flags or JSON: these travel as texts. */
const travelsAsText = (type: string): boolean =>
  type === 'boolean' || type === 'jsonb' || type.endsWith('[]');

const taken = ({ name, type }: ColumnModel): string =>
  travelsAsText(type) ? `n.${quoted(name)}::${type}` : `n.${quoted(name)}`;

function given(columns: readonly ColumnModel[]): string {
  const lists = columns.map(({ type }, index) => `$${index + 1}::${travelsAsText(type) ? 'text' : type}[]`);
  return `unnest(${lists.join(', ')}) n (${columns.map(({ name }) => quoted(name)).join(', ')})`;
}

const send = (tx: Transaction, { text, columns }: SetStatement, records: readonly TableRecord[]) =>
  tx.unsafe(
    text,
    columns.map(({ name, type }) => records.map((record) => asText(type, record[name] ?? null))),
    { prepare: true },
  );

/** A value as Postgres reads it from text. */
function asText(type: string, value: Json): string | null {
  if (value === null) return null;
  if (type === 'jsonb') return JSON.stringify(value);
  if (Array.isArray(value)) return `{${(value as readonly Json[]).map(asElement).join(',')}}`;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

const asElement = (value: Json): string => `"${String(value).replaceAll(/["\\]/g, '\\$&')}"`;
