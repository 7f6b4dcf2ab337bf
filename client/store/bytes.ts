/** Bytes, gzip and JSON: what stands between a row and what is stored. Needs CompressionStream (every browser since 2023). */
import type { Json } from '../../shared/values/json.ts';

export type Bytes = Uint8Array<ArrayBuffer>;

/** The same bytes for interfaces that refuse shared memory; nothing of ours is shared. */
export const plainBytes = (bytes: Uint8Array): Bytes => bytes as Bytes;

/** As an answer's body: a Blob's bytes would first go to the browser's process and back. */
async function through(bytes: Uint8Array, transform: GenericTransformStream): Promise<Bytes> {
  const { body } = new Response(plainBytes(bytes));
  const changed = body?.pipeThrough(transform as ReadableWritablePair<Uint8Array, Bytes>);
  return new Uint8Array(await new Response(changed ?? null).arrayBuffer());
}

export const gzip = (bytes: Uint8Array): Promise<Bytes> => through(bytes, new CompressionStream('gzip'));

/** Rejects when the bytes are not whole gzip. */
export const gunzip = (bytes: Uint8Array): Promise<Bytes> => through(bytes, new DecompressionStream('gzip'));

export const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

export const jsonToBytes = (value: unknown): Bytes =>
  plainBytes(new TextEncoder().encode(JSON.stringify(value)));

export const bytesToJson = (bytes: Uint8Array): Json => JSON.parse(new TextDecoder().decode(bytes)) as Json;
