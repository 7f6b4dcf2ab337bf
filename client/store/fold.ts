/**
 * Folding the overlay into pages, in idle time, by the leading tab.
 *
 * 1. Copy on write: new pages are prepared outside of any transaction; one transaction swaps pages, root and overlay.
 * 2. If anything else changed the roots meanwhile, nothing is written and the fold is tried again later.
 * 3. What people see does not change by a fold.
 */
import type { Row } from '../../shared/entity/entity.ts';
import { limits } from '../../shared/sync/protocol.ts';
import type { Place } from '../../shared/sync/protocol.ts';
import { uuidToBytes } from '../../shared/values/uuid.ts';
import type { SeenRow } from '../hall.ts';
import { gzip, jsonToBytes } from './bytes.ts';
import type { Bytes } from './bytes.ts';
import { entityOf, newPageKey } from './core.ts';
import type { Core } from './core.ts';
import { counter } from './database.ts';
import { catchUp } from './memory.ts';
import { comparePlaces, placeOf } from './places.ts';
import { locate, readPages, rootOf, rowsOf, withFreshRoot } from './read-pages.ts';
import type { Spot } from './read-pages.ts';
import { deletePages, newPage, putPages, raiseGeneration, sealRoot } from './roots.ts';
import type { NewPage } from './roots.ts';
import type { Block, HeldEntry, PageEntry, Root } from './shapes.ts';

const linesWorthFolding = 100;
const recordsWorthFolding = 24;

/** Folds what is worth folding, one entity in a turn. */
export async function foldAll(core: Core): Promise<void> {
  for (const entity of await entitiesToFold(core)) await core.oneAtATime(() => foldEntity(core, entity));
}

/** Entities whose overlay has grown, or holds rows that left and should not stay on the disk. */
async function entitiesToFold(core: Core): Promise<readonly string[]> {
  const records = new Map<string, number>();
  await core.database.read(['overlay'], async (tables) => {
    for (const entity of await tables.overlay.orderBy('entity').keys())
      records.set(String(entity), (records.get(String(entity)) ?? 0) + 1);
  });
  return [...records]
    .filter(([entity]) => rootOf(core, entity).complete)
    .filter(([entity, count]) => {
      const held = core.memory.overlay.get(entity) ?? new Map<string, HeldEntry>();
      const left = [...held.values()].some(({ kind }) => kind === 'gone');
      return left || count >= recordsWorthFolding || held.size >= linesWorthFolding;
    })
    .map(([entity]) => entity);
}

interface Prepared {
  readonly pages: readonly NewPage[];
  readonly root: Root;
  readonly dropped: readonly string[];
  /** What this was prepared from. */
  readonly generation: number;
  readonly lastS: number;
}

class Overtaken extends Error {}

/** True when the overlay of the entity was folded; false when something came in between or there was nothing to do. */
export async function foldEntity(core: Core, entity: string): Promise<boolean> {
  if (!rootOf(core, entity).complete) return false;
  const prepared = await withFreshRoot(core, () => prepare(core, entity));
  const { generation, lastS } = prepared;
  const record = await sealRoot(core, entity, prepared.root);
  try {
    await core.database.change(['pages', 'blocks', 'roots', 'overlay'], async (tables) => {
      if ((await counter(tables, 'generation')) !== generation) throw new Overtaken();
      const folded = (await tables.overlay.where('entity').equals(entity).primaryKeys()).filter(
        (s) => s <= lastS,
      );
      await putPages(tables, prepared.pages);
      await deletePages(tables, prepared.dropped);
      await tables.overlay.bulkDelete(folded);
      await tables.roots.put(record);
      await raiseGeneration(tables);
    });
  } catch (error) {
    if (error instanceof Overtaken) return false;
    throw error;
  }
  await catchUp(core);
  core.tabs.tell({ kind: 'changed', names: [] });
  return true;
}

interface Placed {
  readonly place: Place;
  readonly row: Row;
}

async function prepare(core: Core, entity: string): Promise<Prepared> {
  const of = entityOf(core, entity);
  const { generation, lastS } = core.memory;
  const root = rootOf(core, entity);
  const lines = [...(core.memory.overlay.get(entity)?.values() ?? [])];
  const spots = await locate(
    core,
    entity,
    lines.map(({ id }) => id),
  );
  const standing = lines.filter((line) => isNewest(line, spots.get(line.id) ?? []));
  const removed = new Set(standing.map(({ id }) => id));
  const added: Placed[] = standing.flatMap(({ row }) => (row ? [{ place: placeOf(of, row), row }] : []));
  added.sort((one, other) => comparePlaces(one.place, other.place));
  const touched = new Set([...spots.values()].flat().map(({ key }) => key));
  const addedByPage = shareOut(root.pages, added);
  const pages: NewPage[] = [];
  const dropped: string[] = [];
  const entries: PageEntry[] = [];
  for (const [index, entry] of root.pages.entries()) {
    const news = addedByPage.get(index) ?? [];
    if (news.length === 0 && !touched.has(entry.key)) entries.push(entry);
    else {
      dropped.push(entry.key);
      const [page] = await readPages(core, entity, [entry.key]);
      const kept = (page ? rowsOf(page) : []).filter((row) => !removed.has(row.id));
      const rows = [...kept.map((row) => ({ place: placeOf(of, row), row })), ...news];
      await write(core, entity, rows, pages, entries);
    }
  }
  if (root.pages.length === 0) await write(core, entity, added, pages, entries);
  return { pages, dropped, generation, lastS, root: { ...root, pages: entries } };
}

/** A page that came later than the line may hold a newer version; then the line is dropped. */
const isNewest = (line: HeldEntry, spots: readonly Spot[]): boolean =>
  line.kind === 'gone' || spots.every(({ version }) => version <= line.version);

/** Which page each new row belongs to: the last one that begins at or before it. */
function shareOut(
  pages: readonly PageEntry[],
  added: readonly Placed[],
): ReadonlyMap<number, readonly Placed[]> {
  const byPage = new Map<number, Placed[]>();
  let index = 0;
  for (const one of added) {
    for (
      let next = pages[index + 1];
      next && comparePlaces(next.first, one.place) <= 0;
      next = pages[index + 1]
    )
      index += 1;
    const placed = byPage.get(index) ?? [];
    placed.push(one);
    byPage.set(index, placed);
  }
  return byPage;
}

/** Sorted rows as one page, or as several of equal size when they are too many. */
async function write(
  core: Core,
  entity: string,
  rows: readonly Placed[],
  pages: NewPage[],
  entries: PageEntry[],
): Promise<void> {
  const sorted = [...rows].sort((one, other) => comparePlaces(one.place, other.place));
  const parts = Math.ceil(sorted.length / limits.rowsPerPage);
  const size = Math.ceil(sorted.length / Math.max(parts, 1));
  for (let part = 0; part < parts; part += 1) {
    const some = sorted.slice(part * size, (part + 1) * size);
    const [first, last] = [some[0], some.at(-1)];
    if (!first || !last) continue;
    const key = newPageKey(core, entity);
    const encoded = await encodeRows(
      core,
      some.map(({ row }) => row),
    );
    pages.push(newPage(key, entity, encoded.body, encoded.ids, encoded.versions));
    entries.push({ key, first: first.place, last: last.place, count: some.length });
  }
}

export async function encodeRows(
  core: Core,
  rows: readonly Row[],
): Promise<Block & { readonly body: Bytes }> {
  const ids = new Uint8Array(rows.length * 16);
  rows.forEach((row, index) => ids.set(uuidToBytes(row.id), index * 16));
  const bare = rows.map((row) => {
    const { id: _id, version: _version, pending: _pending, ...values } = row as SeenRow;
    return values;
  });
  return {
    ids,
    versions: Uint32Array.from(rows, (row) => row.version),
    body: await core.codec.seal('pages', await gzip(jsonToBytes(bare))),
  };
}
