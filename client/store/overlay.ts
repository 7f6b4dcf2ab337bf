/** Appending to the overlay and changing facts in one transaction: the shape of everything the server tells. */
import type { Row } from '../../shared/entity/entity.ts';
import { announce, change, sealJson } from './core.ts';
import type { Core } from './core.ts';
import type { OverlayRecord, TableName, Tables, WaitingState } from './database.ts';
import { catchUp, look } from './memory.ts';
import type { Facts, OverlayEntry } from './shapes.ts';

export type EntriesByEntity = ReadonlyMap<string, readonly OverlayEntry[]>;

export const rowEntry = (row: Row): OverlayEntry => ({ id: row.id, kind: 'row', version: row.version, row });
export const goneEntry = (id: string, version = 0): OverlayEntry => ({ id, kind: 'gone', version });
export const pageEntry = (id: string): OverlayEntry => ({ id, kind: 'page', version: 0 });

export const sealEntries = (core: Core, entries: EntriesByEntity): Promise<readonly OverlayRecord[]> =>
  Promise.all(
    [...entries]
      .filter(([, lines]) => lines.length > 0)
      .map(async ([entity, lines]) => ({ entity, body: await sealJson(core, 'overlay', lines) })),
  );

export interface Commit {
  readonly entries: EntriesByEntity;
  readonly facts?: Partial<Facts>;
  /** Sequence → what becomes of the waiting change. */
  readonly states?: ReadonlyMap<number, WaitingState>;
  readonly tables?: readonly TableName[];
  /** Runs inside the transaction: nothing but Dexie may be awaited in it. The outbox counts as changed by it. */
  readonly also?: (tables: Tables) => Promise<void>;
}

/** Rows, cursors and outbox states together or not at all; then memory, signals and the other tabs. */
export async function commit(core: Core, what: Commit): Promise<void> {
  const records = await sealEntries(core, what.entries);
  const names: readonly TableName[] = ['overlay', 'outbox', 'roots', ...(what.tables ?? [])];
  const found = await change(core, what.facts ?? {}, names, async (tables) => {
    await tables.overlay.bulkAdd([...records]);
    for (const [sequence, state] of what.states ?? []) await tables.outbox.update(sequence, { state });
    await what.also?.(tables);
    // Looked at here, since another transaction would be another way to the disk and back.
    return look(tables, core.memory);
  });
  await catchUp(core, false, found);
  const outbox = what.also || what.states?.size ? ['outbox'] : [];
  announce(core, [...what.entries.keys(), ...outbox]);
}
