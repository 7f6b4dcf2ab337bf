/**
 * Reads rows for the write path, a set for each entity, locked in the order of their ids.
 *
 * write: FOR NO KEY UPDATE, what an UPDATE takes by itself: keys never change here, so rows that merely point at a
 * locked row are not held up. share: FOR SHARE, for rows whose fields are copied from: a writer of that row waits for
 * us or we for it, and its copies downstream miss nobody.
 */
import type { Entity } from '../../shared/entity/entity.ts';
import type { Stamps } from '../../shared/sync/merge.ts';
import type { Transaction } from '../database/connection.ts';
import type { TableRecord } from '../database/tables.ts';
import { columnsOf, rowFromRecord } from '../database/tables.ts';
import { columnName } from '../database/table-model.ts';
import type { WorkingRow } from './rows.ts';

export type Lock = 'write' | 'share' | 'none';

const lockClause: Readonly<Record<Lock, string>> = {
  write: 'for no key update',
  share: 'for share',
  none: '',
};

export function toWorkingRow(of: Entity, record: TableRecord): WorkingRow {
  const { row, system } = rowFromRecord(of, record);
  const { id, version, ...values } = row;
  return {
    id,
    version,
    values,
    stamps: system.stamps as unknown as Stamps,
    deletedAt: system.deletedAt,
    changedBy: system.changedBy,
    changedDevice: system.changedDevice,
    changedAt: system.changedAt,
    changeId: system.changeId,
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
    select ${tx([...columnsOf(of)])} from ${tx(of.table)}
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
    select ${tx([...columnsOf(of)])} from ${tx(of.table)}
    where local_id = current_local_id() and ${tx(columnName(through))} = any (${[...new Set(ids)]}::uuid[])
      and deleted_at is null
    order by id for no key update`;
  return records.map((record) => toWorkingRow(of, record));
}
