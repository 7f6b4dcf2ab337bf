/**
 * Where rows stand: places ([sort key, id]) and how they compare, ranges of a prefix.
 * The order is that of UTF-8 bytes, as the server's collation "C" has it; pages are clustered by it.
 */
import type { Entity, Values } from '../../shared/entity/entity.ts';
import { compareKeys, sortKey } from '../../shared/entity/row.ts';
import type { Place } from '../../shared/sync/protocol.ts';
import type { Json } from '../../shared/values/json.ts';

export const comparePlaces = (left: Place, right: Place): number =>
  compareKeys(left[0], right[0]) || compareKeys(left[1], right[1]);

export const placeOf = (of: Entity, row: Values & { readonly id: string }): Place => [
  sortKey(of, row),
  row.id,
];

/** What the sort keys of rows with these leading order values begin with; the whole key when all are given. */
export function keyPrefix(
  of: Entity,
  prefix: readonly Json[],
): { readonly text: string; readonly whole: boolean } {
  const names = of.show.order.slice(0, prefix.length);
  const values = Object.fromEntries(names.map((name, index) => [name, prefix[index] ?? null]));
  const key = sortKey(of, values);
  const missing = of.show.order.length - names.length;
  return missing === 0
    ? { text: key, whole: true }
    : { text: key.slice(0, key.length - missing + 1), whole: false };
}

/** Is a key in the prefix, before it, or after it? */
export function againstPrefix(
  key: string,
  prefix: { readonly text: string; readonly whole: boolean },
): number {
  if (prefix.whole ? key === prefix.text : key.startsWith(prefix.text)) return 0;
  return compareKeys(key, prefix.text);
}
