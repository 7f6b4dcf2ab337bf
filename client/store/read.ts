/**
 * Reading the merged view: one row, a list in the entity's order, a count.
 *
 * A list with a prefix reads only the pages in which the prefix can lie. Everything that stands over the pages
 * (overlay, pending) is sorted apart and merged in while the pages go by.
 */
import type { Entity } from '../../shared/entity/entity.ts';
import { sortKey } from '../../shared/entity/row.ts';
import type { Place } from '../../shared/sync/protocol.ts';
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
  readonly place: Place;
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
    if (!prefix || againstPrefix(key, prefix) === 0) rows.push({ place: [key, row.id], row });
  };
  for (const [id, changes] of pending) {
    const row = layOver(of, id, below.get(id), changes);
    if (row) add(sortKey(of, row), row);
  }
  for (const [id, entry] of held)
    if (entry.row && !pending.has(id)) add(entry.key, { ...entry.row, pending: false });
  rows.sort((one, other) => comparePlaces(one.place, other.place));
  return { rows, pages, hidden: new Set([...held.keys(), ...pending.keys()]) };
}

const mayHold = (page: PageEntry, prefix: Prefix): boolean =>
  !prefix || (againstPrefix(page.last[0], prefix) >= 0 && againstPrefix(page.first[0], prefix) <= 0);

/** By halves: a row of which nobody asks is not taken apart. */
function firstWithin(page: DecodedPage, prefix: NonNullable<Prefix>): number {
  let first = 0;
  for (let end = page.count; first < end;) {
    const middle = (first + end) >> 1;
    if (againstPrefix(page.key(middle), prefix) < 0) first = middle + 1;
    else end = middle;
  }
  return first;
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
    const taken: SeenRow[] = [];
    const isFull = (): boolean => taken.length >= (options.limit ?? 1e9);
    const take = (row: SeenRow): void => {
      if (!isFull() && (!options.where || options.where(row))) taken.push(row);
    };
    let next = 0;
    const takeAboveUntil = (place?: Place): void => {
      for (let laid = above.rows[next]; laid; laid = above.rows[next]) {
        if (place && comparePlaces(laid.place, place) > 0) return;
        take(laid.row);
        next += 1;
      }
    };
    const takeFrom = (page: DecodedPage): void => {
      for (let index = prefix ? firstWithin(page, prefix) : 0; index < page.count && !isFull(); index += 1) {
        const key = page.key(index);
        if (prefix && againstPrefix(key, prefix)) return;
        const row = page.row(index);
        if (above.hidden.has(row.id)) continue;
        takeAboveUntil([key, row.id]);
        take(row);
      }
    };
    const atOnce = options.limit === undefined || options.where ? pagesAtOnce : 1;
    for (let at = 0; at < pages.length && !isFull(); at += atOnce) {
      const keys = pages.slice(at, at + atOnce).map(({ key }) => key);
      for (const page of await readPages(core, entity, keys)) takeFrom(page);
    }
    takeAboveUntil();
    return taken;
  });

export const countRows = (core: Core, entity: string): Promise<number> =>
  withFreshRoot(core, async () => {
    const above = await over(core, entityOf(core, entity), undefined);
    const inPages = above.pages.reduce((sum, page) => sum + page.count, 0);
    const hidden = [...(await locate(core, entity, [...above.hidden])).values()].flat().length;
    return inPages - hidden + above.rows.length;
  });
