/**
 * Opened records, as devices tell of them when they have signal: each leaves a READ in the audit, with the moment on the
 * device (P5). Telling is not writing: nothing here has a number of the device, a receipt, or an answer of its own.
 *
 * 1. Sent again, a view is found by its id in the audit and leaves no second READ.
 * 2. A view within ten minutes of a READ of the same record by the same person says nothing new.
 * 3. Whoever names a record that he did not reach, neither now nor at that moment, leaves nothing and learns nothing: the
 *    answer is the same.
 */
import type { Actor, Holding } from '../../shared/access/holdings.ts';
import { holdingsOf, isLive } from '../../shared/access/holdings.ts';
import type { Entity, Registry } from '../../shared/entity/entity.ts';
import { isPersonal } from '../../shared/entity/entity.ts';
import type { ViewsRequest } from '../../shared/sync/requests.ts';
import { limits } from '../../shared/sync/protocol.ts';
import { viewEachMs } from '../../shared/sync/views.ts';
import { readScopeOf } from '../access/read-scope.ts';
import { recordEvents } from '../audit/record.ts';
import type { Transaction } from '../database/connection.ts';
import { quoted } from '../database/table-model.ts';
import { gestureMoment } from './moments.ts';

interface Facts {
  readonly registry: Registry;
  /** Milliseconds, UTC. */
  readonly now: () => number;
}

interface Asker {
  readonly actor: Actor;
  readonly holdings: readonly Holding[];
}

interface View {
  readonly id: string;
  readonly of: Entity;
  readonly row: string;
  /** Milliseconds, UTC. */
  readonly at: number;
}

/** In the transaction of the request. Returns what was recorded, oldest first. */
export async function takeViews(
  tx: Transaction,
  deps: Facts,
  asker: Asker,
  { views, device }: ViewsRequest,
): Promise<readonly View[]> {
  // One at a time for each person: a view that comes twice at once is still one.
  await tx`select pg_advisory_xact_lock(hashtextextended(${`views ${asker.actor.userId}`}, 0))`;
  const told = views.flatMap(({ id, entity, row, at }): View[] => {
    const of = deps.registry.get(entity);
    const moment = Date.parse(gestureMoment(at, device.clock, deps.now()));
    return of && isPersonal(of) ? [{ id, of, row, at: moment }] : [];
  });
  const reached = await withinReach(tx, deps, asker, await notYetKnown(tx, told));
  const fresh = await newsOnly(tx, asker.actor.userId, reached);
  await recordEvents(
    tx,
    fresh.map(({ id, of, row, at }) => ({
      action: 'READ',
      entity: of.name,
      rowId: row,
      changeId: id,
      deviceAt: new Date(at).toISOString(),
    })),
  );
  return fresh;
}

async function notYetKnown(tx: Transaction, views: readonly View[]): Promise<readonly View[]> {
  const ids = views.map(({ id }) => id);
  const found = await tx<{ id: string }[]>`
    select change_id as id from audit.log
    where local_id = current_local_id() and change_id = any (${ids}::uuid[])`;
  const known = new Set(found.map(({ id }) => id));
  return views.filter(({ id }) => !known.has(id));
}

/** A record that was removed since was there to be opened. */
async function withinReach(
  tx: Transaction,
  deps: Facts,
  asker: Asker,
  views: readonly View[],
): Promise<readonly View[]> {
  const reached = new Set<View>();
  for (const [of, scopes, alike] of byReach(deps, asker, views)) {
    const rows = await tx.unsafe<{ id: string }[]>(
      `select id from public.${quoted(of.table)} where local_id = $1 
        and id = any ($2::uuid[]) and scopes && $3::text[]`,
      [asker.actor.localId, alike.map(({ row }) => row), [...scopes]],
    );
    const ids = new Set(rows.map(({ id }) => id));
    for (const view of alike) if (ids.has(view.row)) reached.add(view);
  }
  return views.filter((view) => reached.has(view));
}

type Reach = readonly [of: Entity, scopes: ReadonlySet<string>, views: View[]];

/** Views of one entity under the same roles, with the scopes those read: today's and those of the moment. */
function byReach(deps: Facts, { actor, holdings }: Asker, views: readonly View[]): Iterable<Reach> {
  const reaches = new Map<string, Reach>();
  for (const view of views) {
    const then = actor.grants.map((grant) => Number(isLive(grant, view.at))).join('');
    const key = `${view.of.name} ${then}`;
    const known = reaches.get(key);
    if (known) {
      known[2].push(view);
      continue;
    }
    const scopes = [holdings, holdingsOf(actor, deps.registry, view.at)].flatMap(
      (held) => readScopeOf(view.of, actor.localId, held, true)?.scopes ?? [],
    );
    reaches.set(key, [view.of, new Set(scopes), [view]]);
  }
  return reaches.values();
}

async function newsOnly(tx: Transaction, userId: string, views: readonly View[]): Promise<readonly View[]> {
  if (views.length === 0) return [];
  const ordered = [...views].sort((one, other) => one.at - other.at);
  const from = new Date((ordered[0]?.at ?? 0) - viewEachMs - limits.clockAheadMs).toISOString();
  const found = await tx<{ row: string; entity: string; at: string }[]>`
    select row_id as row, entity, coalesce(device_at, recorded_at) as at from audit.log
    where local_id = current_local_id() and row_id = any (${ordered.map(({ row }) => row)}::uuid[])
      and user_id = ${userId} and action = 'READ' and recorded_at >= ${from}`;
  const known = found.map(({ row, entity, at }) => ({ key: `${entity} ${row}`, at: Date.parse(at) }));
  return ordered.filter(({ of, row, at }) => {
    const key = `${of.name} ${row}`;
    if (known.some((one) => one.key === key && Math.abs(one.at - at) < viewEachMs)) return false;
    known.push({ key, at });
    return true;
  });
}
