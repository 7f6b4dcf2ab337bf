/**
 * Reading the merged view: one row, a list in the entity's order, a count.
 *
 * A list with a prefix reads only the pages in which the prefix can lie. Everything that stands over the pages
 * (overlay, pending) is sorted apart and merged in while the pages go by.
 */
import type { Entity } from '../../shared/entity/entity.ts';
import { sortKey } from '../../shared/entity/row.ts';
import type { ListOptions, SeenRow } from '../hall.ts';
import { entityOf } from './core.ts';
import type { Core } from './core.ts';
import { layOver } from './lay-over.ts';
import { againstPrefix, comparePlaces, keyPrefix } from './places.ts';
import { locate, readPages, rootOf, serverRows, withFreshRoot } from './read-pages.ts';
import type { DecodedPage, PageEntry, Pending } from './shapes.ts';

/** Two thousand rows are taken apart within a frame; more would make keys and touches wait. */
const pagesAtOnce = 2;
const noChanges: ReadonlyMap<string, readonly Pending[]> = new Map();

const pendingOf = (core: Core, entity: string): ReadonlyMap<string, readonly Pending[]> =>
  core.memory.pendingByRow.get(entity) ?? noChanges;

export const getRow = (core: Core, entity: string, id: string): Promise<SeenRow | undefined> =>
  withFreshRoot(core, async () => {
    const row = (await serverRows(core, entity, [id])).get(id);
    return layOver(entityOf(core, entity), id, row, pendingOf(core, entity).get(id) ?? []);
  });

interface Laid {
  readonly key: string;
  readonly row: SeenRow;
}

/** What stands over the pages, in order; `hidden` are the ids whose rows in the pages do not count. */
interface Over {
  readonly rows: readonly Laid[];
  /** The pages that belong to this overlay; both are taken at one moment, between two awaits. */
  readonly pages: readonly PageEntry[];
  readonly hidden: ReadonlySet<string>;
}

type Prefix = { readonly text: string; readonly whole: boolean } | undefined;

async function over(core: Core, of: Entity, prefix: Prefix): Promise<Over> {
  const pending = pendingOf(core, of.name);
  const below = await serverRows(core, of.name, [...pending.keys()]);
  const held = core.memory.overlay.get(of.name) ?? new Map<string, never>();
  const { pages } = rootOf(core, of.name);
  const rows: Laid[] = [];
  const add = (key: string, row: SeenRow): void => {
    if (!prefix || againstPrefix(key, prefix) === 0) rows.push({ key, row });
  };
  for (const [id, changes] of pending) {
    const row = layOver(of, id, below.get(id), changes);
    if (row) add(sortKey(of, row), row);
  }
  for (const [id, entry] of held)
    if (entry.row && !pending.has(id)) add(entry.key, { ...entry.row, pending: false });
  rows.sort((one, other) => comparePlaces([one.key, one.row.id], [other.key, other.row.id]));
  return { rows, pages, hidden: new Set([...held.keys(), ...pending.keys()]) };
}

const mayHold = (page: PageEntry, prefix: Prefix): boolean =>
  !prefix || (againstPrefix(page.last[0], prefix) >= 0 && againstPrefix(page.first[0], prefix) <= 0);

/** Takes rows in order until there are enough. */
function collector(options: ListOptions) {
  const taken: SeenRow[] = [];
  const limit = options.limit ?? Number.POSITIVE_INFINITY;
  return {
    taken,
    isFull: (): boolean => taken.length >= limit,
    take: (row: SeenRow): void => {
      if (taken.length < limit && (!options.where || options.where(row))) taken.push(row);
    },
  };
}

export const listRows = (
  core: Core,
  entity: string,
  options: ListOptions = {},
): Promise<readonly SeenRow[]> =>
  withFreshRoot(core, async () => {
    const of = entityOf(core, entity);
    const prefix = options.prefix?.length ? keyPrefix(of, options.prefix) : undefined;
    const above = await over(core, of, prefix);
    const pages = above.pages.filter((page) => mayHold(page, prefix));
    const rows = collector(options);
    let next = 0;
    const takeAboveUntil = (key: string | undefined, id = ''): void => {
      for (let laid = above.rows[next]; laid; laid = above.rows[next]) {
        if (key !== undefined && comparePlaces([laid.key, laid.row.id], [key, id]) > 0) return;
        rows.take(laid.row);
        next += 1;
      }
    };
    const takeFrom = (page: DecodedPage): void => {
      for (let index = 0; index < page.count && !rows.isFull(); index += 1) {
        if (prefix && againstPrefix(page.key(index), prefix) !== 0) continue;
        const row = page.row(index);
        if (above.hidden.has(row.id)) continue;
        takeAboveUntil(page.key(index), row.id);
        rows.take(row);
      }
    };
    for (let at = 0; at < pages.length && !rows.isFull(); at += pagesAtOnce) {
      const few = options.limit === undefined || options.where ? pagesAtOnce : 1;
      const some = pages.slice(at, at + few);
      at -= pagesAtOnce - some.length;
      for (const page of await readPages(
        core,
        entity,
        some.map(({ key }) => key),
      ))
        takeFrom(page);
    }
    takeAboveUntil(undefined);
    return rows.taken;
  });

export const countRows = (core: Core, entity: string): Promise<number> =>
  withFreshRoot(core, async () => {
    const above = await over(core, entityOf(core, entity), undefined);
    const inPages = above.pages.reduce((sum, page) => sum + page.count, 0);
    const hidden = [...(await locate(core, entity, [...above.hidden])).values()].flat().length;
    return inPages - hidden + above.rows.length;
  });
