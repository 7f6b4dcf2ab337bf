/**
 * Storing a download as it comes: pages go to the disk as received, a few to a transaction, each with the progress
 * that lets the next contact go on from there.
 *
 * 1. What was readable stays readable until its replacement is complete; then one transaction swaps them.
 * 2. A first download is readable page by page.
 * 3. Overlay lines older than the download (`mark`) go with the old pages; younger ones stay unless the pages are newer.
 */
import type { FrameHeader, Place } from '../../shared/sync/protocol.ts';
import type { PageBody } from '../../shared/sync/frames.ts';
import { plainBytes } from './bytes.ts';
import { announce, change, newPageKey, openJson } from './core.ts';
import type { Core } from './core.ts';
import { catchUp } from './memory.ts';
import { commit, pageEntry } from './overlay.ts';
import type { OverlayEntry, PageEntry, Progress, Root } from './shapes.ts';
import { emptyRoot } from './shapes.ts';
import { locate, rootOf, withFreshRoot } from './read-pages.ts';
import {
  deleteOverlay,
  deletePages,
  newPage,
  putPages,
  raiseGeneration,
  sealRoot,
  stagedName,
} from './roots.ts';
import type { NewPage } from './roots.ts';

export type Begin = Extract<FrameHeader, { frame: 'begin' }>;

export interface ArrivedPage {
  readonly entity: string;
  readonly view: string;
  readonly count: number;
  readonly first: Place;
  readonly last: Place;
  /** Rows of this download so far, this page included. */
  readonly done: number;
  readonly more: boolean;
  readonly page: PageBody;
}

export interface Download {
  /** Pages of one entity, in order. */
  add(pages: readonly ArrivedPage[]): Promise<void>;
  /** After the last page: what was promised to be replaced and has no rows is now empty. */
  finish(): Promise<void>;
}

interface Building {
  readonly entity: string;
  /** Rows are readable while they come, because nothing older is there. */
  readonly isLive: boolean;
  root: Root;
}

export function createDownload(core: Core, begin: Begin, resume: Progress | null): Download {
  const replaces = begin.replaces.filter((entity) => core.registry.has(entity));
  const completed = new Set<string>();
  const mark = resume?.mark ?? core.memory.lastS;
  let building: Building | undefined;
  if (resume)
    for (const entity of replaces) {
      if (entity === resume.entity) break;
      completed.add(entity);
    }

  const progressAfter = (page: ArrivedPage): Progress => ({
    numbers: begin.numbers,
    entity: page.entity,
    after: page.last,
    done: page.done,
    promised: begin.promised,
    replaces,
    views: begin.views,
    mark,
  });
  const begun = async (entity: string, view: string): Promise<Building> => {
    if (building?.entity === entity) return building;
    building = await startBuilding(core, entity, view, resume?.entity === entity);
    return building;
  };
  return {
    add: async (pages) => {
      const last = pages.at(-1);
      if (!last) return;
      const target = await begun(last.entity, last.view);
      const progress = progressAfter(last);
      const stored = await storePages(core, target, pages);
      target.root = stored.root;
      if (last.more) await putPart(core, target, stored.pages, progress);
      else {
        await swap(core, target, stored.pages, mark, progress);
        completed.add(target.entity);
        building = undefined;
      }
    },
    finish: async () => {
      for (const entity of replaces) {
        if (completed.has(entity)) continue;
        const target = await begun(entity, begin.views[entity] ?? '');
        await swap(core, target, [], mark, core.memory.facts.progress);
        completed.add(entity);
        building = undefined;
      }
    },
  };
}

async function startBuilding(core: Core, entity: string, view: string, goesOn: boolean): Promise<Building> {
  const staged = await core.database.read(['roots'], (tables) => tables.roots.get(stagedName(entity)));
  const live = rootOf(core, entity);
  if (goesOn && staged)
    return { entity, isLive: false, root: await openJson<Root>(core, 'roots', staged.body) };
  if (goesOn && !live.complete) return { entity, isLive: true, root: { ...live, view } };
  if (staged) await dropStaged(core, entity, await openJson<Root>(core, 'roots', staged.body));
  return { entity, isLive: live.pages.length === 0, root: { ...emptyRoot, view } };
}

const dropStaged = (core: Core, entity: string, root: Root): Promise<void> =>
  core.database.change(['pages', 'blocks', 'roots'], async (tables) => {
    await deletePages(
      tables,
      root.pages.map(({ key }) => key),
    );
    await tables.roots.delete(stagedName(entity));
  });

async function storePages(
  core: Core,
  target: Building,
  arrived: readonly ArrivedPage[],
): Promise<{ pages: readonly NewPage[]; root: Root }> {
  const entries: PageEntry[] = [];
  const pages: NewPage[] = [];
  for (const { page, count, first, last } of arrived) {
    if (count === 0) continue;
    const key = newPageKey(core, target.entity);
    pages.push(
      newPage(
        key,
        target.entity,
        await core.codec.seal('pages', page.rows),
        plainBytes(page.ids),
        page.versions,
      ),
    );
    entries.push({ key, first, last, count });
  }
  return { pages, root: { ...target.root, pages: [...target.root.pages, ...entries] } };
}

/** Part of an entity: pages, root and progress. Readable at once when nothing older is there. */
async function putPart(
  core: Core,
  target: Building,
  pages: readonly NewPage[],
  progress: Progress,
): Promise<void> {
  const record = await sealRoot(core, target.isLive ? target.entity : stagedName(target.entity), target.root);
  const generation = await change(core, { progress }, ['pages', 'blocks', 'roots'], async (tables) => {
    await putPages(tables, pages);
    await tables.roots.put(record);
    return target.isLive ? raiseGeneration(tables) : undefined;
  });
  if (generation === undefined) return;
  if (generation === core.memory.generation + 1) {
    core.memory.generation = generation;
    core.memory.roots.set(target.entity, target.root);
    for (const { block } of pages) core.memory.blocks.set(block.key, block);
  } else await catchUp(core);
  announce(core, [target.entity]);
}

/** The entity is complete: the new pages count from now on. */
async function swap(
  core: Core,
  target: Building,
  pages: readonly NewPage[],
  mark: number,
  progress: Progress | null,
): Promise<void> {
  const { entity } = target;
  const root: Root = { ...target.root, complete: true };
  const kept = new Set(root.pages.map(({ key }) => key));
  const old = rootOf(core, entity)
    .pages.map(({ key }) => key)
    .filter((key) => !kept.has(key));
  const record = await sealRoot(core, entity, root);
  await change(core, { progress }, ['pages', 'blocks', 'roots', 'overlay'], async (tables) => {
    await putPages(tables, pages);
    await tables.roots.put(record);
    await tables.roots.delete(stagedName(entity));
    await deletePages(tables, old);
    await deleteOverlay(tables, entity, mark);
    await raiseGeneration(tables);
  });
  await catchUp(core);
  await dropOutdatedLines(core, entity);
  announce(core, [entity]);
}

/** An answer that overtook the download may be older than a page that came after it. */
async function dropOutdatedLines(core: Core, entity: string): Promise<void> {
  const held = core.memory.overlay.get(entity);
  if (!held || held.size === 0) return;
  const spots = await withFreshRoot(core, () => locate(core, entity, [...held.keys()]));
  const lines: OverlayEntry[] = [];
  for (const [id, found] of spots) {
    const entry = held.get(id);
    if (entry?.kind === 'row' && found.some(({ version }) => version > entry.version))
      lines.push(pageEntry(id));
  }
  if (lines.length > 0) await commit(core, { entries: new Map([[entity, lines]]) });
}
