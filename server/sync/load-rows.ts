/**
 * Reads rows for the write path, a set for each entity, locked in the order of their ids.
 *
 * write: FOR NO KEY UPDATE, what an UPDATE takes by itself: keys never change here, so rows that merely point at a
 * locked row are not held up. share: FOR SHARE, for rows whose fields are copied from: a writer of that row waits for
 * us or we for it, and its copies downstream miss nobody.
 */
import type { Entity } from '../../shared/entity/entity.ts';
import { oncePer } from '../../shared/entity/once.ts';
import type { Stamps } from '../../shared/sync/merge.ts';
import type { Transaction } from '../database/connection.ts';
import type { TableRecord } from '../database/tables.ts';
import { columnsOf, textOrNull, valuesFromRecord } from '../database/tables.ts';
import { columnName } from '../database/table-model.ts';
import type { WorkingRow } from './rows.ts';

export type Lock = 'write' | 'share' | 'none';

const lockClause: Readonly<Record<Lock, string>> = {
  write: 'for no key update',
  share: 'for share',
  none: '',
};

/** What is made anew with every write, or written once, is not read: lists of scopes are the dearest columns to parse. */
const unread = ['local_id', 'scopes', 'sort_key', 'created_at', 'updated_at'];
const workingColumns = oncePer((of: Entity) => columnsOf(of).filter((name) => !unread.includes(name)));

function toWorkingRow(of: Entity, record: TableRecord): WorkingRow {
  return {
    id: String(record['id']),
    version: Number(record['version']),
    values: valuesFromRecord(of, record),
    stamps: (record['stamps'] ?? {}) as unknown as Stamps,
    deletedAt: textOrNull(record['deleted_at']),
    changedBy: textOrNull(record['changed_by']),
    changedDevice: textOrNull(record['changed_device']),
    changedAt: textOrNull(record['changed_at']),
    changeId: textOrNull(record['change_id']),
  };
}

/** Removed rows included. */
export async function loadRows(
  tx: Transaction,
  of: Entity,
  ids: readonly string[],
  lock: Lock,
): Promise<readonly WorkingRow[]> {
  if (ids.length === 0) return [];
  const records = await tx<TableRecord[]>`
    select ${tx(workingColumns(of))} from ${tx(of.table)}
    where local_id = current_local_id() and id = any (${[...new Set(ids)]}::uuid[])
    order by id ${tx.unsafe(lockClause[lock])}`;
  return records.map((record) => toWorkingRow(of, record));
}

/** The live rows of `of` whose reference `through` points at one of `ids`. */
export async function loadReferring(
  tx: Transaction,
  of: Entity,
  through: string,
  ids: readonly string[],
): Promise<readonly WorkingRow[]> {
  if (ids.length === 0) return [];
  const records = await tx<TableRecord[]>`
    select ${tx(workingColumns(of))} from ${tx(of.table)}
    where local_id = current_local_id() and ${tx(columnName(through))} = any (${[...new Set(ids)]}::uuid[])
      and deleted_at is null
    order by id for no key update`;
  return records.map((record) => toWorkingRow(of, record));
}
