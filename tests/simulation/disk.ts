/**
 * What a device keeps: an IndexedDB of its own that survives the app. Writes can fail from a chosen one on; power can
 * fail at a chosen one. Whoever ran the app before the power failed never hears from the disk again.
 */
import { IDBFactory, IDBKeyRange, IDBObjectStore } from 'fake-indexeddb';

interface RawDatabase {
  readonly transactions: readonly { _state: string; abort(): void }[];
  readonly connections: readonly { _closePending: boolean; _closed: boolean }[];
}

export type WriteFault = 'full' | 'broken' | 'power';

export interface Disk {
  /** What a running app sees; a new one for each start. */
  boot(): Boot;
  /** From the write with this number (1 is the next) on: forever for a full disk, once for a broken write. */
  failAt(write: number, fault: WriteFault, onPower?: () => void): void;
  mend(): void;
  /** As when a browser clears a site's data; `keepJournal` leaves the second copy. */
  clear(keepJournal: boolean): void;
}

export interface Boot {
  readonly dependencies: { readonly indexedDB: IDBFactory; readonly IDBKeyRange: typeof IDBKeyRange };
  /** The app is gone; what it had begun is undone. */
  cut(): void;
}

interface Trouble {
  left: number;
  readonly fault: WriteFault;
  readonly onPower: () => void;
}

/** What is being committed is on the disk; aborting it would throw, and the app would live on with half a disk. */
const settled: ReadonlySet<string> = new Set(['committing', 'finished']);

const troubles = new WeakMap<object, () => void>();

/** Every write of every fake database asks the disk it lies on. */
export function watchWrites(): void {
  const prototype = IDBObjectStore.prototype as unknown as Record<string, (...given: unknown[]) => unknown>;
  for (const name of ['put', 'add', 'delete', 'clear']) {
    const real = prototype[name];
    if (!real) continue;
    prototype[name] = function (this: { transaction: { db: { _rawDatabase: object } } }, ...given) {
      troubles.get(this.transaction.db._rawDatabase)?.();
      return real.apply(this, given);
    };
  }
}

export function createDisk(): Disk {
  const factory = new IDBFactory();
  const databases = (): Map<string, RawDatabase> =>
    (factory as unknown as { _databases: Map<string, RawDatabase> })._databases;
  let trouble: Trouble | undefined;
  let current: { cut(): void } | undefined;
  const check = (): void => {
    if (!trouble) return;
    trouble.left -= 1;
    if (trouble.left > 0) return;
    const { fault, onPower } = trouble;
    if (fault !== 'full') trouble = undefined;
    if (fault === 'full') throw new DOMException('no room', 'QuotaExceededError');
    if (fault === 'power') {
      current?.cut();
      onPower();
    }
    throw new DOMException('the write was cut', 'AbortError');
  };
  const mind = (): void => {
    for (const raw of databases().values()) troubles.set(raw, check);
  };
  return {
    boot: () => {
      let alive = true;
      const never = (): object => ({ addEventListener: () => undefined });
      const facade = {
        open: (name: string, version?: number) => {
          if (!alive) return never();
          const request = factory.open(name, version);
          request.addEventListener('success', mind);
          request.addEventListener('upgradeneeded', mind);
          return request;
        },
        deleteDatabase: (name: string) => (alive ? factory.deleteDatabase(name) : never()),
        databases: () => factory.databases(),
        cmp: (one: unknown, other: unknown) => factory.cmp(one, other),
      };
      const boot = {
        dependencies: { indexedDB: facade as unknown as IDBFactory, IDBKeyRange },
        cut: () => {
          alive = false;
          for (const raw of databases().values()) {
            for (const transaction of raw.transactions)
              if (!settled.has(transaction._state)) transaction.abort();
            for (const connection of raw.connections) {
              connection._closePending = true;
              connection._closed = true;
            }
          }
        },
      };
      current = boot;
      return boot;
    },
    failAt: (write, fault, onPower = () => undefined) => {
      trouble = { left: write, fault, onPower };
    },
    mend: () => {
      trouble = undefined;
    },
    clear: (keepJournal) => {
      for (const name of [...databases().keys()])
        if (!(keepJournal && name.includes('journal'))) databases().delete(name);
    },
  };
}
