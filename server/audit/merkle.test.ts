import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { inclusionPath, merkleRoot, rootFromPath } from './merkle.ts';

const leaf = (content: string): Buffer =>
  createHash('sha256')
    .update(Buffer.concat([Buffer.from([0]), Buffer.from(content, 'hex')]))
    .digest();

// The test vectors that certificate-transparency implementations share.
const inputs = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
];
const leaves = inputs.map(leaf);

test('roots are those of RFC 6962', () => {
  expect(merkleRoot([]).toString('hex')).toBe(
    'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  );
  expect(merkleRoot(leaves.slice(0, 1)).toString('hex')).toBe(
    '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  );
  expect(merkleRoot(leaves).toString('hex')).toBe(
    '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
  );
});

test('every leaf of every size is proved by its path, and by no other leaf', () => {
  for (let count = 1; count <= leaves.length; count += 1) {
    const some = leaves.slice(0, count);
    const root = merkleRoot(some);
    for (const [index, one] of some.entries()) {
      const path = inclusionPath(some, index);
      expect(rootFromPath(one, index, count, path).equals(root)).toBe(true);
      expect(rootFromPath(leaf('ff'), index, count, path).equals(root)).toBe(false);
    }
  }
});
