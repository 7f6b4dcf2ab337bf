/**
 * Brings to the desk all rows that a batch may touch or look at, a set for each entity and lock, entities in the
 * order of the registry and rows in the order of their ids: writers who meet do so in one order.
 */
import type { Entity, Registry } from '../../shared/entity/entity.ts';
import { fieldEntries } from '../../shared/entity/entity.ts';
import { oncePer } from '../../shared/entity/once.ts';
import { RefusalEntity } from '../../shared/entities/refusal.ts';
import { SetAside } from '../../shared/entities/set-aside.ts';
import type { Change } from '../../shared/sync/requests.ts';
import { isUuid } from '../../shared/values/uuid.ts';
import type { Transaction } from '../database/connection.ts';
import { columnName } from '../database/table-model.ts';
import type { Ask, HeldBack, SetAsideReason } from './decision.ts';
import type { Lock } from './load-rows.ts';
import { loadRows } from './load-rows.ts';
import { pointersOf } from './references.ts';
import { Desk } from './rows.ts';
import { awaitSoleTurn } from './sole.ts';
import type { World } from './world.ts';

/** Entity → row → how it must be locked. */
type Wanted = Map<string, Map<string, Lock>>;

const strength: Readonly<Record<Lock, number>> = { none: 0, share: 1, write: 2 };

export async function loadDesk(
  tx: Transaction,
  world: World,
  asks: readonly Pick<Ask, 'change'>[],
): Promise<Desk> {
  const desk = new Desk();
  const wanted: Wanted = new Map();
  for (const { change } of asks) wantRowsOf(world, change, wanted);
  await awaitSoleTurn(
    tx,
    world.registry,
    asks.map(({ change }) => change),
  );
  for (const of of world.registry.values()) {
    const own = [...(wanted.get(of.name) ?? [])];
    for (const lock of own.length > 0 ? (['write', 'share', 'none'] as const) : []) {
      const ids = own.filter(([, wish]) => wish === lock).map(([id]) => id);
      for (const row of await loadRows(tx, of, ids, lock)) desk.put(of.name, row);
    }
  }
  return desk;
}

function want(wanted: Wanted, entity: string, id: string, lock: Lock): void {
  if (!isUuid(id)) return;
  const own = wanted.get(entity) ?? new Map<string, Lock>();
  wanted.set(entity, own);
  const known = own.get(id);
  if (known === undefined || strength[known] < strength[lock]) own.set(id, lock);
}

function wantRowsOf(world: World, change: Change, wanted: Wanted): void {
  const of = world.registry.get(change.entity);
  if (!of || of.writes !== 'changes') return;
  if (change.row !== null) want(wanted, of.name, change.row, 'write');
  const set = change.set ?? {};
  const sources = copiedThrough(of);
  const gatherers = gatheredThrough(world.registry)(of);
  for (const { field, target, id } of pointersOf(of, set, Object.keys(set)))
    // A row that gathers from this one is written later; asking for it at once spares two writers a deadlock.
    want(wanted, target, id, gatherers.has(field) ? 'write' : sources.has(field) ? 'share' : 'none');
}

/** The fields of `of` through which it copies from others. */
const copiedThrough = oncePer(
  (of: Entity): ReadonlySet<string> =>
    new Set(fieldEntries(of).flatMap(([, { origin }]) => (origin.by === 'copy' ? [origin.through] : []))),
);

/** The fields of an entity through which others gather from it. */
const gatheredThrough = oncePer((registry: Registry) =>
  oncePer((of: Entity): ReadonlySet<string> => {
    const through = new Set<string>();
    for (const parent of registry.values())
      for (const [, { origin }] of fieldEntries(parent))
        if (origin.by === 'gather' && origin.entity === of.name) through.add(origin.through);
    return through;
  }),
);

/** Of the rows that are asked about and are not there: those whose creation by the same person was held back. */
export async function loadHeldBack(
  tx: Transaction,
  world: World,
  asks: readonly Ask[],
  desk: Desk,
): Promise<Map<string, HeldBack>> {
  const found = new Map<string, HeldBack>();
  const absent = [...new Set(asks.flatMap(({ change }) => absentRows(world, change, desk)))];
  if (absent.length === 0) return found;
  const [refusals, asides] = await Promise.all([
    tx<{ row: string; changeId: string }[]>`
      select ${tx('row')} as row, ${tx(columnName('changeId'))} as "changeId" from ${tx(RefusalEntity.table)}
      where local_id = current_local_id() and user_id = ${world.userId} and ${tx('row')} = any (${absent})
        and change ->> 'op' = 'create' and deleted_at is null order by created_at, id`,
    tx<{ row: string; reason: SetAsideReason }[]>`
      select ${tx('row')} as row, reason from ${tx(SetAside.table)}
      where local_id = current_local_id() and user_id = ${world.userId} and ${tx('row')} = any (${absent})
        and change ->> 'op' = 'create' and state = 'open' and deleted_at is null order by created_at, id`,
  ]);
  for (const { row, changeId } of refusals) found.set(row, { as: 'refused', changeId });
  for (const { row, reason } of asides) found.set(row, { as: 'aside', reason });
  return found;
}

function absentRows(world: World, change: Change, desk: Desk): readonly string[] {
  const of = world.registry.get(change.entity);
  if (!of || of.writes !== 'changes') return [];
  const set = change.set ?? {};
  const own = change.row !== null && change.op !== 'create' ? [{ target: of.name, id: change.row }] : [];
  return [...own, ...pointersOf(of, set, Object.keys(set))]
    .filter(({ target, id }) => isUuid(id) && !desk.find(target, id))
    .map(({ id }) => id);
}
