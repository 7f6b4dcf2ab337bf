/**
 * The second copy of unsent work, in a database of its own, sealed to the server's public key: nobody on this device
 * can read it, and when the first database is lost the server still gets the work.
 *
 * Written after the first copy is durable and removed when the change is answered. Copying never delays or fails a
 * save: a quick hand's changes are gathered and copied together, and what is answered meanwhile needs no copy. What
 * could not be copied is tried again at the next opening.
 */
import Dexie from 'dexie';
import type { Table } from 'dexie';
import type { Change } from '../../shared/sync/requests.ts';
import { seal } from '../../shared/sync/seal.ts';
import { turnstile } from './core.ts';

interface CopyRecord {
  readonly changeId: string;
  /** `local-user`, since every person on this device shares the database. */
  readonly seat: string;
  readonly sealed: string;
}

class JournalTables extends Dexie {
  declare readonly copies: Table<CopyRecord, string>;
  constructor() {
    super('unionhall-journal', { chromeTransactionDurability: 'strict', cache: 'disabled' });
    this.version(1).stores({ copies: 'changeId, seat' });
  }
}

export interface SealedCopy {
  readonly changeId: string;
  readonly sealed: string;
}

export interface Journal {
  /** Soon. */
  copy(sealKey: JsonWebKey | undefined, deviceId: string, changes: readonly Change[]): void;
  remove(changeIds: readonly string[]): Promise<void>;
  /** The copies of this seat. Empty when there are none or the journal cannot be read. */
  list(): Promise<readonly SealedCopy[]>;
  /** Resolves when every copying and removing asked for so far has ended. */
  settled(): Promise<void>;
  close(): void;
}

/** What the server finds inside a seal. */
export interface SealedWork {
  readonly localId: string;
  readonly userId: string;
  readonly deviceId: string;
  readonly change: Change;
}

/** A copy is a write of its own to the disk, which the next save would wait for. */
const gatherMs = 250;

export function openJournal(localId: string, userId: string): Journal {
  const seat = `${localId}-${userId}`;
  const tables = new JournalTables();
  tables.on('versionchange', () => tables.close());
  const inTurn = turnstile();
  const next = (work: () => unknown): Promise<void> =>
    inTurn(async () => void (await work())).catch((error: unknown) =>
      console.warn('A second copy was not kept.', error),
    );
  const gathered = new Map<string, () => Promise<CopyRecord>>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const flush = (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    const copies = [...gathered.values()];
    gathered.clear();
    return next(
      async () => copies.length > 0 && tables.copies.bulkPut(await Promise.all(copies.map((copy) => copy()))),
    );
  };
  return {
    copy: (sealKey, deviceId, changes) => {
      if (!sealKey) return;
      for (const change of changes)
        gathered.set(change.id, async () => ({
          changeId: change.id,
          seat,
          sealed: await sealWork(sealKey, { localId, userId, deviceId, change }),
        }));
      timer ??= setTimeout(flush, gatherMs);
    },
    remove: (changeIds) => {
      const copied = changeIds.filter((id) => !gathered.delete(id));
      return next(() => copied.length > 0 && tables.copies.bulkDelete(copied));
    },
    list: async () => {
      await flush();
      try {
        return await tables.copies.where('seat').equals(seat).toArray();
      } catch {
        return [];
      }
    },
    settled: flush,
    close: () => tables.close(),
  };
}

export const sealWork = (sealKey: JsonWebKey, work: SealedWork): Promise<string> =>
  seal(sealKey, JSON.stringify(work));
