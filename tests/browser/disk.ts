/** What lies on a device's disk, read and bent behind the app's back: its IndexedDB, without any code of ours. */
import type { Page } from '@playwright/test';

/** Entity → how many rows of the server lie in its pages and overlay. Entities without rows are left out. */
export const rowsOnDisk = (page: Page): Promise<Record<string, number>> =>
  page.evaluate(async () => {
    const found = (await indexedDB.databases()).flatMap(({ name }) =>
      name && /^unionhall-[0-9a-f]{8}-/.test(name) ? [name] : [],
    );
    const counts: Record<string, number> = {};
    const add = (entity: string, count: number): void => {
      if (count > 0) counts[entity] = (counts[entity] ?? 0) + count;
    };
    for (const name of found) {
      const opening = indexedDB.open(name);
      const database = await new Promise<IDBDatabase>((resolve, reject) => {
        opening.onsuccess = () => resolve(opening.result);
        opening.onerror = () => reject(new Error(`${name} does not open`));
      });
      const all = (store: string): Promise<{ entity: string; ids: Uint8Array; body: Uint8Array }[]> =>
        new Promise((resolve) => {
          const asking = database.transaction(store).objectStore(store).getAll();
          asking.onsuccess = () => resolve(asking.result as never);
        });
      for (const { entity, ids } of await all('blocks')) add(entity, ids.length / 16);
      for (const { entity, body } of await all('overlay')) {
        const lines = JSON.parse(new TextDecoder().decode(body)) as { kind: string }[];
        add(entity, lines.filter(({ kind }) => kind === 'row').length);
      }
      database.close();
    }
    return counts;
  });

export type Damage = 'a row is missing' | 'a page is missing' | 'a row is hidden';

/** Does harm to the stored students. Reload afterwards. */
export const damageStudents = (page: Page, damage: Damage): Promise<void> =>
  page.evaluate(async (how) => {
    const names = (await indexedDB.databases()).map(({ name }) => name ?? '');
    const opening = indexedDB.open(names.find((name) => /^unionhall-[0-9a-f]{8}-/.test(name)) ?? '');
    await new Promise((resolve) => (opening.onsuccess = resolve));
    const database = opening.result;
    const done = (asking: IDBRequest): Promise<unknown> =>
      new Promise((resolve, reject) => {
        asking.onsuccess = () => resolve(asking.result);
        asking.onerror = () => reject(new Error('the harm could not be done'));
      });
    const store = (name: string): IDBObjectStore => database.transaction(name, 'readwrite').objectStore(name);
    interface Block {
      key: string;
      entity: string;
      ids: Uint8Array;
      versions: Uint32Array;
    }
    const blocks = (await done(store('blocks').getAll())) as Block[];
    const block = blocks.find(({ entity }) => entity === 'student');
    if (!block) throw new Error('There are no students on this disk.');
    if (how === 'a page is missing') await done(store('pages').delete(block.key));
    if (how === 'a row is missing') {
      const stored = (await done(store('pages').get(block.key))) as { body: Uint8Array<ArrayBuffer> };
      const open = new Blob([stored.body]).stream().pipeThrough(new DecompressionStream('gzip'));
      const rows = (await new Response(open).json()) as unknown[];
      const shut = new Blob([JSON.stringify(rows.slice(1))])
        .stream()
        .pipeThrough(new CompressionStream('gzip'));
      const body = new Uint8Array(await new Response(shut).arrayBuffer());
      await done(store('pages').put({ ...stored, body }));
      await done(
        store('blocks').put({ ...block, ids: block.ids.slice(16), versions: block.versions.slice(1) }),
      );
    }
    if (how === 'a row is hidden') {
      const hex = [...block.ids.slice(0, 16)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
      const id = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
      const body = new TextEncoder().encode(JSON.stringify([{ id, kind: 'gone', version: 9999 }]));
      await done(store('overlay').add({ entity: 'student', body }));
    }
    database.close();
  }, damage);
