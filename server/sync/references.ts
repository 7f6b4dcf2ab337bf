/**
 * What a row takes from the rows it points at: their existence, its author's right to know of them, and the fields
 * copied from them.
 */
import { canRead, scopesOf } from '../../shared/access/can.ts';
import type { Entity, Values } from '../../shared/entity/entity.ts';
import { fieldEntries } from '../../shared/entity/entity.ts';
import type { Json } from '../../shared/values/json.ts';
import type { FieldProblem } from '../../shared/values/refusal.ts';
import type { Ask, Decision, Scene } from './decision.ts';
import { invalid, refused, setAside } from './decision.ts';
import type { WorkingRow } from './rows.ts';

export interface Pointer {
  readonly field: string;
  readonly target: string;
  readonly id: string;
}

/** The rows that these fields of a row point at. */
export function pointersOf(of: Entity, values: Values, names: readonly string[]): readonly Pointer[] {
  return names.flatMap((name) => {
    const field = of.fields[name];
    const target = field?.target;
    if (!field || !target || (field.kind !== 'reference' && field.kind !== 'references')) return [];
    const value = values[name] ?? null;
    const ids: readonly Json[] = Array.isArray(value)
      ? (value as readonly Json[])
      : value === null
        ? []
        : [value];
    return ids.filter((id) => typeof id === 'string').map((id) => ({ field: name, target, id }));
  });
}

const notFound = (pointers: readonly Pointer[]): Decision =>
  invalid(
    [...new Set(pointers.map((one) => one.field))].map((field): FieldProblem => ({
      field,
      problem: 'not_found',
    })),
  );

/** Undefined when every row pointed at is there. A refused parent's children are refused by its name. */
export function absence(scene: Scene, ask: Ask, pointers: readonly Pointer[]): Decision | undefined {
  const absent = pointers.filter((one) => isGone(scene.find(one.target, one.id)));
  if (absent.length === 0) return undefined;
  for (const { id } of absent) {
    const held = scene.heldBack(id);
    if (held?.as === 'refused') return refused('parent_refused', { detail: held.changeId });
    if (held?.as === 'aside') return setAside(held.reason);
  }
  // After a restore the parent may be on a device that has not been heard of yet.
  return ask.offeredAgain ? setAside('restored') : notFound(absent);
}

const isGone = (row: WorkingRow | undefined): boolean => row === undefined || row.deletedAt !== null;

/**
 * Undefined when the author may read every row pointed at. Who asks online is told "no such row". A device may have
 * known the row when the work was done (a student who has left the cohort since), so its work goes to the office.
 */
export function concealment(scene: Scene, ask: Ask, pointers: readonly Pointer[]): Decision | undefined {
  const hidden = pointers.filter((one) => {
    const of = scene.registry.get(one.target);
    const row = scene.find(one.target, one.id);
    return !of || !row || !canRead(of, scene.holdings, scopesOf(of, { ...row.values, id: row.id }));
  });
  if (hidden.length === 0) return undefined;
  if (scene.deviceId === null) return notFound(hidden);
  return setAside(ask.offeredAgain ? 'restored' : 'out_of_reach');
}

/** One source field as it is; several joined with a space, without the empty ones. */
export function copiedValue(take: readonly string[], from: Values | undefined): Json {
  if (!from) return null;
  const [only] = take;
  if (take.length === 1 && only !== undefined) return from[only] ?? null;
  const parts = take.map((name) => from[name] ?? null).filter((value) => value !== null && value !== '');
  return parts.length === 0 ? null : parts.map(String).join(' ');
}

/** The copied fields that hang on one of `names`, with their values as the sources stand now. */
export function copies(
  scene: Pick<Scene, 'find'>,
  of: Entity,
  values: Values,
  names: readonly string[],
): Values {
  const filled: Record<string, Json> = {};
  for (const [name, field] of fieldEntries(of)) {
    if (field.origin.by !== 'copy' || !names.includes(field.origin.through)) continue;
    const source = values[field.origin.through] ?? null;
    const target = of.fields[field.origin.through]?.target ?? '';
    const row = typeof source === 'string' ? scene.find(target, source) : undefined;
    filled[name] = copiedValue(field.origin.take, row?.values);
  }
  return filled;
}
