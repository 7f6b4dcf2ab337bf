/**
 * Pages of a first download, and of ranges that are fetched again: an entity's rows in the order (sort key, id),
 * at most a thousand a page.
 *
 * 1. Each page is one short transaction, so that a slow device holds nothing open. Rows may move between two pages;
 *    the replay of the feed from the numbers noted before the first page makes that good.
 * 2. A page carries only what the reader may see, made by the database (access/read-scope.ts).
 */
import { promisify } from 'node:util';
import { gzip, gzipSync } from 'node:zlib';
import type { Place } from '../../shared/sync/protocol.ts';
import { limits } from '../../shared/sync/protocol.ts';
import { encodePage } from '../../shared/sync/frames.ts';
import { bytesToUuid } from '../../shared/values/uuid.ts';
import type { Approach, Parameters, ReadScope } from '../access/read-scope.ts';
import { countSource, newParameters, rowJson, rowSource } from '../access/read-scope.ts';
import type { LocalContext, Sql } from '../database/connection.ts';
import { inLocal } from '../database/connection.ts';

const gzipped = promisify(gzip);
/** Below this, handing the work to another thread takes longer than doing it. */
const doneHere = 16_000;
/** Level 5 is where more time stops buying much. */
export const compress = (text: string): Promise<Uint8Array> =>
  text.length < doneHere ? Promise.resolve(gzipSync(text, { level: 5 })) : gzipped(text, { level: 5 });

/** Which rows to page through: those of one entity that lie in any of `within`. */
export interface RowSet {
  readonly scope: ReadScope;
  readonly within: readonly string[];
  readonly approach?: Approach;
}

/** Looked up, every page costs as much as the whole set; beyond this the order index is walked once instead. */
export const mostLookedUp = 10_000;

/** `after` is exclusive, `from` and `to` are inclusive; null is open. */
export interface Bounds {
  readonly after?: Place | null;
  readonly from?: Place | null;
  readonly to?: Place | null;
}

export interface Page {
  readonly count: number;
  readonly first: Place;
  readonly last: Place;
  readonly body: Uint8Array;
  /** More rows of the set follow. */
  readonly more: boolean;
}

export interface Reader {
  readonly sql: Sql;
  readonly context: LocalContext;
}

interface PageRecord {
  readonly total: number;
  readonly ids: Uint8Array | null;
  readonly versions: Uint8Array | null;
  readonly rows: string | null;
  readonly first_key: string | null;
  readonly last_key: string | null;
}

function boundsSql(bounds: Bounds, parameters: Parameters): string {
  const side = (operator: string, place: Place | null | undefined): string =>
    place
      ? ` and (t.sort_key, t.id) ${operator} (${parameters.add(place[0])}, ${parameters.add(place[1])}::uuid)`
      : '';
  return side('>', bounds.after) + side('>=', bounds.from) + side('<=', bounds.to);
}

function pageStatement(set: RowSet, bounds: Bounds): { text: string; values: unknown[] } {
  const parameters = newParameters();
  const json = rowJson(set.scope, { whole: false }, parameters);
  const source = rowSource(set.scope, set.within, parameters, set.approach);
  const size = limits.rowsPerPage;
  // The window numbers the rows in their order, so that one row more than a page says whether there is a next one.
  const text = `
    select count(*)::int as total,
           string_agg(uuid_send(p.id), '' order by p.n) filter (where p.n <= ${size}) as ids,
           string_agg(int4send(p.version), '' order by p.n) filter (where p.n <= ${size}) as versions,
           string_agg(p.body, ',' order by p.n) filter (where p.n <= ${size}) as rows,
           min(p.sort_key) as first_key,
           max(p.sort_key) filter (where p.n <= ${size}) as last_key
    from (select q.*, row_number() over (order by q.sort_key, q.id) as n
          from (select t.id, t.version, t.sort_key, ${json} as body ${source}${boundsSql(bounds, parameters)}
                order by t.sort_key, t.id limit ${size + 1}) q) p`;
  return { text, values: parameters.values };
}

interface Read {
  readonly ids: Uint8Array;
  readonly versions: Uint8Array;
  readonly rows: string;
  readonly first: Place;
  readonly last: Place;
  readonly more: boolean;
}

/** The next rows of the set within the bounds; undefined when none is left. */
async function readRows(reader: Reader, set: RowSet, bounds: Bounds): Promise<Read | undefined> {
  const { text, values } = pageStatement(set, bounds);
  const [record] = await inLocal(reader.sql, reader.context, (transaction) =>
    transaction.unsafe<PageRecord[]>(text, values as never[]),
  );
  if (!record?.ids || !record.versions) return undefined;
  const { ids, versions } = record;
  return {
    ids,
    versions,
    rows: record.rows ?? '',
    first: [record.first_key ?? '', bytesToUuid(ids.subarray(0, 16))],
    last: [record.last_key ?? '', bytesToUuid(ids.subarray(-16))],
    more: record.total > ids.length / 16,
  };
}

async function pack({ ids, versions, rows, first, last, more }: Read): Promise<Page> {
  const count = ids.length / 16;
  const view = new DataView(versions.buffer, versions.byteOffset, versions.byteLength);
  const numbers = Uint32Array.from({ length: count }, (_, index) => view.getUint32(index * 4));
  const body = encodePage({ ids, versions: numbers, rows: await compress(`[${rows}]`) });
  return { count, first, last, body, more };
}

/** What stands for a range without rows. */
export async function emptyPage(from: Place | null, to: Place | null): Promise<Page> {
  const rows = await compress('[]');
  const body = encodePage({ ids: new Uint8Array(0), versions: new Uint32Array(0), rows });
  return { count: 0, first: from ?? ['', ''], last: to ?? from ?? ['', ''], body, more: false };
}

/**
 * All pages of the set within the bounds. The next rows are read while a page is packed and on its way, never more than
 * one page ahead: a slow device makes the server wait, not fill its memory.
 */
export async function* readPages(
  reader: Reader,
  set: RowSet,
  bounds: Bounds,
): AsyncGenerator<Page, void, undefined> {
  let read = await readRows(reader, set, bounds);
  while (read) {
    const next = read.more ? readRows(reader, set, { ...bounds, after: read.last }) : undefined;
    // Whoever stops listening here leaves the rows ahead to themselves; their failure must not end the process.
    next?.catch(() => undefined);
    yield await pack(read);
    read = await next;
  }
}

/** How many rows each set holds now, in the order given. */
export async function countRows(reader: Reader, sets: readonly RowSet[]): Promise<readonly number[]> {
  if (sets.length === 0) return [];
  const parameters = newParameters();
  const counts = sets.map((set, index) => `(${countSource(set.scope, set.within, parameters)}) as n${index}`);
  return inLocal(reader.sql, reader.context, async (transaction) => {
    const statement = `select ${counts.join(', ')}`;
    const [found] = await transaction.unsafe<Record<string, number>[]>(
      statement,
      parameters.values as never[],
    );
    return sets.map((_, index) => found?.[`n${index}`] ?? 0);
  });
}
