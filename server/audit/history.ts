/**
 * The history of one row, newest first: who, what, when on the device and on the server, from which device, and the
 * values before and after. Runs inside the reader's local; which fields he may see is the caller's decision.
 *
 * 1. A field for which `redact` says yes is left out altogether, name and all.
 * 2. Sensitive and online-only values come only when asked for; otherwise the entry says that the field changed, and
 *    hides how.
 * 3. A value lawfully erased says so; the digest in the log never leaves the server.
 */
import type { Entity } from '../../shared/entity/entity.ts';
import type { Field } from '../../shared/entity/field.ts';
import type { Json, JsonObject } from '../../shared/values/json.ts';
import { isJsonObject } from '../../shared/values/json.ts';
import type { Queryable } from '../database/connection.ts';

/** How much of one entry is told. */
export interface Telling {
  readonly withSensitive?: boolean;
  readonly withOnlineOnly?: boolean;
  readonly redact?: (field: string) => boolean;
}

export interface HistoryRequest extends Telling {
  readonly entity: Entity;
  readonly rowId: string;
  /** 50 unless told; at most 200. */
  readonly limit?: number;
  /** Only entries older than this one (its `id`). */
  readonly olderThan?: number;
}

export interface HistoryField {
  readonly field: string;
  readonly before: Json;
  readonly after: Json;
  /** Changed, but the reader does not see how. */
  readonly hidden: boolean;
  readonly erased: boolean;
}

export interface HistoryEntry {
  readonly id: number;
  readonly action: string;
  /** Moment on the device, corrected; null for what was not done on one. */
  readonly at: string | null;
  readonly recordedAt: string;
  readonly changeId: string | null;
  /** The same for all changes of one gesture ("all present"). */
  readonly gestureId: string | null;
  readonly note: string | null;
  readonly user: { readonly id: string; readonly name: string } | null;
  readonly device: { readonly id: string; readonly label: string | null } | null;
  readonly fields: readonly HistoryField[];
}

export interface LogRecord {
  readonly id: number;
  readonly entity: string | null;
  readonly row_id: string | null;
  readonly action: string;
  readonly device_at: string | null;
  readonly recorded_at: string;
  readonly change_id: string | null;
  readonly gesture_id: string | null;
  readonly note: string | null;
  readonly user_id: string | null;
  readonly user_name: string | null;
  readonly device_id: string | null;
  readonly device_label: string | null;
  readonly changed_fields: readonly string[];
  readonly before: JsonObject | null;
  readonly after: JsonObject | null;
  readonly guarded: Readonly<Record<string, { readonly before: Json; readonly after: Json }>> | null;
}

const usualLimit = 50;
const mostEntries = 200;

export async function historyOf(sql: Queryable, request: HistoryRequest): Promise<readonly HistoryEntry[]> {
  const limit = Math.min(Math.max(request.limit ?? usualLimit, 1), mostEntries);
  const found = await sql<{ id: number }[]>`
    select id from audit.log
    where local_id = public.current_local_id() and row_id = ${request.rowId} and entity = ${request.entity.name}
      and id < ${request.olderThan ?? Number.MAX_SAFE_INTEGER}
    order by id desc
    limit ${limit}`;
  const ids = found.map(({ id }) => id);
  const records = await readRecords(sql, ids, request.withSensitive === true);
  return records.map((record) => entryOf(request.entity, request, record));
}

/** These entries of the reader's local, newest first. Whether he may see them is the caller's business. */
export async function readRecords(
  sql: Queryable,
  ids: readonly number[],
  withSensitive: boolean,
): Promise<readonly LogRecord[]> {
  if (ids.length === 0) return [];
  return sql<LogRecord[]>`
    select l.id, l.entity, l.row_id, l.action, l.device_at, l.recorded_at, l.change_id, l.note, l.changed_fields, l.before, l.after,
           l.user_id, nullif(concat_ws(' ', u.first_name, u.last_name), '') as user_name,
           l.device_id, d.label as device_label, v.guarded, r.gesture_id
    from audit.log l
    left join public.users u on u.local_id = l.local_id and u.id = l.user_id
    left join public.devices d on d.local_id = l.local_id and d.id = l.device_id
    left join public.receipts r on r.local_id = l.local_id and r.change_id = l.change_id
    left join lateral (
      select jsonb_object_agg(g.field, jsonb_build_object('before', g.before, 'after', g.after)) as guarded
      from audit.values g
      where ${withSensitive} and g.local_id = l.local_id and g.log_id = l.id and g.recorded_at = l.recorded_at
    ) v on true
    where l.local_id = public.current_local_id() and l.id = any (${ids}::bigint[])
    order by l.id desc`;
}

export function entryOf(of: Entity, telling: Telling, record: LogRecord): HistoryEntry {
  return {
    id: record.id,
    action: record.action,
    at: record.device_at,
    recordedAt: record.recorded_at,
    changeId: record.change_id,
    gestureId: record.gesture_id,
    note: record.note,
    user: record.user_id === null ? null : { id: record.user_id, name: record.user_name ?? '' },
    device: record.device_id === null ? null : { id: record.device_id, label: record.device_label },
    fields: record.changed_fields
      .filter((field) => telling.redact?.(field) !== true)
      .map((field) => fieldOf(of, telling, record, field)),
  };
}

function fieldOf(of: Entity, telling: Telling, record: LogRecord, name: string): HistoryField {
  const fact = Object.hasOwn(of.fields, name) ? of.fields[name] : undefined;
  const logged = pairOf(record, name);
  const withheld = { field: name, before: null, after: null, hidden: true };
  const isGuarded = isDigest(logged.before) || isDigest(logged.after);
  if (isWithheld(telling, fact, isGuarded)) return { ...withheld, erased: false };
  const shown = isGuarded ? record.guarded?.[name] : logged;
  if (shown === undefined) return { ...withheld, erased: true };
  const [before, after] = [asField(fact, shown.before), asField(fact, shown.after)];
  return { field: name, before, after, hidden: false, erased: false };
}

function isWithheld(telling: Telling, fact: Field | undefined, isGuarded: boolean): boolean {
  if (fact?.guard === 'secret') return true;
  if (fact?.guard === 'onlineOnly' && telling.withOnlineOnly !== true) return true;
  return isGuarded && telling.withSensitive !== true;
}

const pairOf = (record: LogRecord, name: string): { readonly before: Json; readonly after: Json } => ({
  before: record.before?.[name] ?? null,
  after: record.after?.[name] ?? null,
});

const isDigest = (value: Json): boolean =>
  isJsonObject(value) && typeof value['digest'] === 'string' && Object.keys(value).length === 1;

/** Postgres writes a moment into JSON as `…+00:00` with microseconds; the house knows it as `….000Z`. */
const asField = (fact: Field | undefined, value: Json): Json =>
  fact?.kind === 'instant' && typeof value === 'string' ? new Date(value).toISOString() : value;
