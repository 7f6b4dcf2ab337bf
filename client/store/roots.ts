/**
 * Changing which pages count. Every such change raises the generation in the same transaction; a tab that finds
 * another generation than its own reads everything again.
 */
import { sealJson } from './core.ts';
import type { Core } from './core.ts';
import type { Bytes } from './bytes.ts';
import type { BlockRecord, PageRecord, RootRecord, Tables } from './database.ts';
import { counter } from './database.ts';
import type { Root } from './shapes.ts';

/** The name under which a replacement is kept until it is complete. */
export const stagedName = (entity: string): string => `${entity}*`;

export const sealRoot = async (core: Core, name: string, root: Root): Promise<RootRecord> => ({
  name,
  body: await sealJson(core, 'roots', root),
});

/** Inside a transaction: the new generation. */
export async function raiseGeneration(tables: Tables): Promise<number> {
  const generation = (await counter(tables, 'generation')) + 1;
  await tables.meta.put({ name: 'generation', value: generation });
  return generation;
}

export interface NewPage {
  readonly page: PageRecord;
  readonly block: BlockRecord;
}

export const newPage = (
  key: string,
  entity: string,
  body: Bytes,
  ids: Bytes,
  versions: Uint32Array,
): NewPage => ({
  page: { key, entity, body },
  block: { key, entity, ids, versions: Uint32Array.from(versions) },
});

/** Inside a transaction. */
export async function putPages(tables: Tables, pages: readonly NewPage[]): Promise<void> {
  await tables.pages.bulkPut(pages.map(({ page }) => page));
  await tables.blocks.bulkPut(pages.map(({ block }) => block));
}

/** Inside a transaction. */
export async function deletePages(tables: Tables, keys: readonly string[]): Promise<void> {
  await tables.pages.bulkDelete([...keys]);
  await tables.blocks.bulkDelete([...keys]);
}

/** Inside a transaction: lines of an entity up to `mark`, which newer pages have made useless. */
export async function deleteOverlay(tables: Tables, entity: string, mark = Infinity): Promise<void> {
  const keys = await tables.overlay.where('entity').equals(entity).primaryKeys();
  await tables.overlay.bulkDelete(keys.filter((s) => s <= mark));
}

/** Inside a transaction: an entity leaves this device, pages, overlay and all. */
export async function deleteEntity(tables: Tables, entity: string): Promise<void> {
  await tables.pages.where('entity').equals(entity).delete();
  await tables.blocks.where('entity').equals(entity).delete();
  await tables.roots.bulkDelete([entity, stagedName(entity)]);
  await deleteOverlay(tables, entity);
}
