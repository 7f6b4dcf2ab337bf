/**
 * Identifiers: UUIDv7 for new rows (made where the row is made) and UUIDv5 for rows with a natural key,
 * so that two devices that mean the same row write the same row. RFC 9562.
 * SHA-1 stands here because WebCrypto's is asynchronous and a Dexie transaction must not wait for it.
 */
const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** Namespace of every derived id. Written down in docs/sync.md; it can never change. */
export const unionhallNamespace = '6f1c7f0e-2f2b-5a8e-9d5c-8a4b1e0c46d1';

/** Lower-case UUIDs of versions 1 to 8. */
export const isUuid = (value: string): boolean => uuidPattern.test(value);

const hex = (bytes: Uint8Array): string =>
  [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');

/** The text form of 16 bytes. */
export function bytesToUuid(bytes: Uint8Array): string {
  const text = hex(bytes);
  return `${text.slice(0, 8)}-${text.slice(8, 12)}-${text.slice(12, 16)}-${text.slice(16, 20)}-${text.slice(20)}`;
}

/** The 16 bytes of a UUID; wrong text gives wrong bytes, so check with `isUuid` at the boundary. */
export function uuidToBytes(uuid: string): Uint8Array {
  const text = uuid.replaceAll('-', '');
  return Uint8Array.from({ length: 16 }, (_, index) => parseInt(text.slice(index * 2, index * 2 + 2), 16));
}

/** A time-ordered id. `moment` in milliseconds; `random` gives at least ten random bytes. */
export function uuidV7(moment: number, random: Uint8Array): string {
  const bytes = new Uint8Array(16);
  new DataView(bytes.buffer).setUint32(0, Math.floor(moment / 0x10000));
  new DataView(bytes.buffer).setUint16(4, moment % 0x10000);
  bytes.set(random.subarray(0, 10), 6);
  return stamp(bytes, 7);
}

/** When a time-ordered id was made, in milliseconds; undefined for every other id. */
export const momentOfUuid = (uuid: string): number | undefined =>
  isUuid(uuid) && uuid[14] === '7' ? parseInt(uuid.slice(0, 8) + uuid.slice(9, 13), 16) : undefined;

/** The same id for the same name, for ever. */
export function uuidV5(name: string, namespace = unionhallNamespace): string {
  const text = new TextEncoder().encode(name);
  const input = new Uint8Array(16 + text.length);
  input.set(uuidToBytes(namespace));
  input.set(text, 16);
  return stamp(sha1(input).slice(0, 16), 5);
}

function stamp(bytes: Uint8Array, version: number): string {
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | (version << 4);
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytesToUuid(bytes);
}

const rotate = (value: number, bits: number): number => (value << bits) | (value >>> (32 - bits));

/** FIPS 180-4. Used for names only, never for secrets. */
export function sha1(input: Uint8Array): Uint8Array {
  const padded = new Uint8Array(((input.length + 8) >> 6) * 64 + 64);
  padded.set(input);
  padded[input.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 4, (input.length * 8) >>> 0);
  const state = new Int32Array([0x67452301, 0xefcdab89 | 0, 0x98badcfe | 0, 0x10325476, 0xc3d2e1f0 | 0]);
  const schedule = new Int32Array(80);
  for (let offset = 0; offset < padded.length; offset += 64) sha1Block(view, offset, schedule, state);
  const output = new DataView(new ArrayBuffer(20));
  state.forEach((word, index) => output.setInt32(index * 4, word));
  return new Uint8Array(output.buffer);
}

const sha1Round = (index: number, b: number, c: number, d: number): number => {
  if (index < 20) return ((b & c) | (~b & d)) + 0x5a827999;
  if (index < 40) return (b ^ c ^ d) + 0x6ed9eba1;
  if (index < 60) return ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdc;
  return (b ^ c ^ d) + 0xca62c1d6;
};

function sha1Block(view: DataView, offset: number, schedule: Int32Array, state: Int32Array): void {
  const word = (index: number): number => schedule[index] ?? 0;
  for (let index = 0; index < 16; index += 1) schedule[index] = view.getInt32(offset + index * 4);
  for (let index = 16; index < 80; index += 1)
    schedule[index] = rotate(word(index - 3) ^ word(index - 8) ^ word(index - 14) ^ word(index - 16), 1);
  let [a = 0, b = 0, c = 0, d = 0, e = 0] = state;
  for (let index = 0; index < 80; index += 1) {
    const next = (rotate(a, 5) + sha1Round(index, b, c, d) + e + word(index)) | 0;
    [e, d, c, b, a] = [d, c, rotate(b, 30), a, next];
  }
  [a, b, c, d, e].forEach((value, index) => (state[index] = ((state[index] ?? 0) + value) | 0));
}
