/**
 * decide(): the judgement over one change. Pure: it looks at the scene and answers with data; nothing is written here.
 *
 * Order of the questions: is it known, is it asked by change at all, could its author ever, is it well-formed,
 * then the row itself. A stranger thus learns nothing from the way he is refused.
 */
import { checkSet } from '../../shared/entity/check.ts';
import type { Entity, Values } from '../../shared/entity/entity.ts';
import { decideCreate, identityProblem } from './decide-create.ts';
import { decideUpdate } from './decide-update.ts';
import type { Ask, Decision, Scene } from './decision.ts';
import { invalid, refused, setAside } from './decision.ts';
import type { WriteRight } from './reach.ts';
import { beyondReach, couldSomewhere, mayDelete } from './reach.ts';
import type { WorkingRow } from './rows.ts';

export function decide(scene: Scene, ask: Ask): Decision {
  const { change } = ask;
  if (change.op === 'withdraw') return { kind: 'taken', outcome: 'applied', notes: {} };
  const of = scene.registry.get(change.entity);
  if (!of) return refused('unknown_entity', { detail: change.entity });
  if (of.writes !== 'changes') return refused('command_only');
  if (!couldEver(scene, of, ask)) return refused('not_allowed');
  if (change.row === null) return invalid([{ field: 'row', problem: 'required' }]);
  const row = scene.find(of.name, change.row);
  if (change.op === 'delete') return decideDelete(scene, of, ask, change.row, row);
  const { values: set, problems } = checkSet(of, change.set ?? {});
  if (problems.length > 0) return invalid(problems);
  if (Object.keys(set).length === 0) return invalid([{ field: 'set', problem: 'required' }]);
  return change.op === 'create'
    ? decideBirth(scene, of, ask, change.row, set, row)
    : row
      ? decideUpdate(scene, of, ask, row, set)
      : decideUnknown(scene, ask, change.row);
}

const rightsOf: Readonly<Record<string, readonly WriteRight[]>> = {
  create: ['create', 'update'],
  update: ['update'],
  delete: ['delete'],
};

function couldEver(scene: Scene, of: Entity, ask: Ask): boolean {
  const roles = [...scene.liveRoles, ...scene.pastRoles];
  const rights = rightsOf[ask.change.op] ?? [];
  return ask.offeredAgain !== undefined || rights.some((right) => couldSomewhere(of, roles, right, []));
}

/** A create that meets a live row under the same id is an edit by someone who did not see that row. */
function decideBirth(
  scene: Scene,
  of: Entity,
  ask: Ask,
  id: string,
  set: Values,
  row: WorkingRow | undefined,
): Decision {
  if (!row || row.deletedAt !== null) return decideCreate(scene, of, ask, id, set, row);
  const { base: _unseen, ...change } = ask.change;
  return (
    identityProblem(scene, of, id, { ...row.values, ...set }) ??
    decideUpdate(scene, of, { ...ask, change, seesCurrent: false }, row, set)
  );
}

/** No such row: the same answer as for a row of somebody else's, unless its own creation was held back. */
function decideUnknown(scene: Scene, ask: Ask, id: string): Decision {
  const held = scene.heldBack(id);
  if (held?.as === 'refused') return refused('parent_refused', { detail: held.changeId });
  if (held?.as === 'aside') return setAside(held.reason);
  return ask.offeredAgain ? setAside('restored') : refused('not_allowed');
}

function decideDelete(scene: Scene, of: Entity, ask: Ask, id: string, row: WorkingRow | undefined): Decision {
  if (!row) return decideUnknown(scene, ask, id);
  if (!mayDelete(scene, of, { ...row.values, id })) return beyondReach(scene, of, ask, 'delete', []);
  if (row.deletedAt !== null) return refused('row_deleted');
  const after: WorkingRow = {
    ...row,
    version: Math.max(row.version + 1, ask.offeredAgain?.version ?? 0),
    deletedAt: ask.at,
    changedBy: scene.userId,
    changedDevice: scene.deviceId,
    changedAt: ask.at,
    changeId: ask.change.id,
  };
  return { kind: 'taken', outcome: 'applied', write: { of, deed: 'delete', before: row, after }, notes: {} };
}
