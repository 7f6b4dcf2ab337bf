/**
 * Pages that many people read alike, built once: members for everyone in the office, training for all who run it.
 *
 * 1. A set is kept only when it was built whole, and under the numbers its scopes had before its first page.
 * 2. It may be served while the feed has moved little since: the device replays the feed from the set's own numbers.
 * 3. What is kept is bounded in bytes; the set unused for longest goes first.
 */
import { limits } from '../../shared/sync/protocol.ts';
import { isShared } from '../access/read-scope.ts';
import type { Numbers } from './pull-plan.ts';
import type { Page, RowSet } from './snapshot.ts';

export const mostCachedBytes = 32 * 1024 * 1024;

export interface CachedSet {
  readonly numbers: Numbers;
  readonly pages: readonly Page[];
}

export interface PageCache {
  /** A set whose scopes have not moved far beyond it. */
  find(key: string, heads: Numbers): CachedSet | undefined;
  keep(key: string, set: CachedSet): void;
  readonly bytes: number;
}

/** Undefined when the set is one person's own: nobody else would ask for it. */
export function cacheKey(epoch: string, { scope, within }: RowSet): string | undefined {
  if (!scope.scopes.every(isShared)) return undefined;
  const groups = scope.groups.map((group) => [group.scopes, [...group.fields]]);
  return JSON.stringify([epoch, scope.localId, scope.of.name, groups, within]);
}

export function createPageCache(mostBytes = mostCachedBytes): PageCache {
  const kept = new Map<string, { set: CachedSet; bytes: number }>();
  let bytes = 0;
  const drop = (key: string): void => {
    bytes -= kept.get(key)?.bytes ?? 0;
    kept.delete(key);
  };
  return {
    find(key, heads) {
      const found = kept.get(key);
      if (!found) return undefined;
      drop(key);
      if (movedSince(found.set.numbers, heads) >= limits.entriesPerPull) return undefined;
      kept.set(key, found);
      bytes += found.bytes;
      return found.set;
    },
    keep(key, set) {
      drop(key);
      const size = set.pages.reduce((sum, page) => sum + page.body.length, key.length);
      if (size > mostBytes / 2) return;
      for (const oldest of kept.keys()) {
        if (bytes + size <= mostBytes) break;
        drop(oldest);
      }
      kept.set(key, { set, bytes: size });
      bytes += size;
    },
    get bytes() {
      return bytes;
    },
  };
}

/** How many entries the feed has gained in the set's scopes. A number that went back is another history. */
function movedSince(numbers: Numbers, heads: Numbers): number {
  const moves = Object.entries(numbers).map(([scope, number]) => (heads[scope] ?? 0) - number);
  return moves.some((move) => move < 0)
    ? Number.POSITIVE_INFINITY
    : moves.reduce((sum, move) => sum + move, 0);
}
