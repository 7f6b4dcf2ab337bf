/**
 * What the feed says since a device's cursors: rows as they stand now, and ids of rows that left the last scope the
 * person holds. Feed, counters and rows are read in one snapshot, so that an entry and its row agree (P3, P4).
 *
 * 1. A row that is readable now is a put, whatever the entry said; an exit is said only of what could be read there.
 * 2. A cursor moves only over entries that were looked at. An entry names up to some thousand rows (migration 0014) and is
 *    read whole, so a pull may hold a little more than its share.
 */
import { limits } from '../../shared/sync/protocol.ts';
import type { ReadScope } from '../access/read-scope.ts';
import { newParameters, rowJson } from '../access/read-scope.ts';
import type { Transaction } from '../database/connection.ts';
import { quoted } from '../database/table-model.ts';
import type { Numbers } from './pull-plan.ts';

export interface DeltaRead {
  /** JSON of `Delta`; undefined when nothing changed for this person. */
  readonly text: string | undefined;
  readonly cursors: Numbers;
  readonly more: boolean;
}

interface Entry {
  readonly scope: string;
  readonly entity: string;
  readonly row_id: string;
  readonly is_exit: boolean;
  readonly number: number;
}

/** The number of each scope; a scope nothing was ever written to has none. */
export async function readHeads(
  transaction: Transaction,
  localId: string,
  scopes: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const found = await transaction<{ scope: string; number: number }[]>`
    select scope, number from sync.feed_counter where local_id = ${localId} and scope = any (${[...scopes]}::text[])`;
  const numbers = new Map(found.map(({ scope, number }) => [scope, number]));
  return new Map(scopes.map((scope) => [scope, numbers.get(scope) ?? 0]));
}

interface Stretch {
  readonly scope: string;
  readonly after: number;
  readonly head: number;
  readonly most: number;
}

/** Shares out the rows of one pull. A scope's number has moved by one for each row that an entry names. */
function shareOut(cursors: Numbers, heads: ReadonlyMap<string, number>): readonly Stretch[] {
  let left: number = limits.entriesPerPull;
  return Object.entries(cursors).map(([scope, after]) => {
    const head = heads.get(scope) ?? 0;
    const most = Math.max(0, Math.min(left, head - after));
    left -= most;
    return { scope, after, head, most };
  });
}

/** `known`: the heads of these scopes, read in the same snapshot. */
export async function readDelta(
  transaction: Transaction,
  localId: string,
  readScopes: ReadonlyMap<string, ReadScope>,
  cursors: Numbers,
  known?: ReadonlyMap<string, number>,
): Promise<DeltaRead> {
  const heads = known ?? (await readHeads(transaction, localId, Object.keys(cursors)));
  const stretches = shareOut(cursors, heads);
  const entries = await readEntries(transaction, localId, stretches);
  const reached = stretches.map((one) => [one.scope, reachedBy(one, entries)] as const);
  const more = stretches.some((one, index) => (reached[index]?.[1] ?? 0) < one.head);
  const text = await deltaText(transaction, readScopes, entries);
  return { text, cursors: Object.fromEntries(reached), more };
}

async function readEntries(
  transaction: Transaction,
  localId: string,
  stretches: readonly Stretch[],
): Promise<readonly Entry[]> {
  const moved = stretches.filter((one) => one.most > 0);
  if (moved.length === 0) return [];
  return transaction<Entry[]>`
    select s.scope, f.entity, u.row_id, f.is_exit, f.number
    from unnest(${moved.map((one) => one.scope)}::text[], ${moved.map((one) => one.after)}::bigint[],
                ${moved.map((one) => one.most)}::int[]) as s (scope, after, most)
    cross join lateral (
      select e.*, sum(cardinality(e.row_ids)) over (order by e.number) - cardinality(e.row_ids) as rows_before
      from (select entity, row_ids, is_exit, number from sync.feed
            where local_id = ${localId} and scope = s.scope and number > s.after
            order by number limit s.most) e) f
    cross join lateral unnest(f.row_ids) u (row_id)
    where f.rows_before < s.most`;
}

/** Fewer rows than were asked for means that the scope was read to its head. */
function reachedBy(stretch: Stretch, entries: readonly Entry[]): number {
  const own = entries.filter((entry) => entry.scope === stretch.scope);
  if (stretch.most === 0 && stretch.head > stretch.after) return stretch.after;
  if (own.length < stretch.most || stretch.most === 0) return stretch.head;
  return Math.max(...own.map((entry) => entry.number));
}

/** Row ids by entity, in the order in which they were met. */
type IdsByEntity = ReadonlyMap<string, ReadonlySet<string>>;

/** Only of rows that could be read where the entry stands: an exit must not tell of anything else. */
function idsIn(readScopes: ReadonlyMap<string, ReadScope>, entries: readonly Entry[]): IdsByEntity {
  const ids = new Map<string, Set<string>>();
  for (const { entity, scope, row_id } of entries)
    if (readScopes.get(entity)?.scopes.includes(scope))
      ids.set(entity, (ids.get(entity) ?? new Set()).add(row_id));
  return ids;
}

async function deltaText(
  transaction: Transaction,
  readScopes: ReadonlyMap<string, ReadScope>,
  entries: readonly Entry[],
): Promise<string | undefined> {
  const left = idsIn(
    readScopes,
    entries.filter((entry) => entry.is_exit),
  );
  const puts: string[] = [];
  const exits: (readonly [string, string])[] = [];
  for (const [entity, ids] of idsIn(readScopes, entries)) {
    const scope = readScopes.get(entity);
    if (!scope) continue;
    const rows = await readRows(transaction, scope, [...ids]);
    if (rows.size > 0) puts.push(`${JSON.stringify(entity)}:[${[...rows.values()].join(',')}]`);
    for (const id of left.get(entity) ?? []) if (!rows.has(id)) exits.push([entity, id]);
  }
  if (puts.length === 0 && exits.length === 0) return undefined;
  return `{"puts":{${puts.join(',')}},"exits":${JSON.stringify(exits)}}`;
}

/** JSON text by id, of those rows that live and that the person may read. */
export async function readRows(
  transaction: Transaction,
  scope: ReadScope,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const parameters = newParameters();
  const json = rowJson(scope, { whole: true }, parameters);
  const statement = `
    select t.id, ${json} as body from public.${quoted(scope.of.table)} t
    where t.local_id = ${parameters.add(scope.localId)} and t.deleted_at is null
      and t.scopes && ${parameters.add([...scope.scopes])}::text[] and t.id = any (${parameters.add([...ids])}::uuid[])`;
  const found = await transaction.unsafe<{ id: string; body: string }[]>(
    statement,
    parameters.values as never[],
    { prepare: true },
  );
  return new Map(found.map((record) => [record.id, record.body]));
}
