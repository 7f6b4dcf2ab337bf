/**
 * What a person holds, as `holdingsOf` says at this moment; said a second time it is the same array. Much follows from
 * holdings alone (which rows and fields, under which views), and is worked out once for each array (`oncePer`): with
 * every pull anew it took longer than reading the row.
 */
import type { Actor, Holding } from '../../shared/access/holdings.ts';
import { holdingsOf } from '../../shared/access/holdings.ts';
import type { Registry } from '../../shared/entity/entity.ts';

/** What follows from the holdings of an officer takes some 50 kB. */
const mostKnown = 300;

const known = new Map<string, readonly Holding[]>();

export function knownHoldings(actor: Actor, registry: Registry, now: number): readonly Holding[] {
  const holdings = holdingsOf(actor, registry, now);
  const key = JSON.stringify(holdings);
  const same = known.get(key);
  if (same) return same;
  if (known.size >= mostKnown) known.clear();
  known.set(key, holdings);
  return holdings;
}
