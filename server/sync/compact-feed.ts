/**
 * Keeps the feed short: what later entries repeat is taken out of old ones, scope by scope (migration 0014). Nobody
 * waits for it and nobody misses anything by it; a device that was away for long may get a row twice.
 */
import type { Sql } from '../database/connection.ts';

/** The newest entries of a scope, in numbers, are left alone: nearly every device asks for those only. */
const keptNumbers = 5000;
/** Scopes in one transaction: it deletes and writes up to some hundred thousand entries. */
const scopesAtOnce = 5;
const mostTurns = 200;

/** Returns how many scopes were packed. Does nothing while another server is at it. */
export async function compactFeed(sql: Sql, kept = keptNumbers): Promise<number> {
  let packed = 0;
  for (let turn = 0; turn < mostTurns; turn += 1) {
    const [row] = await sql<{ scopes: number }[]>`
      select sync.compact_feed(${kept}::bigint, ${scopesAtOnce}::integer) as scopes`;
    packed += row?.scopes ?? 0;
    if ((row?.scopes ?? 0) < scopesAtOnce) break;
  }
  return packed;
}
