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
import { fixedColumns, quoted } from '../database/table-model.ts';
import type { TableRecord } from '../database/tables.ts';
import { columnsOf, recordFromRow } from '../database/tables.ts';
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
  if (records.length === 0) return;
  const columns = [...columnsOf(of)];
  await tx`
    insert into ${tx(of.table)} (${tx(columns)})
    select ${tx(columns)} from jsonb_populate_recordset(null::${tx(of.table)}, ${tx.json(asJson(records))})`;
}

async function updateRecords(tx: Transaction, of: Entity, records: readonly TableRecord[]): Promise<void> {
  if (records.length === 0) return;
  const changeable = columnsOf(of).filter((name) => !fixedColumns.includes(name));
  const assignments = changeable.map((name) => `${quoted(name)} = n.${quoted(name)}`).join(', ');
  const result = await tx`
    update ${tx(of.table)} t set ${tx.unsafe(assignments)}
    from jsonb_populate_recordset(null::${tx(of.table)}, ${tx.json(asJson(records))}) n
    where t.local_id = n.local_id and t.id = n.id and t.version < n.version`;
  // The rows were locked when they were loaded, so this is a mistake of ours and never a race.
  if (result.count !== records.length)
    throw new Error(
      `Of ${records.length} rows of ${of.name}, ${result.count} were updated: a version went backwards.`,
    );
}

const asJson = (records: readonly TableRecord[]): readonly { readonly [key: string]: Json }[] => records;
