/**
 * Proof that a device is complete: over a range of rows, how many there are and the sum of hash(id, version).
 *
 * hash = the first 48 bits of MD5 over the id's 16 bytes and the version as a big-endian 32-bit integer; the sum is
 * taken modulo 2^48. Postgres computes the same with md5(uuid_send(id) || int4send(version)). MD5 guards against
 * accidents, not attackers: the server is the authority on rows.
 */
const modulus = 2 ** 48;

const shifts = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21] as const;
const sines = Int32Array.from(
  { length: 64 },
  (_, index) => Math.floor(Math.abs(Math.sin(index + 1)) * 2 ** 32) | 0,
);
const block = new DataView(new ArrayBuffer(64));

/** MD5 of exactly twenty bytes: one block, so no loop over the message. Returns the first 48 bits as a number. */
function md5Head(id: Uint8Array, offset: number, version: number): number {
  for (let index = 0; index < 16; index += 1) block.setUint8(index, id[offset + index] ?? 0);
  block.setUint32(16, version);
  block.setUint32(20, 0x80, true);
  for (let index = 24; index < 64; index += 4) block.setUint32(index, 0);
  block.setUint32(56, 160, true);
  let [a, b, c, d] = [0x67452301, 0xefcdab89 | 0, 0x98badcfe | 0, 0x10325476];
  for (let index = 0; index < 64; index += 1) {
    const [mixed, word] = mix(index, b, c, d);
    const sum = (a + mixed + (sines[index] ?? 0) + block.getInt32(word * 4, true)) | 0;
    const shift = shifts[(index >> 4) * 4 + (index & 3)] ?? 0;
    [a, d, c, b] = [d, c, b, (b + ((sum << shift) | (sum >>> (32 - shift)))) | 0];
  }
  block.setInt32(0, (a + 0x67452301) | 0, true);
  block.setInt32(4, (b + (0xefcdab89 | 0)) | 0, true);
  return block.getUint32(0) * 0x10000 + block.getUint16(4);
}

function mix(index: number, b: number, c: number, d: number): readonly [number, number] {
  if (index < 16) return [(b & c) | (~b & d), index];
  if (index < 32) return [(d & b) | (~d & c), (5 * index + 1) % 16];
  if (index < 48) return [b ^ c ^ d, (3 * index + 5) % 16];
  return [c ^ (b | ~d), (7 * index) % 16];
}

export interface Proof {
  readonly count: number;
  readonly sum: number;
}

export const emptyProof: Proof = { count: 0, sum: 0 };

/** `ids` is 16 bytes for each row; `versions` one number for each row, in the same order. */
export function proofOf(ids: Uint8Array, versions: ArrayLike<number>): Proof {
  let sum = 0;
  for (let index = 0; index < versions.length; index += 1)
    sum = (sum + md5Head(ids, index * 16, versions[index] ?? 0)) % modulus;
  return { count: versions.length, sum };
}

export const addProofs = (one: Proof, other: Proof): Proof => ({
  count: one.count + other.count,
  sum: (one.sum + other.sum) % modulus,
});

export const subtractProofs = (from: Proof, part: Proof): Proof => ({
  count: from.count - part.count,
  sum: (from.sum - part.sum + modulus) % modulus,
});

export const sameProof = (one: Proof, other: Proof): boolean =>
  one.count === other.count && one.sum === other.sum;
