/**
 * A Merkle tree over the leaves of one seal, as RFC 6962 (section 2.1) has it: a node is SHA-256 over a one byte and its
 * two children; a list is split at the largest power of two below its length. Pure.
 */
import { createHash } from 'node:crypto';

export const leafBytes = 32;

const hashNode = (left: Buffer, right: Buffer): Buffer =>
  createHash('sha256')
    .update(Buffer.from([1]))
    .update(left)
    .update(right)
    .digest();

const splitOf = (count: number): number => 2 ** Math.floor(Math.log2(count - 1));

/** The root of no leaves at all is SHA-256 of nothing. */
export function merkleRoot(leaves: readonly Buffer[]): Buffer {
  const [only] = leaves;
  if (only === undefined) return createHash('sha256').digest();
  if (leaves.length === 1) return only;
  const split = splitOf(leaves.length);
  return hashNode(merkleRoot(leaves.slice(0, split)), merkleRoot(leaves.slice(split)));
}

/** The hashes to join a leaf with on its way to the root, from the leaf upwards. */
export function inclusionPath(leaves: readonly Buffer[], index: number): readonly Buffer[] {
  if (index < 0 || index >= leaves.length) throw new RangeError(`There is no leaf ${index}.`);
  if (leaves.length === 1) return [];
  const split = splitOf(leaves.length);
  return index < split
    ? [...inclusionPath(leaves.slice(0, split), index), merkleRoot(leaves.slice(split))]
    : [...inclusionPath(leaves.slice(split), index - split), merkleRoot(leaves.slice(0, split))];
}

/** The root that a leaf, its place among `count` and its path lead to: to be compared with the one that was signed. */
export function rootFromPath(leaf: Buffer, index: number, count: number, path: readonly Buffer[]): Buffer {
  if (count === 1) return leaf;
  const split = splitOf(count);
  const last = path.at(-1);
  if (last === undefined) throw new RangeError('The path is too short.');
  const rest = path.slice(0, -1);
  return index < split
    ? hashNode(rootFromPath(leaf, index, split, rest), last)
    : hashNode(last, rootFromPath(leaf, index - split, count - split, rest));
}
