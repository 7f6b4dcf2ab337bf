/** What did not change stays the same object. Pure. */
import type { Json } from '../../shared/values/json.ts';
import { sameJson } from '../../shared/values/json.ts';
import type { SeenRow } from '../hall.ts';

/** `after`, with the objects of `before` wherever they say the same. */
export function keepSame(before: readonly SeenRow[], after: readonly SeenRow[]): readonly SeenRow[] {
  const known = new Map(before.map((row) => [row.id, row]));
  return after.map((row) => {
    const old = known.get(row.id);
    return old && sameJson(old as Json, row as Json) ? old : row;
  });
}
