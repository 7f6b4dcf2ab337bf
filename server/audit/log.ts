/**
 * The audit log across records, newest first, as far as the reader's role and reach go.
 *
 * 1. Whose entries show, of which kinds of record: `shared/access/audit-rights.ts`. Whoever sees all sees removed records'
 *    entries too. A member: nothing at all.
 * 2. An entry about a record out of reach is not there, for whoever made it too: what one may no longer read, one may not
 *    read here. The database decides that, so that a page is full and the next begins where it ends.
 * 3. Fields follow the record: what one may not read there is not even named here (`entryOf`).
 * 4. An entry about no record (a command, a reading, an export) shows to officers and to whoever did it. One about a
 *    record that never came to be (a refused creation) shows, without fields, to administrators and to whoever did it.
 */
import type { AuditRights } from '../../shared/access/audit-rights.ts';
import { auditRightsOf, openTables } from '../../shared/access/audit-rights.ts';
import { fieldsWith } from '../../shared/access/can.ts';
import type { Holding } from '../../shared/access/holdings.ts';
import type { Entity, Registry } from '../../shared/entity/entity.ts';
import type { Parameters } from '../access/read-scope.ts';
import { newParameters, readScopeOf } from '../access/read-scope.ts';
import type { Transaction } from '../database/connection.ts';
import { quoted } from '../database/table-model.ts';
import type { HistoryEntry, LogRecord } from './history.ts';
import { entryOf, readRecords } from './history.ts';

/** What a person with these holdings may see of the log. */
export const logRightsOf = (holdings: readonly Holding[]): AuditRights =>
  auditRightsOf(holdings.map(({ role }) => role));

/** All of these must hold; what is left out does not matter. */
export interface LogFilter {
  readonly person?: string | undefined;
  readonly entity?: string | undefined;
  /** Id of the record. */
  readonly record?: string | undefined;
  readonly action?: string | undefined;
  /** Moments, ISO: from this one on, and before that one. */
  readonly since?: string | undefined;
  readonly before?: string | undefined;
  /** Names of entities whose entries are of no interest: what devices report of themselves, mostly. */
  readonly without?: readonly string[] | undefined;
}

export interface LogReader {
  readonly registry: Registry;
  readonly localId: string;
  readonly userId: string;
  readonly holdings: readonly Holding[];
}

export interface LogRequest {
  readonly filter: LogFilter;
  readonly limit: number;
  /** Only entries older than this one (its `id`). */
  readonly olderThan?: number | undefined;
  /** As the reader's roles show them (`showsValues`), and never in what leaves the house as a file. */
  readonly withSensitive: boolean;
  readonly withOnlineOnly: boolean;
}

export interface LogEntry extends HistoryEntry {
  readonly entity: string | null;
  readonly rowId: string | null;
  /** False when the record was removed, or never came to be. */
  readonly stands: boolean;
}

export interface LogPage {
  readonly entries: readonly LogEntry[];
  /** What `olderThan` takes to go on; null at the end. */
  readonly next: number | null;
}

interface FoundEntry {
  readonly id: number;
  readonly scopes: readonly string[] | null;
  readonly removed: boolean | null;
}

export async function readLog(
  transaction: Transaction,
  reader: LogReader,
  request: LogRequest,
): Promise<LogPage> {
  const found = await findEntries(transaction, reader, request);
  const shown = found.slice(0, request.limit);
  const records = await readRecords(
    transaction,
    shown.map(({ id }) => id),
    request.withSensitive,
  );
  const places = new Map(shown.map((one) => [one.id, one]));
  const entries = records.map((record) => tell(reader, request, record, places.get(record.id)));
  return { entries, next: found.length > request.limit ? (shown.at(-1)?.id ?? null) : null };
}

function tell(
  { registry, holdings, userId }: LogReader,
  { withSensitive, withOnlineOnly }: LogRequest,
  record: LogRecord,
  place: FoundEntry | undefined,
): LogEntry {
  const of = record.entity === null ? nothing : (registry.get(record.entity) ?? nothing);
  const readable = fieldsWith(of, holdings, 'read', place?.scopes ?? []);
  // A refusal's note names the fields that were wrong; of others' work only officers read it.
  const hearsNote = logRightsOf(holdings).has('view_all') || record.user_id === userId;
  const isShown = of === nothing ? tellsItself.has(record.action) : undefined;
  const redact = (field: string): boolean => !(isShown ?? readable?.has(field) ?? false);
  return {
    ...entryOf(of, { withSensitive, withOnlineOnly, redact }, record),
    ...(hearsNote ? {} : { note: null }),
    entity: record.entity,
    rowId: record.row_id,
    stands: place?.removed === false,
  };
}

/** Of entries about no record, those whose words are counts and filters. A command's input is not told. */
const tellsItself: ReadonlySet<string> = new Set(['EXPORT', 'BULK_READ']);

/** Stands for the record of an entry that is about none. */
const nothing = { name: '', fields: {}, access: {} } as unknown as Entity;

/** One more than asked for, so that the caller knows whether there is more. */
async function findEntries(
  transaction: Transaction,
  reader: LogReader,
  { filter, limit, olderThan }: LogRequest,
): Promise<readonly FoundEntry[]> {
  const rights = logRightsOf(reader.holdings);
  if (rights.size === 0) return [];
  const parameters = newParameters();
  const places = placesSql(reader, filter, parameters);
  const wanted = [...filterSql(filter, parameters), sightSql(reader, rights, parameters)];
  if (olderThan !== undefined) wanted.push(`l.id < ${parameters.add(olderThan)}::bigint`);
  const statement = `
    select l.id, place.scopes, place.removed
    from audit.log l
    left join lateral (${places}) place on true
    where l.local_id = ${parameters.add(reader.localId)} and ${wanted.join(' and ')}
    order by l.id desc
    limit ${limit + 1}`;
  return transaction.unsafe<FoundEntry[]>(statement, parameters.values as never[]);
}

/** Where the record of entry `l` lies, whether the reader reaches it there, and whether it was removed; one row or none. */
function placesSql(reader: LogReader, filter: LogFilter, parameters: Parameters): string {
  const entities = [...reader.registry.values()].filter(
    (of) => filter.entity === undefined || of.name === filter.entity,
  );
  const branches = entities.map((of) => {
    const scopes = readScopeOf(of, reader.localId, reader.holdings, true)?.scopes ?? [];
    return `select r.scopes, r.deleted_at is not null as removed, r.scopes && ${parameters.add([...scopes])}::text[] as reached
      from public.${quoted(of.table)} r
      where l.entity = ${parameters.add(of.name)} and r.local_id = l.local_id and r.id = l.row_id`;
  });
  const none = `select null::text[] as scopes, null::boolean as removed, null::boolean as reached where false`;
  return [none, ...branches].join(' union all ');
}

/** A parameter is named only where it is used: Postgres cannot tell the type of one that is not. */
function sightSql(reader: LogReader, rights: AuditRights, parameters: Parameters): string {
  const ofOwn = (): string => `l.user_id = ${parameters.add(reader.userId)}::uuid`;
  const seesAll = rights.has('view_all');
  const open = openTables(rights) ?? [];
  const ofOpen = open.length === 0 ? '' : `l.entity = any (${parameters.add([...open])}::text[]) or `;
  const reached = seesAll ? 'place.reached' : 'place.reached and not place.removed';
  const isAdmin = reader.holdings.some(({ role }) => role === 'admin');
  return `(coalesce(${reached} and ${seesAll ? 'true' : `(${ofOpen}${ofOwn()})`}, false)
    or (l.entity is null and ${seesAll ? 'true' : ofOwn()})
    or (l.entity is not null and place.removed is null and ${isAdmin ? 'true' : ofOwn()}))`;
}

function filterSql(filter: LogFilter, parameters: Parameters): string[] {
  const { person, entity, record, action, since, before, without } = filter;
  const conditions: string[] = [];
  if (person !== undefined) conditions.push(`l.user_id = ${parameters.add(person)}::uuid`);
  if (entity !== undefined) conditions.push(`l.entity = ${parameters.add(entity)}`);
  if (record !== undefined) conditions.push(`l.row_id = ${parameters.add(record)}::uuid`);
  if (action !== undefined) conditions.push(`l.action = ${parameters.add(action)}`);
  if (since !== undefined) conditions.push(`l.recorded_at >= ${parameters.add(since)}::timestamptz`);
  if (before !== undefined) conditions.push(`l.recorded_at < ${parameters.add(before)}::timestamptz`);
  if (without !== undefined && without.length > 0)
    conditions.push(`(l.entity is null or l.entity <> all (${parameters.add([...without])}::text[]))`);
  return conditions;
}
