/**
 * Events for the audit that are not row writes: refusals, conflicts, commands, reads. Row writes are recorded by the
 * database itself and cannot be recorded here. Who acted is taken from the transaction's settings, never from here.
 */
import type { Json, JsonObject } from '../../shared/values/json.ts';
import type { Queryable } from '../database/connection.ts';

export type EventAction =
  | 'REFUSED'
  | 'SUPERSEDED'
  | 'CONFLICT'
  | 'SET_ASIDE'
  | 'READ'
  | 'COMMAND'
  | 'SIGN_IN'
  | 'SIGN_OUT'
  | 'EXPORT';

/** Everything that an entry of the log may be: row writes, which the database records, and events. */
export const auditActions: readonly string[] = [
  'CREATE',
  'UPDATE',
  'DELETE',
  'RESTORE',
  'REFUSED',
  'SUPERSEDED',
  'CONFLICT',
  'SET_ASIDE',
  'BULK_READ',
  'READ',
  'COMMAND',
  'SIGN_IN',
  'SIGN_OUT',
  'EXPORT',
];

export interface AuditEvent {
  readonly action: EventAction;
  /** Name of the entity; the database then digests its sensitive fields and drops its secret ones. */
  readonly entity?: string | null;
  readonly rowId?: string | null;
  /** By field name. */
  readonly before?: JsonObject | null;
  readonly after?: JsonObject | null;
  readonly changeId?: string | null;
  readonly deviceAt?: string | null;
  /** Plain words for people; never a personal value, since it is not digested. */
  readonly note?: string | null;
}

/** One statement, however many events; none when there are none. */
export async function recordEvents(sql: Queryable, events: readonly AuditEvent[]): Promise<void> {
  if (events.length === 0) return;
  const list: Json = events.map((event) => ({
    entity: event.entity ?? null,
    rowId: event.rowId ?? null,
    action: event.action,
    before: event.before ?? null,
    after: event.after ?? null,
    changeId: event.changeId ?? null,
    deviceAt: event.deviceAt ?? null,
    note: event.note ?? null,
  }));
  await sql`select audit.record_many(${sql.json(list)})`;
}

/** What the database records of rows written in `work` carries these words. For people; never a personal value. */
export async function withNote<T>(sql: Queryable, note: string, work: () => Promise<T>): Promise<T> {
  await sql`select set_config('app.note', ${note}, true)`;
  const done = await work();
  await sql`select set_config('app.note', '', true)`;
  return done;
}

/** At most one row for each scope, person, device and day; true when this was it. */
export async function recordBulkRead(sql: Queryable, scope: string, rows: number): Promise<boolean> {
  const [answer] = await sql<{ first: boolean }[]>`select audit.record_bulk_read(${scope}, ${rows}) as first`;
  return answer?.first === true;
}

/** This month's partitions and those of the next three. Called at start-up and once a day. */
export async function ensureAuditPartitions(sql: Queryable): Promise<void> {
  await sql`select audit.ensure_partitions()`;
}
