/**
 * The second copy of unsent work, in a database of its own, sealed to the server's public key: nobody on this device
 * can read it, and when the first database is lost the server still gets the work.
 *
 * Written after the first copy is durable and removed when the change is answered. Copying never delays or fails a
 * save; what could not be copied is tried again at the next opening.
 */
import Dexie from 'dexie';
import type { Table } from 'dexie';
import type { Change } from '../../shared/sync/requests.ts';
import { seal } from '../../shared/sync/seal.ts';

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
  /** Resolves when the copies are made or cannot be; never rejects. */
  copy(sealKey: JsonWebKey | undefined, deviceId: string, changes: readonly Change[]): Promise<void>;
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

export function openJournal(localId: string, userId: string): Journal {
  const seat = `${localId}-${userId}`;
  const tables = new JournalTables();
  tables.on('versionchange', () => tables.close());
  let last: Promise<void> = Promise.resolve();
  const next = (work: () => Promise<unknown>): Promise<void> => {
    last = last.then(work).then(
      () => undefined,
      (error: unknown) => console.warn('A second copy was not kept.', error),
    );
    return last;
  };
  return {
    copy: (sealKey, deviceId, changes) =>
      next(async () => {
        if (!sealKey) return;
        const copies = await Promise.all(
          changes.map(async (change) => ({
            changeId: change.id,
            seat,
            sealed: await sealWork(sealKey, { localId, userId, deviceId, change }),
          })),
        );
        await tables.copies.bulkPut(copies);
      }),
    remove: (changeIds) => next(() => tables.copies.bulkDelete([...changeIds])),
    list: async () => {
      await last;
      try {
        return await tables.copies.where('seat').equals(seat).toArray();
      } catch {
        return [];
      }
    },
    settled: () => last,
    close: () => tables.close(),
  };
}

export const sealWork = (sealKey: JsonWebKey, work: SealedWork): Promise<string> =>
  seal(sealKey, JSON.stringify(work));
