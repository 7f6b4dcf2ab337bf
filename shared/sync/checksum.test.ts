import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { uuidToBytes } from '../values/uuid.ts';
import { addProofs, emptyProof, proofOf, sameProof, subtractProofs } from './checksum.ts';

const nodeHash = (id: Uint8Array, version: number): number => {
  const bytes = Buffer.alloc(20);
  bytes.set(id);
  bytes.writeUInt32BE(version, 16);
  return createHash('md5').update(bytes).digest().readUIntBE(0, 6);
};

const anyRow = fc.tuple(
  fc.uint8Array({ minLength: 16, maxLength: 16 }),
  fc.integer({ min: 0, max: 2 ** 32 - 1 }),
);
const join = (rows: readonly (readonly [Uint8Array, number])[]) =>
  proofOf(
    Buffer.concat(rows.map(([id]) => id)),
    rows.map(([, version]) => version),
  );

test('the hash of one row is the head of MD5 over its id and version', () => {
  fc.assert(
    fc.property(anyRow, ([id, version]) => {
      expect(proofOf(id, [version])).toEqual({ count: 1, sum: nodeHash(id, version) });
    }),
  );
});
test('the sum does not depend on the order, and parts add up to the whole', () => {
  fc.assert(
    fc.property(fc.array(anyRow, { maxLength: 30 }), fc.array(anyRow, { maxLength: 30 }), (one, other) => {
      const whole = join([...one, ...other]);
      expect(join([...other, ...one].reverse())).toEqual(whole);
      expect(addProofs(join(one), join(other))).toEqual(whole);
      expect(subtractProofs(whole, join(other))).toEqual(join(one));
    }),
  );
});
test('another version, another id or a missing row is another proof', () => {
  const id = uuidToBytes('2ed6657d-e927-568b-95e1-2665a8aea6a2');
  const other = uuidToBytes('2ed6657d-e927-568b-95e1-2665a8aea6a3');
  const proof = proofOf(id, [1]);
  expect(sameProof(proof, proofOf(id, [2]))).toBe(false);
  expect(sameProof(proof, proofOf(other, [1]))).toBe(false);
  expect(sameProof(proof, emptyProof)).toBe(false);
  expect(proofOf(new Uint8Array(0), [])).toEqual(emptyProof);
});
