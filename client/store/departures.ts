/**
 * What must not stay on this device: rows of scopes that are no longer held (an assignment that ended, also while
 * offline), entities that may not be read any more, fields that a role no longer shows.
 *
 * 1. Rows are hidden in one transaction; the engine then has them folded away, off the disk (`client/sync/leave.ts`).
 * 2. Nothing of the person's own goes with them: waiting edits are set aside; what was sent is sealed to the server.
 * 3. Only rows of a scope that was lost are judged, so that a partial view of a row is never taken for no right to it.
 */
import { scopesOf } from '../../shared/access/can.ts';
import type { Entity } from '../../shared/entity/entity.ts';
import type { SeenRow } from '../hall.ts';
import { sealJson } from './core.ts';
import type { Core } from './core.ts';
import type { SentRecord, WaitingState } from './database.ts';
import { statesAfter } from './delta.ts';
import type { Begin } from './download.ts';
import { sealWork } from './journal.ts';
import { commit, goneEntry } from './overlay.ts';
import type { OverlayEntry } from './shapes.ts';
import { readPages, rootOf, rowsOf, withFreshRoot } from './read-pages.ts';
import { deleteEntity, raiseGeneration } from './roots.ts';
import { isSealed, offerAgain, openSents } from './sent-log.ts';
import type { SealedSent } from './shapes.ts';

export type Held = Readonly<Record<string, string | null>>;

/** The scopes that are still held at a moment (milliseconds, by the server's clock). */
export const heldAt = (held: Held, moment: number): Held =>
  Object.fromEntries(
    Object.entries(held).filter(([, until]) => until === null || Date.parse(until) > moment),
  );

/** Drops what only lost scopes gave, and remembers what is held now. Returns how many rows left. */
export async function applyHoldings(core: Core, now: Held): Promise<number> {
  const before = core.memory.facts.held;
  // In another order it is looked at again, and nothing found to have left.
  if (JSON.stringify(before) === JSON.stringify(now)) return 0;
  const lost = Object.keys(before ?? {}).filter((scope) => !(scope in now));
  const gone = new Map<string, readonly string[]>();
  if (lost.length > 0)
    for (const of of core.registry.values()) {
      const ids = await rowsLost(core, of, new Set(lost), new Set(Object.keys(now)));
      if (ids.length > 0) gone.set(of.name, ids);
    }
  const entries = new Map<string, readonly OverlayEntry[]>(
    [...gone].map(([entity, ids]) => [entity, ids.map((id) => goneEntry(id))]),
  );
  const exits = [...gone].flatMap(([entity, ids]) => ids.map((id): [string, string] => [entity, id]));
  const states = statesAfter(core, { puts: {}, exits });
  await commit(core, { entries, facts: { held: now }, states });
  await sealSentOf(core, gone);
  return exits.length;
}

const rowsLost = (
  core: Core,
  of: Entity,
  lost: ReadonlySet<string>,
  held: ReadonlySet<string>,
): Promise<readonly string[]> =>
  withFreshRoot(core, async () => {
    const overlay = core.memory.overlay.get(of.name);
    const isLost = (row: SeenRow): boolean => {
      const scopes = scopesOf(of, row);
      return scopes.some((scope) => lost.has(scope)) && !scopes.some((scope) => held.has(scope));
    };
    const ids = [...(overlay?.values() ?? [])].flatMap(({ row }) =>
      row && isLost({ ...row, pending: false }) ? [row.id] : [],
    );
    for (const { key } of rootOf(core, of.name).pages) {
      const [page] = await readPages(core, of.name, [key]);
      for (const row of page ? rowsOf(page) : []) if (!overlay?.has(row.id) && isLost(row)) ids.push(row.id);
    }
    return ids;
  });

/** A view that lost a field, by the form in which `viewOf` writes it; a form we cannot read counts as a loss. */
export function losesFields(before: string, after: string): boolean {
  const pairs = (view: string): readonly string[] =>
    view.split(';').flatMap((part) => {
      const [kind = '', fields] = part.split('=');
      return (fields ?? '').split(',').map((field) => `${kind}=${field}`);
    });
  const kept = new Set(pairs(after));
  return pairs(before).some((pair) => !kept.has(pair));
}

/** Entities that leave at once: out of reach, or about to be replaced by a view with fewer fields. */
export async function dropEntities(core: Core, begin: Begin): Promise<void> {
  const dropped = [...core.memory.roots].filter(([entity, root]) => {
    const view = begin.views[entity];
    if (view === undefined) return true;
    return (
      begin.replaces.includes(entity) &&
      root.pages.length > 0 &&
      root.view !== view &&
      losesFields(root.view, view)
    );
  });
  const overlayOnly = [...core.memory.overlay.keys()].filter((entity) => begin.views[entity] === undefined);
  const names = [...new Set([...dropped.map(([entity]) => entity), ...overlayOnly])];
  if (names.length === 0) return;
  const out = names.filter((entity) => begin.views[entity] === undefined);
  const states = new Map<number, WaitingState>();
  for (const { change, sequence, state } of core.memory.pending)
    if (state === 'waiting' && out.includes(change.entity) && change.op !== 'create')
      states.set(sequence, 'aside');
  await commit(core, {
    entries: new Map(names.map((entity) => [entity, []])),
    states,
    tables: ['pages', 'blocks'],
    also: async (tables) => {
      for (const entity of names) await deleteEntity(tables, entity);
      await raiseGeneration(tables);
    },
  });
  await sealSentOf(core, new Map(out.map((entity) => [entity, undefined])));
}

/** The sent log of rows that left can only be read by the server. `undefined` ids stand for all of the entity. */
export async function sealSentOf(
  core: Core,
  gone: ReadonlyMap<string, readonly string[] | undefined>,
): Promise<void> {
  const key = core.memory.facts.bootstrap?.sealKey;
  if (gone.size === 0 || !key) return;
  const records = await core.database.read(['sent'], (tables) =>
    tables.sent.where('state').anyOf('sent', 'closed').toArray(),
  );
  const sealed: SentRecord[] = [];
  for (const { body, ...record } of await openSents(core, records)) {
    if (isSealed(body) || !gone.has(body.change.entity)) continue;
    const ids = gone.get(body.change.entity);
    if (ids && !ids.includes(body.change.row ?? '')) continue;
    const { device, epoch, outcome } = body;
    const change = { ...offerAgain(body), sequence: record.sequence };
    const closed: SealedSent = {
      sealed: await sealWork(key, core, device, change),
      device,
      epoch,
      entity: body.change.entity,
      outcome,
    };
    sealed.push({ ...record, body: await sealJson(core, 'sent', closed) });
  }
  if (sealed.length > 0)
    await core.database.change(['sent'], async (tables) => {
      await tables.sent.bulkPut(sealed);
    });
}
