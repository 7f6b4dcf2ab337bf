/**
 * Writes one row for a command or a tool: what the change door does for people's edits, without its policy, which the
 * command has asked already. Copies, scopes and follow-on writes are the same.
 */
import { checkRow } from '../../shared/entity/check.ts';
import type { Entity, Values } from '../../shared/entity/entity.ts';
import { withInitialValues } from '../../shared/entity/row.ts';
import type { Refusal } from '../../shared/values/refusal.ts';
import { refuse } from '../../shared/values/refusal.ts';
import type { Transaction } from '../database/connection.ts';
import { followOn } from './follow-on.ts';
import { loadRows } from './load-rows.ts';
import { copies, pointersOf } from './references.ts';
import type { WorkingRow, Write } from './rows.ts';
import { Desk } from './rows.ts';
import type { WriteContext } from './write-rows.ts';
import { writeRows } from './write-rows.ts';

/** In whose name a row is written. */
export interface Author extends WriteContext {
  readonly userId: string | null;
  readonly deviceId: string | null;
  readonly changeId: string | null;
  /** ISO. */
  readonly at: string;
}

export interface Save {
  readonly of: Entity;
  readonly id: string;
  /** Only the fields that change. */
  readonly values: Values;
  /** True removes the row. */
  readonly remove?: boolean;
}

/** The refusal names the fields that are missing or break a rule; then nothing was written. */
export async function saveRow(
  tx: Transaction,
  author: Author,
  save: Save,
): Promise<{ readonly row: WorkingRow } | { readonly refusal: Refusal }> {
  const { of, id } = save;
  const [before] = await loadRows(tx, of, [id], 'write');
  const given = { ...(before?.values ?? withInitialValues(of, {})), ...save.values };
  const values = {
    ...given,
    ...copies(await loadSources(tx, author, of, given), of, given, Object.keys(save.values)),
  };
  const problems = checkRow(of, values);
  if (problems.length > 0) return { refusal: refuse('invalid', { fields: [...problems] }) };
  const after: WorkingRow = {
    id,
    version: (before?.version ?? 0) + 1,
    values,
    stamps: before?.stamps ?? {},
    deletedAt: save.remove ? author.at : null,
    changedBy: author.userId,
    changedDevice: author.deviceId,
    changedAt: author.at,
    changeId: author.changeId,
  };
  const write: Write = { of, deed: before ? 'update' : 'create', before, after };
  await writeRows(tx, author, [write]);
  await followOn(tx, author, [write]);
  return { row: after };
}

async function loadSources(tx: Transaction, author: Author, of: Entity, values: Values): Promise<Desk> {
  const desk = new Desk();
  for (const { target, id } of pointersOf(of, values, Object.keys(of.fields))) {
    const source = author.registry.get(target);
    for (const row of source ? await loadRows(tx, source, [id], 'share') : []) desk.put(target, row);
  }
  return desk;
}
