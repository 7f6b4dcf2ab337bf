/** Where a batch that failed is parted: I7 of docs/sync.md. */
import type { Parsed } from './parse-changes.ts';

/**
 * The index at which the second part begins: nearest to the middle, and inside a gesture only when the batch is nothing
 * else. Of two or more changes; both parts have at least one.
 */
export function seamOf(parsed: readonly Parsed[]): number {
  const groupAt = (at: number): string | undefined => parsed[at]?.head?.group;
  const isSeam = (at: number): boolean =>
    at < parsed.length && (groupAt(at) === undefined || groupAt(at) !== groupAt(at - 1));
  const middle = Math.ceil(parsed.length / 2);
  for (let far = 0; far < middle; far += 1) {
    const seam = [middle - far, middle + far].find(isSeam);
    if (seam !== undefined) return seam;
  }
  return middle;
}
