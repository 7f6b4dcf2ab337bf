/**
 * Floor (a): the same rows as gzipped NDJSON, a thousand to an IndexedDB record, and one record that is the index of
 * names. No edits, no overlay, no sync.
 */
import type { Downloaded, Search } from './bench-window.ts';
import { apiBytesSince, expose } from './bench-window.ts';
import type { PlainRow } from './row-lines.ts';
import { rowBatches } from './row-lines.ts';

/** Folded last and first name, number of the page, place in it; in order of the name. */
type IndexLine = readonly [name: string, page: number, place: number];

const asPromise = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('IndexedDB failed.'));
  });

function openStore(): Promise<IDBDatabase> {
  const request = indexedDB.open('packed', 1);
  request.onupgradeneeded = () => void request.result.createObjectStore('pages');
  return asPromise(request);
}

function put(
  store: IDBDatabase,
  key: string,
  value: unknown,
  durability: IDBTransactionDurability,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const transaction = store.transaction('pages', 'readwrite', { durability });
    transaction.objectStore('pages').put(value, key);
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new Error('IndexedDB gave up.'));
  });
}

const get = <T>(store: IDBDatabase, key: string): Promise<T> =>
  asPromise<T>(store.transaction('pages').objectStore('pages').get(key) as IDBRequest<T>);

const nameOf = (row: PlainRow): string => `${row.lastName}\u0001${row.firstName}`.toLowerCase();

async function storeAll(store: IDBDatabase): Promise<void> {
  const names: IndexLine[] = [];
  const writes: Promise<void>[] = [];
  let page = 0;
  for await (const { entity, rows } of rowBatches('/api/rows')) {
    const number = page;
    page += 1;
    if (entity === 'member') rows.forEach((row, place) => names.push([nameOf(row), number, place]));
    writes.push(put(store, `page/${number}`, rows, 'relaxed'));
  }
  names.sort((one, other) => (one[0] < other[0] ? -1 : 1));
  await Promise.all(writes);
  await put(store, 'names', names, 'strict');
}

async function find(store: IDBDatabase, beginning: string): Promise<readonly PlainRow[]> {
  const names = await get<readonly IndexLine[]>(store, 'names');
  const hits = names.filter(([name]) => name.startsWith(beginning));
  const numbers = [...new Set(hits.map(([, page]) => page))];
  const pages = new Map(
    await Promise.all(
      numbers.map(async (page) => [page, await get<readonly PlainRow[]>(store, `page/${page}`)] as const),
    ),
  );
  return hits.flatMap(([, page, place]) => pages.get(page)?.[place] ?? []);
}

async function download(search: Search): Promise<Downloaded> {
  const began = performance.now();
  const store = await openStore();
  await storeAll(store);
  const storedMs = performance.now() - began;
  const named = await find(store, `${search.name.toLowerCase()}\u0001`);
  const ms = performance.now() - began;
  const lettered = await find(store, search.letters.toLowerCase());
  const lettersMs = performance.now() - began;
  const wireBytes = await apiBytesSince(began);
  return { ms, lettersMs, storedMs, wireBytes, named: named.length, lettered: lettered.length };
}

expose({ download });
