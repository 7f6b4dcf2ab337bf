/**
 * Proof that this device is complete: for each page's stretch of places, how many rows of the server are here and the
 * sum of their hashes, counted from what stands on the device (P6). And the repair of a stretch that differs.
 *
 * The stretches of an entity cover all places and do not overlap: each ends just before the next page begins.
 */
import type { Proof } from '../../shared/sync/checksum.ts';
import { addProofs, emptyProof, proofOf, subtractProofs } from '../../shared/sync/checksum.ts';
import type { Place } from '../../shared/sync/protocol.ts';
import type { VerifyRequest } from '../../shared/sync/requests.ts';
import { uuidToBytes } from '../../shared/values/uuid.ts';
import { plainBytes } from './bytes.ts';
import { announce, newPageKey } from './core.ts';
import type { Core } from './core.ts';
import { counter } from './database.ts';
import type { ArrivedPage } from './download.ts';
import { catchUp } from './memory.ts';
import { commit, pageEntry, sealEntries } from './overlay.ts';
import { comparePlaces } from './places.ts';
import { loadBlocks, locate, rootOf, withFreshRoot } from './read-pages.ts';
import { deletePages, newPage, putPages, raiseGeneration, sealRoot } from './roots.ts';
import type { NewPage } from './roots.ts';
import type { Block, HeldEntry, OverlayEntry, PageEntry } from './shapes.ts';

export type RangeProofs = VerifyRequest['entities'];
export interface Range {
  readonly entity: string;
  readonly from: Place | null;
  readonly to: Place | null;
}

const mostRanges = 900;
const provenBlocks = new WeakMap<Block, Proof>();

function proofOfBlock(block: Block): Proof {
  const known = provenBlocks.get(block) ?? proofOf(block.ids, block.versions);
  provenBlocks.set(block, known);
  return known;
}

const proofOfRow = (id: string, version: number): Proof => proofOf(uuidToBytes(id), [version]);

/** Entities that are complete here, range by range. */
export async function proveAll(core: Core): Promise<RangeProofs> {
  const proofs: RangeProofs = {};
  for (const [entity, root] of core.memory.roots)
    if (root.complete) proofs[entity] = await withFreshRoot(core, () => proveEntity(core, entity));
  return proofs;
}

/** Hashes page by page with the screen's turn in between: thirty thousand rows at once would hold up whoever types. */
async function proveBlocks(core: Core, entity: string): Promise<void> {
  for (const { key } of rootOf(core, entity).pages) {
    const block = core.memory.blocks.get(key);
    if (!block || provenBlocks.has(block)) continue;
    proofOfBlock(block);
    await new Promise((resolve) => setTimeout(resolve));
  }
}

async function proveEntity(core: Core, entity: string): Promise<RangeProofs[string]> {
  await loadBlocks(core, entity);
  await proveBlocks(core, entity);
  // Pages may have come meanwhile: from here to the sums only what is on this device already is looked at.
  await loadBlocks(core, entity);
  const held = core.memory.overlay.get(entity) ?? new Map<string, HeldEntry>();
  const spots = await locate(core, entity, [...held.keys()]);
  const { pages } = rootOf(core, entity);
  const proofByPage = new Map<string, Proof>();
  for (const { key } of pages) {
    const block = core.memory.blocks.get(key);
    proofByPage.set(key, block ? proofOfBlock(block) : emptyProof);
  }
  for (const [id, found] of spots)
    for (const { key, version } of found)
      proofByPage.set(key, subtractProofs(proofByPage.get(key) ?? emptyProof, proofOfRow(id, version)));
  const groups = grouped(pages);
  const proofs = groups.map((group) =>
    group.reduce((sum, { key }) => addProofs(sum, proofByPage.get(key) ?? emptyProof), emptyProof),
  );
  for (const entry of held.values()) {
    if (!entry.row) continue;
    const index = groupOf(groups, [entry.key, entry.id]);
    proofs[index] = addProofs(proofs[index] ?? emptyProof, proofOfRow(entry.id, entry.version));
  }
  return groups.map((_, index) => ({ ...rangeOf(groups, index), ...(proofs[index] ?? emptyProof) }));
}

/** One group for each page, or for several neighbours when there are more pages than a request may name. */
function grouped(pages: readonly PageEntry[]): readonly (readonly PageEntry[])[] {
  if (pages.length === 0) return [[]];
  const size = Math.ceil(pages.length / mostRanges);
  return Array.from({ length: Math.ceil(pages.length / size) }, (_, index) =>
    pages.slice(index * size, (index + 1) * size),
  );
}

function groupOf(groups: readonly (readonly PageEntry[])[], place: Place): number {
  let found = 0;
  for (const [index, group] of groups.entries()) {
    const first = group[0]?.first;
    if (first && comparePlaces(first, place) <= 0) found = index;
  }
  return found;
}

function rangeOf(
  groups: readonly (readonly PageEntry[])[],
  index: number,
): { from: Place | null; to: Place | null } {
  const from = index === 0 ? null : (groups[index]?.[0]?.first ?? null);
  const next = groups[index + 1]?.[0]?.first;
  return { from, to: next ? placeBefore(next) : null };
}

/** The last possible place before `place`: the same key with the id one lower. */
export function placeBefore(place: Place): Place {
  const digits = place[1].replaceAll('-', '');
  const lower = (BigInt(`0x${digits}`) - 1n).toString(16).padStart(32, '0');
  const id = [
    lower.slice(0, 8),
    lower.slice(8, 12),
    lower.slice(12, 16),
    lower.slice(16, 20),
    lower.slice(20),
  ].join('-');
  return [place[0], id];
}

const within = (place: Place, { from, to }: Range): boolean =>
  (from === null || comparePlaces(place, from) >= 0) && (to === null || comparePlaces(place, to) <= 0);

const overlaps = (page: PageEntry, { from, to }: Range): boolean =>
  (from === null || comparePlaces(page.last, from) >= 0) &&
  (to === null || comparePlaces(page.first, to) <= 0);

/**
 * Puts what the server sent in the place of what stood in the range. False when pages were moved meanwhile (by a fold
 * in another tab): the next proof will find the range again. `mark`: overlay lines up to here are older than the answer.
 */
export async function replaceRange(
  core: Core,
  range: Range,
  arrived: readonly ArrivedPage[],
  mark: number,
): Promise<boolean> {
  const { generation } = core.memory;
  const root = rootOf(core, range.entity);
  const old = root.pages.filter((page) => within(page.first, range) && within(page.last, range));
  if (root.pages.some((page) => !old.includes(page) && overlaps(page, range))) return false;
  const entries: PageEntry[] = [];
  const pages: NewPage[] = [];
  for (const { page, count, first, last } of arrived) {
    if (count === 0) continue;
    const key = newPageKey(core, range.entity);
    pages.push(
      newPage(
        key,
        range.entity,
        await core.codec.seal('pages', page.rows),
        plainBytes(page.ids),
        page.versions,
      ),
    );
    entries.push({ key, first, last, count });
  }
  const kept = root.pages.filter((page) => !old.includes(page));
  const all = [...kept, ...entries].sort((one, other) => comparePlaces(one.first, other.first));
  const lines = await sealEntries(core, new Map([[range.entity, linesInRange(core, range, mark)]]));
  const record = await sealRoot(core, range.entity, { ...root, pages: all });
  const isDone = await core.database.change(['pages', 'blocks', 'roots', 'overlay'], async (tables) => {
    if ((await counter(tables, 'generation')) !== generation) return false;
    await putPages(tables, pages);
    await deletePages(
      tables,
      old.map(({ key }) => key),
    );
    await tables.roots.put(record);
    await tables.overlay.bulkAdd([...lines]);
    await raiseGeneration(tables);
    return true;
  });
  if (!isDone) return false;
  await catchUp(core);
  await preferNewerPages(core, range.entity, entries, mark);
  announce(core, [range.entity]);
  return true;
}

/** What the overlay said about this range before the server answered is not said any more. */
const linesInRange = (core: Core, range: Range, mark: number): readonly OverlayEntry[] =>
  [...(core.memory.overlay.get(range.entity)?.values() ?? [])]
    .filter((entry) => entry.s <= mark && entry.row && within([entry.key, entry.id], range))
    .map(({ id }) => pageEntry(id));

/** Lines about rows that now stand in the new pages, where those are not older. */
async function preferNewerPages(
  core: Core,
  entity: string,
  entries: readonly PageEntry[],
  mark: number,
): Promise<void> {
  const held = core.memory.overlay.get(entity);
  if (!held || held.size === 0) return;
  const keys = new Set(entries.map(({ key }) => key));
  const spots = await withFreshRoot(core, () => locate(core, entity, [...held.keys()]));
  const lines: OverlayEntry[] = [];
  for (const [id, found] of spots) {
    const entry = held.get(id);
    const fresh = found.find(({ key }) => keys.has(key));
    if (!entry || !fresh) continue;
    const isOlder = entry.kind === 'row' ? entry.version <= fresh.version : entry.s <= mark;
    if (isOlder) lines.push(pageEntry(id));
  }
  if (lines.length > 0) await commit(core, { entries: new Map([[entity, lines]]) });
}
