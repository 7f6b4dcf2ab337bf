/** With the sealed codec nothing about a person can be read from the disk, in any table, and nothing can be altered. */
import { beforeEach, expect, test } from 'vitest';
import { plainCodec, sealedCodec } from '../../client/store/codec.ts';
import {
  clearDisk,
  enter,
  FakeLine,
  FakeServer,
  leave,
  makeActor,
  seedClass,
  settled,
  teaching,
} from './world.ts';

beforeEach(clearDisk);

const makeKey = () =>
  crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);

/** Every byte that is stored, as text; what is compressed is inflated, or it would hide by chance. */
async function diskText(databases: readonly string[]): Promise<string> {
  const parts: string[] = [];
  for (const name of databases) {
    const database = await new Promise<IDBDatabase>((resolve, reject) => {
      const opening = indexedDB.open(name);
      opening.onsuccess = () => resolve(opening.result);
      opening.onerror = () => reject(opening.error ?? new Error('no database'));
    });
    for (const store of database.objectStoreNames) {
      const records = await new Promise<unknown[]>((resolve) => {
        const all = database.transaction(store).objectStore(store).getAll();
        all.onsuccess = () => resolve(all.result);
      });
      for (const record of records) parts.push(await textOf(record));
    }
    database.close();
  }
  return parts.join('\n');
}

async function textOf(value: unknown): Promise<string> {
  if (value instanceof Uint8Array) {
    const plain = value[0] === 0x1f && value[1] === 0x8b ? await inflate(value) : value;
    return new TextDecoder().decode(plain);
  }
  if (typeof value === 'object' && value !== null)
    return (await Promise.all(Object.values(value).map(textOf))).join(' ');
  return String(value);
}

const inflate = async (bytes: Uint8Array): Promise<Uint8Array> =>
  new Uint8Array(
    await new Response(
      new Blob([bytes as BlobPart]).stream().pipeThrough(new DecompressionStream('gzip')),
    ).arrayBuffer(),
  );

async function dayOfWork(codec: typeof plainCodec): Promise<string> {
  const server = new FakeServer();
  const { cohortId, sessionId, studentIds } = seedClass(server, 3);
  const line = new FakeLine(server, makeActor('instructor', { teaching: [teaching(cohortId)] }));
  const hall = await enter(line, { codec });
  await settled(hall);
  await hall.rows.write({
    entity: 'attendance',
    op: 'create',
    set: { sessionId, studentId: studentIds[0] ?? '', status: 'absent', notes: 'a private reason' },
  });
  await settled(hall);
  line.trouble = 'offline';
  await hall.rows.write({
    entity: 'attendance',
    op: 'create',
    set: { sessionId, studentId: studentIds[1] ?? '', status: 'absent', notes: 'another private reason' },
  });
  await hall.store.core.journal.settled();
  const name = hall.store.core.database.name;
  await leave(hall);
  return diskText([name, 'unionhall-journal']);
}

const telling = ['private reason', 'Last00001', 'First0', 'Wiring', 'America/Los_Angeles', 'grants'];

test('nothing telling is on the disk; with the plain codec the same search finds all of it', async () => {
  const sealed = await dayOfWork(sealedCodec(await makeKey()));
  expect(telling.filter((word) => sealed.includes(word))).toEqual([]);
  clearDisk();
  const plain = await dayOfWork(plainCodec);
  expect(telling.filter((word) => plain.includes(word))).toEqual(telling);
});

test('bytes that were altered, moved to another table or sealed with another key do not open', async () => {
  const codec = sealedCodec(await makeKey());
  const text = new TextEncoder().encode('x'.repeat(5_000));
  const stored = await codec.seal('outbox', text);
  expect(stored.length).toBeLessThan(100);
  expect(await codec.open('outbox', stored)).toEqual(text);
  await expect(codec.open('sent', stored)).rejects.toThrow();
  await expect(sealedCodec(await makeKey()).open('outbox', stored)).rejects.toThrow();
  for (const index of [1, 14, stored.length - 1]) {
    const altered = stored.slice();
    altered[index] = (altered[index] ?? 0) ^ 1;
    await expect(codec.open('outbox', altered)).rejects.toThrow();
  }
});
