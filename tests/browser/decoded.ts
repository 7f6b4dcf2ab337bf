/**
 * What a device holds and what it was sent, as words: every store of every database through the app's own codec, every
 * answer through the app's own frames. Rows travel and lie compressed; to look for words in the raw bytes proves nothing.
 */
import { gunzipSync } from 'node:zlib';
import { expect } from '@playwright/test';
import type { Page } from '@playwright/test';
import { gunzip, isGzip } from '../../client/store/bytes.ts';
import { plainCodec } from '../../client/store/codec.ts';
import { decodeFrames, decodePage } from '../../shared/sync/frames.ts';
import type { Heard } from '../support/device-proxy.ts';

interface Stored {
  readonly place: string;
  /** The record's plain fields, as JSON. */
  readonly plain: string;
  /** Its bytes, base64. */
  readonly bytes: readonly string[];
}

/** Everything under this origin in IndexedDB, and what stands in the other stores in plain text. */
const readDisk = (page: Page): Promise<Stored[]> =>
  page.evaluate(async () => {
    const done = <T>(asking: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        asking.onsuccess = () => resolve(asking.result);
        asking.onerror = () => reject(asking.error ?? new Error('not read'));
      });
    const base64 = (bytes: Uint8Array): string => {
      let text = '';
      for (const byte of bytes) text += String.fromCharCode(byte);
      return btoa(text);
    };
    const stored: Stored[] = [];
    const take = (place: string, record: unknown): void => {
      const bytes: string[] = [];
      const plain = JSON.stringify(record, (_name, value: unknown) => {
        if (value instanceof Uint8Array) return void bytes.push(base64(value));
        if (value instanceof ArrayBuffer) return void bytes.push(base64(new Uint8Array(value)));
        return value;
      });
      stored.push({ place, plain: plain ?? '', bytes });
    };
    for (const { name = '' } of await indexedDB.databases()) {
      const database = await done(indexedDB.open(name));
      for (const store of database.objectStoreNames)
        for (const record of await done(database.transaction(store).objectStore(store).getAll()))
          take(`${name} ${store}`, record);
      database.close();
    }
    take('localStorage', { ...localStorage });
    take('sessionStorage', { ...sessionStorage });
    for (const name of await caches.keys())
      take(
        `cache ${name}`,
        (await (await caches.open(name)).keys()).map((one) => one.url),
      );
    return stored;
  });

const textOf = async (bytes: Uint8Array): Promise<string> =>
  new TextDecoder().decode(isGzip(bytes) ? await gunzip(bytes) : bytes);

export async function wordsOnDisk(page: Page): Promise<string> {
  const disk = await readDisk(page);
  expect(disk.filter(({ place, plain }) => place.startsWith('cache ') && plain.includes('/api/'))).toEqual(
    [],
  );
  const words = disk.map(async ({ place, plain, bytes }) => {
    const opened = bytes.map(async (one) =>
      textOf(await plainCodec.open(place.split(' ').at(-1) ?? '', Buffer.from(one, 'base64'))),
    );
    return [place, plain, ...(await Promise.all(opened))].join('\n');
  });
  return (await Promise.all(words)).join('\n');
}

async function wordsOfFrames(bytes: Uint8Array): Promise<string> {
  const words: string[] = [];
  const whole = (async function* () {
    yield await Promise.resolve(bytes);
  })();
  for await (const { header, body } of decodeFrames(whole)) {
    words.push(JSON.stringify(header));
    const { frame, count } = header as { frame?: string; count?: number };
    if (body.length === 0) continue;
    words.push(await textOf(frame === 'page' ? decodePage(body, count ?? 0).rows : body));
  }
  return words.join('\n');
}

/** Every answer that was heard; frames opened. */
export async function wordsOnWire(heard: readonly Heard[]): Promise<string> {
  const words = heard.map(async ({ path, headers, body }) => {
    const bytes = headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
    const isFrames = headers['content-type']?.startsWith('application/vnd.unionhall.frames');
    return `${path}\n${isFrames ? await wordsOfFrames(bytes) : await textOf(bytes)}`;
  });
  return (await Promise.all(words)).join('\n');
}
