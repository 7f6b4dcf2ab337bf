/**
 * Pages as rows: loading, decoding, finding ids. Decoded pages are kept in bounded number; blocks of ids (20 bytes a
 * row) are kept once they were needed.
 *
 * Another tab may fold while we read: a page of our root is then gone. `withFreshRoot` reads the root again and
 * repeats the question, so a reader never sees half of a fold.
 */
import type { Values } from '../../shared/entity/entity.ts';
import { sortKey } from '../../shared/entity/row.ts';
import { bytesToUuid, uuidToBytes } from '../../shared/values/uuid.ts';
import type { SeenRow } from '../hall.ts';
import { bytesToJson, gunzip } from './bytes.ts';
import type { Bytes } from './bytes.ts';
import { addTo, entityOf } from './core.ts';
import type { Core } from './core.ts';
import { catchUp } from './memory.ts';
import { emptyRoot } from './shapes.ts';
import type { Block, DecodedPage, Root } from './shapes.ts';

const mostDecodedPages = 48;
const mostRepeats = 5;

class PageMissing extends Error {
  readonly entity: string;
  constructor(entity: string) {
    super(`A page of ${entity} is not there.`);
    this.entity = entity;
  }
}

/**
 * Asks again with a new root when a page has gone. The question must look at `core.memory` anew each time.
 * A page that stays away was not folded but lost: the entity is downloaded anew, or it could never be read again.
 */
export async function withFreshRoot<T>(core: Core, ask: () => Promise<T>): Promise<T> {
  for (let turn = 0; ; turn += 1) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof PageMissing)) throw error;
      if (turn >= mostRepeats) {
        core.onBroken(error.entity);
        throw error;
      }
    }
    // Read whole; a little less than it was, so that a database that was emptied is still known by going back.
    core.memory.generation -= 0.5;
    await catchUp(core);
  }
}

export const rootOf = (core: Core, entity: string): Root => core.memory.roots.get(entity) ?? emptyRoot;

/** Decodes what the codec gave. Most questions look at few rows of a page, so only those get their ids and versions back. */
async function decode(core: Core, entity: string, block: Block, body: Bytes): Promise<DecodedPage> {
  const of = entityOf(core, entity);
  const values = bytesToJson(await gunzip(await core.codec.open('pages', body))) as unknown as Values[];
  const count = block.versions.length;
  if (values.length !== count) throw new Error(`A page of ${entity} is not whole.`);
  const rows: SeenRow[] = [];
  const keys: string[] = [];
  const row = (index: number): SeenRow =>
    (rows[index] ??= Object.assign(values[index] as Values, {
      id: idAt(block, index),
      version: block.versions[index] ?? 0,
      pending: false,
    }));
  return { count, row, key: (index) => (keys[index] ??= sortKey(of, row(index))) };
}

const idAt = ({ ids }: Block, index: number): string =>
  bytesToUuid(ids.subarray(index * 16, index * 16 + 16));

/** Every row of a page. */
export const rowsOf = ({ count, row }: DecodedPage): readonly SeenRow[] =>
  Array.from({ length: count }, (_, index) => row(index));

/** A page that cannot be read was damaged on its way or on the disk: the entity is downloaded anew. */
async function decodeOrDistrust(core: Core, entity: string, block: Block, body: Bytes): Promise<DecodedPage> {
  try {
    return await decode(core, entity, block, body);
  } catch (error) {
    core.onBroken(entity);
    throw error;
  }
}

/** Decoded pages, in the order asked. */
export async function readPages(
  core: Core,
  entity: string,
  keys: readonly string[],
): Promise<readonly DecodedPage[]> {
  const missing = keys.filter((key) => !core.memory.pages.has(key));
  const found = new Map<string, DecodedPage>();
  if (missing.length > 0) {
    const [pages, blocks] = await core.database.read(['pages', 'blocks'], (tables) =>
      Promise.all([tables.pages.bulkGet(missing), tables.blocks.bulkGet(missing)]),
    );
    await Promise.all(
      missing.map(async (key, index) => {
        const [page, block] = [pages[index], blocks[index]];
        if (!page || !block) throw new PageMissing(entity);
        found.set(key, await decodeOrDistrust(core, entity, block, page.body));
      }),
    );
  }
  return keys.map((key) => {
    const page = found.get(key) ?? core.memory.pages.get(key);
    if (!page) throw new PageMissing(entity);
    keepPage(core, key, page);
    return page;
  });
}

/** The map's order is the order of last use. */
function keepPage(core: Core, key: string, page: DecodedPage): void {
  const { pages } = core.memory;
  pages.delete(key);
  pages.set(key, page);
  for (const oldest of pages.keys()) {
    if (pages.size <= mostDecodedPages) return;
    pages.delete(oldest);
  }
}

/** Makes sure that the ids of all pages of an entity are in memory. */
export async function loadBlocks(core: Core, entity: string): Promise<void> {
  const missing = rootOf(core, entity)
    .pages.map((page) => page.key)
    .filter((key) => !core.memory.blocks.has(key));
  if (missing.length === 0) return;
  const blocks = await core.database.read(['blocks'], (tables) => tables.blocks.bulkGet(missing));
  for (const [index, key] of missing.entries()) {
    const block = blocks[index];
    if (!block) throw new PageMissing(entity);
    core.memory.blocks.set(key, block);
  }
}

/** Where a row stands in the pages. A row that moved while it was downloaded may stand in two until the next fold. */
export interface Spot {
  readonly key: string;
  readonly index: number;
  readonly version: number;
}

/** Ids as eight halves of a word each; the last one is random. */
const tailsOf = ({ buffer, byteOffset, length }: Uint8Array): Uint16Array =>
  new Uint16Array(buffer, byteOffset, length / 2);

/** Finds many ids in one pass over the blocks: most rows are told apart by their tail, without reading the id. */
export async function locate(
  core: Core,
  entity: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, readonly Spot[]>> {
  const spots = new Map<string, readonly Spot[]>();
  if (ids.length === 0) return spots;
  await loadBlocks(core, entity);
  const wanted = new Set(ids);
  const isTail = new Uint8Array(0x10000);
  for (const id of ids) isTail[tailsOf(uuidToBytes(id))[7] ?? 0] = 1;
  for (const { key } of rootOf(core, entity).pages) {
    const block = core.memory.blocks.get(key);
    if (!block) throw new PageMissing(entity);
    const tails = tailsOf(block.ids);
    for (let index = 0; index < block.versions.length; index += 1) {
      if (!isTail[tails[index * 8 + 7] ?? 0]) continue;
      const id = idAt(block, index);
      if (wanted.has(id)) addTo(spots, id, { key, index, version: block.versions[index] ?? 0 });
    }
  }
  return spots;
}

/** The rows of the server as this device knows them: overlay over pages, without pending changes. */
export async function serverRows(
  core: Core,
  entity: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, SeenRow>> {
  const rows = new Map<string, SeenRow>();
  const held = core.memory.overlay.get(entity);
  const inPages = ids.filter((id) => !held?.has(id));
  for (const id of ids) {
    const row = held?.get(id)?.row;
    if (row) rows.set(id, { ...row, pending: false });
  }
  for (const [id, spots] of await locate(core, entity, inPages)) {
    const newest = [...spots].sort((one, other) => other.version - one.version)[0];
    const [page] = newest ? await readPages(core, entity, [newest.key]) : [];
    if (newest && page) rows.set(id, page.row(newest.index));
  }
  return rows;
}
