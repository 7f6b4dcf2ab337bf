/**
 * News from the feed: rows that changed and rows that left. The rows and the cursor that says they were seen go into
 * one transaction, so they can never disagree.
 *
 * A row counts only if it is newer than what is here. A row that leaves takes nothing of the person's with it: waiting
 * edits on it are set aside, shown, and still sent for the office to review.
 */
import type { Row } from '../../shared/entity/entity.ts';
import type { Delta } from '../../shared/sync/protocol.ts';
import { addTo } from './core.ts';
import type { Core } from './core.ts';
import type { WaitingState } from './database.ts';
import { commit, goneEntry, rowEntry } from './overlay.ts';
import { locate, withFreshRoot } from './read-pages.ts';
import type { Spot } from './read-pages.ts';
import type { Facts, HeldEntry, OverlayEntry, Pending } from './shapes.ts';

/** `fromPages`: rows of a scope that came anew; they count also at the same version, since they may show more fields. */
export async function applyRows(
  core: Core,
  delta: Delta,
  facts: Partial<Facts>,
  fromPages = false,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const entries = new Map<string, readonly OverlayEntry[]>();
  const gone = new Map<string, readonly string[]>();
  for (const [entity, rows] of Object.entries(delta.puts)) {
    if (!core.registry.has(entity)) continue;
    entries.set(entity, [...(await newerRows(core, entity, rows, fromPages))].map(rowEntry));
  }
  for (const [entity, id] of delta.exits) {
    if (!core.registry.has(entity)) continue;
    addTo(entries, entity, goneEntry(id));
    addTo(gone, entity, id);
  }
  const states = statesAfter(core, delta);
  const isNews = states.size > 0 || [...entries.values()].some((lines) => lines.length > 0);
  // A pull that brings nothing costs no write.
  if (isNews || !knows(core.memory.facts, facts)) await commit(core, { entries, facts, states });
  return gone;
}

const knows = (known: Facts, facts: Partial<Facts>): boolean =>
  JSON.stringify({ ...known, ...facts }) === JSON.stringify(known);

async function newerRows(
  core: Core,
  entity: string,
  rows: readonly Row[],
  orEqual: boolean,
): Promise<readonly Row[]> {
  const spots = await withFreshRoot(core, () =>
    locate(
      core,
      entity,
      rows.map(({ id }) => id),
    ),
  );
  const held = core.memory.overlay.get(entity);
  return rows.filter((row) => isNewer(row, held?.get(row.id), spots.get(row.id) ?? [], orEqual));
}

function isNewer(row: Row, entry: HeldEntry | undefined, found: readonly Spot[], orEqual: boolean): boolean {
  if (entry?.kind === 'gone') return row.version > entry.version;
  // A row that stands in two pages is always written, so that one line covers both.
  if (!entry && found.length > 1) return true;
  const known = entry ? entry.version : (found[0]?.version ?? -1);
  return orEqual ? row.version >= known : row.version > known;
}

/** Edits of rows that left are set aside; when the row comes back, they wait again like any other. */
export function statesAfter(core: Core, delta: Delta): ReadonlyMap<number, WaitingState> {
  const states = new Map<number, WaitingState>();
  const rowsOf = (entity: string, id: string): readonly Pending[] =>
    core.memory.pendingByRow.get(entity)?.get(id) ?? [];
  for (const [entity, id] of delta.exits) {
    const changes = rowsOf(entity, id);
    // A record that is created here needs no row at the server.
    if (changes.some(({ change }) => change.op === 'create')) continue;
    for (const one of changes) if (one.state === 'waiting') states.set(one.sequence, 'aside');
  }
  for (const [entity, rows] of Object.entries(delta.puts))
    for (const { id } of rows)
      for (const one of rowsOf(entity, id)) if (one.state === 'aside') states.set(one.sequence, 'waiting');
  return states;
}
