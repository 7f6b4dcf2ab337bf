/** Runs in the page: opens a hall and lends its doors to the test. Bundled by rig.ts. */
import type { Gesture, OutboxItem, SeenRow, SyncStatus, Written } from '../../../client/hall.ts';
import type { OpenHall } from '../../../client/sync/open-hall.ts';
import { CannotOpen, openHall } from '../../../client/sync/open-hall.ts';
import { sealedCodec } from '../../../client/store/codec.ts';
import { foldAll } from '../../../client/store/fold.ts';

export interface Doors {
  open(actor: { localId: string; userId: string }, sealed: boolean): Promise<string>;
  list(entity: string, prefix?: readonly string[]): Promise<readonly SeenRow[]>;
  count(entity: string): Promise<number>;
  write(gestures: readonly Gesture[]): Promise<readonly Written[]>;
  /** Edits one after another; milliseconds of each. */
  time(gestures: readonly Gesture[]): Promise<readonly number[]>;
  unsent(): Promise<readonly OutboxItem[]>;
  sent(): Promise<readonly OutboxItem[]>;
  status(): SyncStatus;
  now(): void;
  fold(): Promise<void>;
  generation(): number;
  leads(): boolean;
  close(): Promise<void>;
}

let hall: OpenHall | undefined;

function here(): OpenHall {
  if (!hall) throw new Error('No hall is open.');
  return hall;
}

/** A key that stays with the browser profile, as a device would keep it. */
async function keptKey(): Promise<CryptoKey> {
  const database = await new Promise<IDBDatabase>((resolve, reject) => {
    const opening = indexedDB.open('test-key', 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore('keys');
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(opening.error ?? new Error('no database'));
  });
  const read = await new Promise<CryptoKey | undefined>((resolve) => {
    const got = database.transaction('keys').objectStore('keys').get('key');
    got.onsuccess = () => resolve(got.result as CryptoKey | undefined);
  });
  const key =
    read ??
    (await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']));
  const writing = database.transaction('keys', 'readwrite');
  writing.objectStore('keys').put(key, 'key');
  await new Promise((resolve) => (writing.oncomplete = resolve));
  database.close();
  return key;
}

const doors: Doors = {
  open: async ({ localId, userId }, sealed) => {
    try {
      hall = await openHall({
        seat: { localId, localName: 'Local', userId, firstName: 'A', lastName: 'B' },
        session: { fetch: (path, init) => fetch(path, init), refresh: () => Promise.resolve(true) },
        pace: { pollMs: 500, idleMs: 50, verifyEachMs: 500 },
        ...(sealed ? { codec: sealedCodec(await keptKey()) } : {}),
      });
      return 'open';
    } catch (error) {
      return error instanceof CannotOpen ? error.reason : String(error);
    }
  },
  list: (entity, prefix) => here().rows.list(entity, prefix ? { prefix } : {}),
  count: (entity) => here().rows.count(entity),
  write: (gestures) => here().rows.writeAll(gestures),
  time: async (gestures) => {
    const times: number[] = [];
    for (const gesture of gestures) {
      const begun = performance.now();
      const written = await here().rows.write(gesture);
      if (!written.ok) throw new Error(JSON.stringify(written));
      times.push(performance.now() - begun);
    }
    return times;
  },
  unsent: () => here().rows.unsent(),
  sent: () => here().rows.sent(100_000),
  status: () => here().sync.status(),
  now: () => here().sync.now(),
  fold: () => foldAll(here().store.core),
  generation: () => here().store.core.memory.generation,
  leads: () => here().engine.lane('pull').state !== 'follower',
  close: () => here().close(),
};

declare global {
  interface Window {
    doors: Doors;
  }
}
window.doors = doors;
