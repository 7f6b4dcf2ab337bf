/**
 * The write path's side of the policy: which of a change's fields its author may write, and what becomes of a change
 * whose row is beyond its author's reach. Work that an honest device may have done in good faith is set aside for
 * the office; what no role of the author's could ever do is refused, in the words of "no such row".
 */
import { canDelete, forbiddenFields, scopesOf } from '../../shared/access/can.ts';
import { correctableFields } from '../../shared/access/correct.ts';
import type { Entity, Rights, Values } from '../../shared/entity/entity.ts';
import { allFields } from '../../shared/entity/entity.ts';
import type { Ask, Decision, Scene } from './decision.ts';
import { refused, setAside } from './decision.ts';

export type WriteRight = 'create' | 'update' | 'delete';

function covers(of: Entity, rights: Rights, right: WriteRight, touched: readonly string[]): boolean {
  if (right === 'delete') return rights.delete === true;
  const list = rights[right];
  if (list === undefined) return false;
  return touched.every(
    (name) => of.fields[name]?.guard !== 'secret' && (list === allFields || list.includes(name)),
  );
}

/** Could these roles do this to some row of the entity, wherever it lies? */
export const couldSomewhere = (
  of: Entity,
  roles: readonly string[],
  right: WriteRight,
  touched: readonly string[],
): boolean =>
  roles.some((role) =>
    Object.values(of.access[role] ?? {}).some((rights) => covers(of, rights, right, touched)),
  );

/** The row is there and its author does not reach it (any more). */
export function beyondReach(
  scene: Scene,
  of: Entity,
  ask: Ask,
  right: WriteRight,
  touched: readonly string[],
): Decision {
  if (ask.offeredAgain) return setAside('restored');
  if (couldSomewhere(of, scene.liveRoles, right, touched)) return setAside('out_of_reach');
  if (couldSomewhere(of, scene.pastRoles, right, touched)) return setAside('role_ended');
  return refused('not_allowed');
}

/** Undefined when the author may write all of `touched` in a row with these values. */
export function objection(
  scene: Scene,
  of: Entity,
  ask: Ask,
  right: 'create' | 'update',
  values: Values & { readonly id: string },
  touched: readonly string[],
): Decision | undefined {
  const scopes = scopesOf(of, values);
  const correctable = ask.corrects ? correctableFields(of, scene.holdings, scopes) : undefined;
  const forbidden = ask.corrects
    ? correctable && touched.filter((name) => !correctable.has(name))
    : forbiddenFields(of, scene.holdings, right, scopes, touched);
  if (forbidden === undefined) return beyondReach(scene, of, ask, right, touched);
  if (forbidden.length === 0) return undefined;
  if (ask.offeredAgain) return setAside('restored');
  if (couldSomewhere(of, scene.pastRoles, right, touched)) return setAside('role_ended');
  return refused('not_allowed', {
    fields: forbidden.map((field) => ({ field, problem: 'not_yours' as const })),
  });
}

export const mayDelete = (scene: Scene, of: Entity, values: Values & { readonly id: string }): boolean =>
  canDelete(of, scene.holdings, scopesOf(of, values));
