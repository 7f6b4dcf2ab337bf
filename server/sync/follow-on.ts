/**
 * What one row's change makes of others, from the registry alone: fields copied along a reference, lists gathered from
 * the rows that point here, flags that only one row may bear. Each may set off the next.
 *
 * 1. Follow-on writes carry the change id of what caused them; the person who last touched the row stays named on it.
 * 2. A gathering row is locked before it is counted, so that of two who add to it at once the second sees the first.
 */
import { sameJson } from '../../shared/values/json.ts';
import type { Entity, Registry, Values } from '../../shared/entity/entity.ts';
import { fieldEntries } from '../../shared/entity/entity.ts';
import { oncePer } from '../../shared/entity/once.ts';
import type { Json } from '../../shared/values/json.ts';
import type { Transaction } from '../database/connection.ts';
import { columnName } from '../database/table-model.ts';
import { loadReferring, loadRows } from './load-rows.ts';
import { copiedValue } from './references.ts';
import type { WorkingRow, Write } from './rows.ts';
import { soleWrites } from './sole.ts';
import { rowKey } from './rows.ts';
import type { WriteContext } from './write-rows.ts';
import { writeRows } from './write-rows.ts';

/** From how a row was before the transaction to how it is now. */
interface Move {
  readonly of: Entity;
  readonly before: WorkingRow | undefined;
  /** As the first write left it: what children of the same batch may have copied from a new row. */
  readonly first: WorkingRow;
  readonly after: WorkingRow;
  readonly wasRestored: boolean;
}

/** References form no circle, so this is never reached; it keeps a wrong fact sheet from running for ever. */
const mostSteps = 12;

/** Returns what it has written, in order. */
export async function followOn(
  tx: Transaction,
  context: WriteContext,
  writes: readonly Write[],
): Promise<readonly Write[]> {
  const written: Write[] = [];
  let moves = netMoves(writes);
  for (let step = 0; moves.length > 0; step += 1) {
    if (step === mostSteps) throw new Error('Copied fields go round in a circle.');
    const copied = await copyWrites(tx, context, moves);
    await writeRows(tx, context, copied);
    const gathered = await gatherWrites(tx, context, moves);
    await writeRows(tx, context, gathered);
    const sole = await soleWrites(tx, context, moves);
    await writeRows(tx, context, sole);
    moves = netMoves([...copied, ...gathered, ...sole]);
    written.push(...copied, ...gathered, ...sole);
  }
  return written;
}

function netMoves(writes: readonly Write[]): readonly Move[] {
  const byRow = new Map<string, Move>();
  for (const { of, deed, before, after } of writes) {
    const key = rowKey(of.name, after.id);
    const known = byRow.get(key) ?? { of, before, first: after, after, wasRestored: false };
    byRow.set(key, { ...known, after, wasRestored: known.wasRestored || deed === 'restore' });
  }
  return [...byRow.values()];
}

const differ = (
  one: WorkingRow | undefined,
  other: WorkingRow | undefined,
  names: readonly string[],
): boolean => names.some((name) => !sameJson(one?.values[name], other?.values[name]));

interface CopyRule {
  readonly child: Entity;
  readonly through: string;
  readonly target: string;
  readonly fields: readonly { readonly name: string; readonly take: readonly string[] }[];
}

const copyRules = oncePer((registry: Registry): readonly CopyRule[] =>
  [...registry.values()].flatMap((child) => {
    const byThrough = new Map<string, { name: string; take: readonly string[] }[]>();
    for (const [name, { origin }] of fieldEntries(child))
      if (origin.by === 'copy')
        byThrough.set(origin.through, [
          ...(byThrough.get(origin.through) ?? []),
          { name, take: origin.take },
        ]);
    return [...byThrough].map(([through, fields]) => ({
      child,
      through,
      target: child.fields[through]?.target ?? '',
      fields,
    }));
  }),
);

async function copyWrites(
  tx: Transaction,
  context: WriteContext,
  moves: readonly Move[],
): Promise<readonly Write[]> {
  const writes: Write[] = [];
  for (const rule of copyRules(context.registry)) {
    const take = rule.fields.flatMap((field) => field.take);
    const sources = moves.filter((move) => move.of.name === rule.target && hasOldCopies(move, take));
    const byId = new Map(sources.map((move) => [move.after.id, move.after]));
    const earlier = new Map(writes.map((write) => [rowKey(write.of.name, write.after.id), write.after]));
    for (const found of await loadReferring(tx, rule.child, rule.through, [...byId.keys()])) {
      // The same child may follow two parents: the second write goes on from the first.
      const row = earlier.get(rowKey(rule.child.name, found.id)) ?? found;
      const source = byId.get(String(row.values[rule.through]));
      const values = Object.fromEntries(
        rule.fields.map(({ name, take: from }) => [name, copiedValue(from, source?.values)]),
      );
      if (source) writes.push(...followed(rule.child, row, values, source.changeId));
    }
  }
  return writes;
}

/** A new row has only the children of its own batch; they copied it as it was then, and before it had its number. */
const hasOldCopies = (move: Move, take: readonly string[]): boolean =>
  differ(move.before ?? move.first, move.after, take) ||
  (!move.before && take.some((name) => move.of.fields[name]?.origin.by === 'series'));

function followed(of: Entity, row: WorkingRow, values: Values, changeId: string | null): readonly Write[] {
  if (Object.keys(values).every((name) => sameJson(values[name], row.values[name]))) return [];
  const after = { ...row, version: row.version + 1, values: { ...row.values, ...values }, changeId };
  return [{ of, deed: 'update', before: row, after }];
}

interface GatherRule {
  readonly parent: Entity;
  readonly field: string;
  readonly source: Entity;
  readonly through: string;
  readonly take: string;
}

const gatherRules = oncePer((registry: Registry): readonly GatherRule[] =>
  [...registry.values()].flatMap((parent) =>
    fieldEntries(parent).flatMap(([field, { origin }]) => {
      const source = origin.by === 'gather' ? registry.get(origin.entity) : undefined;
      if (origin.by !== 'gather' || !source) return [];
      return [{ parent, field, source, through: origin.through, take: origin.take }];
    }),
  ),
);

async function gatherWrites(
  tx: Transaction,
  context: WriteContext,
  moves: readonly Move[],
): Promise<readonly Write[]> {
  const writes: Write[] = [];
  for (const rule of gatherRules(context.registry)) {
    const causes = new Map(
      moves.flatMap((move) => affected(rule, move).map((id) => [id, move.after.changeId] as const)),
    );
    if (causes.size === 0) continue;
    const parents = await loadRows(tx, rule.parent, [...causes.keys()], 'write');
    const lists = await gather(tx, rule, [...causes.keys()]);
    const earlier = new Map(writes.map((write) => [rowKey(write.of.name, write.after.id), write.after]));
    for (const found of parents.filter((row) => row.deletedAt === null)) {
      const parent = earlier.get(rowKey(rule.parent.name, found.id)) ?? found;
      const values = { [rule.field]: lists.get(parent.id) ?? [] };
      writes.push(...followed(rule.parent, parent, values, causes.get(parent.id) ?? null));
    }
  }
  return writes;
}

/** The parents whose list this move may change: the one it left, the one it came to, and one that has come back. */
function affected(rule: GatherRule, move: Move): readonly string[] {
  const own = move.of === rule.parent && move.wasRestored ? [move.after.id] : [];
  if (move.of !== rule.source) return own;
  const isLive = (row: WorkingRow | undefined): boolean => row !== undefined && row.deletedAt === null;
  if (
    isLive(move.before) === isLive(move.after) &&
    !differ(move.before, move.after, [rule.through, rule.take])
  )
    return own;
  const ends = [move.before, move.after].filter(isLive).map((row) => row?.values[rule.through] ?? null);
  return [...own, ...ends.filter((id) => typeof id === 'string')];
}

async function gather(tx: Transaction, rule: GatherRule, ids: readonly string[]): Promise<Map<string, Json>> {
  const through = tx(columnName(rule.through));
  const take = tx(columnName(rule.take));
  const rows = await tx<{ parent: string; list: readonly string[] }[]>`
    select ${through} as parent, array_agg(distinct ${take} order by ${take}) as list
    from ${tx(rule.source.table)}
    where local_id = current_local_id() and ${through} = any (${[...ids]}::uuid[]) and ${take} is not null
      and deleted_at is null
    group by ${through}`;
  return new Map(rows.map((row) => [row.parent, [...row.list]]));
}
