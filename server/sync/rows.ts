/**
 * A row as the write path holds it, and the desk on which one transaction works: rows as they were found, and as the
 * changes decided so far have left them, so that a chain within a batch sees itself.
 */
import type { Entity, Values } from '../../shared/entity/entity.ts';
import type { Stamps } from '../../shared/sync/merge.ts';

export interface WorkingRow {
  readonly id: string;
  readonly version: number;
  readonly values: Values;
  readonly stamps: Stamps;
  readonly deletedAt: string | null;
  readonly changedBy: string | null;
  readonly changedDevice: string | null;
  /** Corrected device time of the last gesture. */
  readonly changedAt: string | null;
  readonly changeId: string | null;
}

export type Deed = 'create' | 'update' | 'delete' | 'restore';

/** One decided write: `before` is absent for a row that never was. */
export interface Write {
  readonly of: Entity;
  readonly deed: Deed;
  readonly before: WorkingRow | undefined;
  readonly after: WorkingRow;
}

export const rowKey = (entity: string, id: string): string => `${entity}|${id}`;

/** The rows of one transaction, by entity and id. */
export class Desk {
  readonly #rows = new Map<string, WorkingRow>();

  find(entity: string, id: string): WorkingRow | undefined {
    return this.#rows.get(rowKey(entity, id));
  }

  put(entity: string, row: WorkingRow): void {
    this.#rows.set(rowKey(entity, row.id), row);
  }

  /** Takes over the rows of a later desk of the same transaction. */
  takeOver(later: Desk): void {
    for (const [key, row] of later.#rows) this.#rows.set(key, row);
  }
}
