/**
 * The trace of reading (P5): the first pull of a day leaves one BULK_READ for each scope, person and device.
 * The database keeps it to one; this memory only spares it the question.
 */
import type { LocalContext, Sql } from '../database/connection.ts';
import { inLocal } from '../database/connection.ts';

export interface BulkReads {
  /** Must be done before a row is sent: what cannot be recorded is not read. */
  record(context: LocalContext, scopes: readonly string[]): Promise<void>;
}

const mostRemembered = 20_000;

export function createBulkReads(sql: Sql, now: () => number): BulkReads {
  let day = '';
  const recorded = new Map<string, Set<string>>();
  return {
    async record(context, scopes) {
      const today = new Date(now()).toISOString().slice(0, 10);
      if (today !== day || recorded.size > mostRemembered) recorded.clear();
      day = today;
      const reader = [context.localId, context.userId, context.deviceId].join('|');
      const known = recorded.get(reader) ?? new Set<string>();
      const missing = scopes.filter((scope) => !known.has(scope));
      if (missing.length === 0) return;
      await inLocal(
        sql,
        context,
        (transaction) => transaction`
          select audit.record_bulk_read(p.scope, p.rows)
          from (select scope, count(*)::int as rows from sync.places
                where local_id = ${context.localId} and scope = any (${missing}::text[])
                group by scope order by scope) p`,
      );
      recorded.set(reader, new Set([...known, ...missing]));
    },
  };
}
