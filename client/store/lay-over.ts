/**
 * The merged view: the server's row with this device's pending changes laid over it, by the same pure functions that
 * the server uses. Pure.
 */
import type { Entity, Row, Values } from '../../shared/entity/entity.ts';
import { clearByChoice, withInitialValues } from '../../shared/entity/row.ts';
import type { SeenRow } from '../hall.ts';
import type { Pending } from './shapes.ts';

/** Undefined when there is no such row, or a pending change removes it. Set-aside changes are shown elsewhere. */
export function layOver(
  of: Entity,
  id: string,
  row: Row | undefined,
  changes: readonly Pending[],
): SeenRow | undefined {
  let seen: SeenRow | undefined = row && { ...row, pending: false };
  for (const one of changes) if (one.state === 'waiting') seen = layOne(of, id, seen, one);
  return seen;
}

function layOne(
  of: Entity,
  id: string,
  seen: SeenRow | undefined,
  { change, filled }: Pending,
): SeenRow | undefined {
  const set = { ...change.set, ...filled };
  switch (change.op) {
    case 'create':
      return seen
        ? touched(of, seen, set)
        : { ...withInitialValues(of, clearByChoice(of, set)), id, version: 0, pending: true };
    case 'update':
      return seen && touched(of, seen, set);
    case 'delete':
      return undefined;
    case 'command':
    case 'withdraw':
      return seen;
  }
}

const touched = (of: Entity, seen: SeenRow, set: Values): SeenRow => ({
  ...seen,
  ...clearByChoice(of, set),
  id: seen.id,
  version: seen.version,
  pending: true,
});
