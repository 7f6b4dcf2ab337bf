/**
 * The device's database: one for each person in each local. Strict durability: a promise that resolves means the
 * bytes are on the disk, not in a cache of the system.
 *
 * 1. Inside `change` nothing but Dexie is awaited; anything else lets the browser commit half.
 * 2. A lost connection is reopened once and the work done again, so work must bear being done twice.
 * 3. A bundle never writes into a database that a newer bundle has written (`dataVersion`), nor into one that was
 *    emptied under it: what this tab still remembers would go with the first reading.
 * 4. Indexes hold ids, entity names, numbers and states only; the rest goes through the codec.
 */
import Dexie from 'dexie';
import type { Table } from 'dexie';
import type { Bytes } from './bytes.ts';
import { asStorageError, isConnectionLoss, StorageError } from './storage-error.ts';
import type { StorageFault } from './storage-error.ts';

/** Raised when older bundles could no longer understand what this one writes. */
export const dataVersion = 1;

export interface PageRecord {
  readonly key: string;
  readonly entity: string;
  /** gzip of a JSON array of rows without id and version, as the server sent it. */
  readonly body: Bytes;
}
export interface BlockRecord {
  readonly key: string;
  readonly entity: string;
  /** 16 bytes for each row of the page with the same key. */
  readonly ids: Bytes;
  readonly versions: Uint32Array<ArrayBuffer>;
}
export interface RootRecord {
  /** The entity, or `entity*` while its replacement is still arriving. */
  readonly name: string;
  readonly body: Bytes;
}
export interface OverlayRecord {
  readonly s?: number;
  readonly entity: string;
  readonly body: Bytes;
}
export type WaitingState = 'waiting' | 'aside' | 'withdrawn';
export interface OutboxRecord {
  readonly sequence: number;
  readonly changeId: string;
  readonly state: WaitingState;
  readonly body: Bytes;
}
export type SentState = 'sent' | 'needs_you' | 'set_aside' | 'closed';
export interface SentRecord {
  readonly changeId: string;
  readonly sequence: number;
  readonly state: SentState;
  /** Device time of the answer, milliseconds. */
  readonly at: number;
  readonly body: Bytes;
}
/** A plain number (`value`), or a fact sealed by the codec (`body`). */
export interface MetaRecord {
  readonly name: string;
  readonly value?: number;
  readonly body?: Bytes;
}

export class Tables extends Dexie {
  declare readonly pages: Table<PageRecord, string>;
  declare readonly blocks: Table<BlockRecord, string>;
  declare readonly roots: Table<RootRecord, string>;
  declare readonly overlay: Table<OverlayRecord, number>;
  declare readonly outbox: Table<OutboxRecord, number>;
  declare readonly sent: Table<SentRecord, string>;
  declare readonly meta: Table<MetaRecord, string>;

  constructor(name: string) {
    super(name, { chromeTransactionDurability: 'strict', cache: 'disabled' });
    this.version(1).stores({
      pages: 'key, entity',
      blocks: 'key, entity',
      roots: 'name',
      overlay: '++s, entity',
      outbox: 'sequence, &changeId, state',
      sent: 'changeId, sequence, state, at',
      meta: 'name',
    });
  }
}

export type TableName = 'pages' | 'blocks' | 'roots' | 'overlay' | 'outbox' | 'sent';

export interface Database {
  readonly name: string;
  /** Of whoever opens it, with the version that was found; until then nothing may be written. */
  admit(found: number): Promise<unknown>;
  read<T>(tables: readonly (TableName | 'meta')[], work: (tables: Tables) => Promise<T>): Promise<T>;
  /** All or nothing; resolves when it is durable. `meta` is always among the tables. */
  change<T>(tables: readonly TableName[], work: (tables: Tables) => Promise<T>): Promise<T>;
  close(): void;
  destroy(): Promise<void>;
}

export interface DatabaseEvents {
  /** Another tab runs a newer bundle and needs the database; this one may only be read from now on. */
  readonly onNewer: () => void;
  readonly onLost: () => void;
}

/** A number in `meta`; 0 when it was never written. */
export const counter = async (tables: Tables, name: string): Promise<number> =>
  (await tables.meta.get(name))?.value ?? 0;

/** Every opening writes the version down: where there is none, the browser has emptied the database under an open app. */
async function refuseOther(tables: Tables): Promise<void> {
  const found = await counter(tables, 'dataVersion');
  if (found !== dataVersion) throw new StorageError(found > dataVersion ? 'newer' : 'lost');
}

/** Opens the database; rejects with a StorageError when that is not possible. */
export async function openDatabase(name: string, events: DatabaseEvents): Promise<Database> {
  const connection = connect(name, events);
  const { tables, guarded } = connection;
  await guarded(async () => {
    await tables.open();
  });
  return {
    name,
    admit: async (found) => {
      if (found > dataVersion) events.onNewer();
      if (found < dataVersion)
        await guarded(() => tables.meta.put({ name: 'dataVersion', value: dataVersion }));
    },
    read: (names, work) => guarded(() => tables.transaction('r', names, () => work(tables))),
    change: (names, work) =>
      guarded(() =>
        tables.transaction(
          'rw',
          ['meta', ...names],
          // Asked together: refused, everything is taken back, and whatever the work met with is no news.
          async () => {
            const isOurs = refuseOther(tables);
            return (await Promise.all([work(tables).finally(() => isOurs), isOurs]))[0];
          },
        ),
      ),
    close: connection.close,
    destroy: async () => {
      connection.close();
      await Dexie.delete(name);
    },
  };
}

interface Connection {
  readonly tables: Tables;
  /** Does the work; when the connection is lost, opens a new one and does it once more. */
  readonly guarded: <T>(work: () => Promise<T>) => Promise<T>;
  readonly close: () => void;
}

function connect(name: string, events: DatabaseEvents): Connection {
  const tables = new Tables(name);
  /** Closed, and what that means for whoever still asks. */
  let closed: StorageFault | undefined;
  let reopening: Promise<void> | undefined;

  const reopen = (): Promise<void> => {
    reopening ??= (async () => {
      tables.close({ disableAutoOpen: false });
      await tables.open();
    })().finally(() => (reopening = undefined));
    return reopening;
  };
  tables.on('versionchange', (event) => {
    closed = event.newVersion === null ? 'lost' : 'newer';
    tables.close();
    if (closed === 'newer') events.onNewer();
  });
  const again = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      await reopen();
      return await work();
    } catch (error) {
      const known = asStorageError(error);
      if (known instanceof StorageError && known.fault === 'lost') events.onLost();
      throw known;
    }
  };
  return {
    tables,
    guarded: async (work) => {
      if (closed) throw new StorageError(closed);
      try {
        return await work();
      } catch (error) {
        if (!isConnectionLoss(error)) throw asStorageError(error);
      }
      return again(work);
    },
    close: () => {
      closed = 'lost';
      tables.close();
    },
  };
}
