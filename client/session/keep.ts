/**
 * What this browser remembers between visits so that it can start without signal: who was last here, in which seat, what
 * the device is called, and sealed work that is to be handed over. A small database of its own; no rows of the hall.
 */
import type { KeptPerson, Sealed } from './people.ts';

/** What is kept, by key. */
export interface Kept {
  /** Made once; each person's device id is derived from it. */
  browserId: string;
  deviceLabel: string;
  people: readonly KeptPerson[];
  current: { readonly accountId: string; readonly localId: string } | null;
  /** Work handed to the office at sign-out that has not been taken yet. */
  handOvers: readonly Sealed[];
  /** Seats (user ids) whose rows were deleted here at sign-out, until they are opened again. */
  left: readonly string[];
  /** Signed out without signal: the server has not been told. */
  signOutOwed: boolean;
  /** When any tab last got a fresh proof of the session. */
  refreshedAt: number;
}

export interface Keep {
  get<Key extends keyof Kept>(key: Key): Promise<Kept[Key] | undefined>;
  /** Resolves when it is durable. */
  set<Key extends keyof Kept>(key: Key, value: Kept[Key]): Promise<void>;
}

const storeName = 'kept';

function openDatabase(name: string): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(name, 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore(storeName);
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(opening.error ?? new Error('This browser’s storage could not be opened.'));
  });
}

/** Opened for each use: WebKit loses connections that rest, and these uses are few. */
async function inStore<T>(
  name: string,
  mode: IDBTransactionMode,
  use: (store: IDBObjectStore) => IDBRequest<T>,
): Promise<T> {
  const database = await openDatabase(name);
  try {
    return await new Promise<T>((resolve, reject) => {
      const transaction = database.transaction(storeName, mode, { durability: 'strict' });
      const request = use(transaction.objectStore(storeName));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = () => reject(transaction.error ?? new Error('Nothing could be kept.'));
    });
  } finally {
    database.close();
  }
}

export const openKeep = (name = 'unionhall-session'): Keep => ({
  get: <Key extends keyof Kept>(key: Key) =>
    inStore<Kept[Key] | undefined>(name, 'readonly', (store) => store.get(key)),
  set: async (key, value) => {
    await inStore(name, 'readwrite', (store) => store.put(value, key));
  },
});
