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
import type { Core, Memory } from './core.ts';
import { unsentOf } from './memory.ts';
import type { Pending } from './shapes.ts';
import { wireChange } from './write.ts';

interface CopyRecord {
  readonly changeId: string;
  readonly sequence: number;
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
  /** Soon, if they still wait then. */
  copy(pending: readonly Pending[]): void;
  remove(changeIds: readonly string[]): Promise<void>;
  /** The copies of this seat as they were done. Empty when there are none or the journal cannot be read. */
  list(): Promise<readonly SealedCopy[]>;
  /** All that is unsent, made now. */
  sealed(): Promise<readonly SealedCopy[]>;
  /** Resolves when every copying and removing asked for so far has ended. */
  settled(): Promise<void>;
  close(): void;
}

type SeatIds = Pick<Core, 'localId' | 'userId'>;

/**
 * A copy is a write of its own to the disk, which the next save would wait for; so it is made when the hand rests, which
 * between two taps it does. Until then the change is in one place only: not longer, and not for many.
 */
const restMs = 20;
const mostGathered = 30;

/** `memory`: what still waits when it is copied, and the key that it is sealed to; without one nothing is copied. */
export function openJournal(ids: SeatIds, memory: Memory): Journal {
  const seat = `${ids.localId}-${ids.userId}`;
  const tables = new JournalTables();
  tables.on('versionchange', () => tables.close());
  const inTurn = turnstile();
  const next = (work: () => unknown): Promise<void> =>
    inTurn(async () => void (await work())).catch((error: unknown) => console.warn('No second copy.', error));
  const gathered = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const sealed = async (pending: readonly Pending[]): Promise<CopyRecord[]> => {
    const { bootstrap, deviceId } = memory.facts;
    if (!bootstrap) return [];
    return Promise.all(
      pending.map(async (one) => ({
        changeId: one.change.id,
        sequence: one.sequence,
        seat,
        sealed: await sealWork(bootstrap.sealKey, ids, deviceId, wireChange(one)),
      })),
    );
  };
  const flush = (): Promise<void> => {
    // Another tab may have sent some of it meanwhile: it removes only copies that are there.
    const pending = unsentOf(memory).filter(({ change }) => gathered.has(change.id));
    gathered.clear();
    return next(async () => pending.length > 0 && tables.copies.bulkPut(await sealed(pending)));
  };
  return {
    copy: (pending) => {
      for (const { change } of pending) gathered.add(change.id);
      clearTimeout(timer);
      timer = setTimeout(flush, gathered.size < mostGathered ? restMs : 0);
    },
    remove: (changeIds) => {
      const copied = changeIds.filter((id) => !gathered.delete(id));
      return next(() => copied.length > 0 && tables.copies.bulkDelete(copied));
    },
    sealed: () => sealed(unsentOf(memory)),
    list: () =>
      flush()
        .then(() => tables.copies.where('seat').equals(seat).sortBy('sequence'))
        .catch(() => []),
    settled: flush,
    close: () => tables.close(),
  };
}

/** A change under the seat and the device that made it, as only the server can read it. */
export const sealWork = (
  sealKey: JsonWebKey,
  { localId, userId }: SeatIds,
  deviceId: string,
  change: Change,
): Promise<string> => seal(sealKey, JSON.stringify({ localId, userId, deviceId, change }));
