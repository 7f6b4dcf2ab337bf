/**
 * The one door between values and what stands on the disk. Everything that says something about a person goes through
 * it; only ids, entity names, numbers and states stay outside, because Dexie's indexes need them.
 *
 * Encryption at rest is therefore another codec, not a migration. WebCrypto never runs inside a Dexie transaction:
 * callers seal before they open one and open what they read after it.
 */
import { gunzip, gzip, isGzip, plainBytes } from './bytes.ts';
import type { Bytes } from './bytes.ts';

export interface Codec {
  readonly name: 'plain' | 'sealed';
  /** `place` names the table; bytes sealed for one table do not open in another. */
  seal(place: string, plain: Uint8Array): Promise<Bytes>;
  /** Rejects when the bytes were altered or sealed with another key. */
  open(place: string, stored: Uint8Array): Promise<Bytes>;
}

export const plainCodec: Codec = {
  name: 'plain',
  seal: (_place, plain) => Promise.resolve(plainBytes(plain)),
  open: (_place, stored) => Promise.resolve(plainBytes(stored)),
};

/** Below this a gzip stream costs more time than it saves bytes. */
const worthCompressing = 2_000;
const ivLength = 12;

/** AES-GCM with a fresh iv for each value: flag · iv · ciphertext. Compresses first, since ciphertext cannot be. */
export function sealedCodec(key: CryptoKey): Codec {
  const algorithm = (iv: Bytes, place: string) => ({
    name: 'AES-GCM',
    iv,
    additionalData: new TextEncoder().encode(place),
  });
  return {
    name: 'sealed',
    seal: async (place, plain) => {
      const compress = plain.length > worthCompressing && !isGzip(plain);
      const iv = crypto.getRandomValues(new Uint8Array(ivLength));
      const text = compress ? await gzip(plain) : plainBytes(plain);
      const sealed = new Uint8Array(await crypto.subtle.encrypt(algorithm(iv, place), key, text));
      const stored = new Uint8Array(1 + ivLength + sealed.length);
      stored[0] = compress ? 1 : 0;
      stored.set(iv, 1);
      stored.set(sealed, 1 + ivLength);
      return stored;
    },
    open: async (place, stored) => {
      const iv = plainBytes(stored.slice(1, 1 + ivLength));
      const sealed = plainBytes(stored.subarray(1 + ivLength));
      const text = new Uint8Array(await crypto.subtle.decrypt(algorithm(iv, place), key, sealed));
      return stored[0] === 1 ? gunzip(text) : text;
    },
  };
}
