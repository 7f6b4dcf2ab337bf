/** Decides the birth of a row, and the return of a removed one. Pure. */
import type { Entity, Values } from '../../shared/entity/entity.ts';
import { fieldEntries, isReplicated, isSetByPerson } from '../../shared/entity/entity.ts';
import type { Field } from '../../shared/entity/field.ts';
import { checkRow } from '../../shared/entity/check.ts';
import { authoredBy, clearByChoice, derivedId, unitOf, withInitialValues } from '../../shared/entity/row.ts';
import type { Stamp, Stamps } from '../../shared/sync/merge.ts';
import type { Json } from '../../shared/values/json.ts';
import type { FieldProblem } from '../../shared/values/refusal.ts';
import type { Ask, Decision, Scene } from './decision.ts';
import { invalid } from './decision.ts';
import { objection } from './reach.ts';
import { absence, concealment, copies, pointersOf } from './references.ts';
import type { WorkingRow } from './rows.ts';

/** `id` and natural key must say the same row; otherwise two devices would write two. */
export function identityProblem(scene: Scene, of: Entity, id: string, values: Values): Decision | undefined {
  const derived = derivedId(of, scene.localId, values);
  if (derived === undefined || derived === id) return undefined;
  return invalid((of.identity ?? []).slice(0, 1).map((field): FieldProblem => ({ field, problem: 'rule' })));
}

const missingFields = (of: Entity, values: Values, names: readonly string[]): readonly FieldProblem[] =>
  names
    .filter((name) => of.fields[name]?.optional === false && (values[name] ?? null) === null)
    .map((field): FieldProblem => ({ field, problem: 'required' }));

/** `gone` is the row's tombstone, when it had been removed. */
export function decideCreate(
  scene: Scene,
  of: Entity,
  ask: Ask,
  id: string,
  set: Values,
  gone: WorkingRow | undefined,
): Decision {
  const given = {
    ...withInitialValues(of, clearByChoice(of, set)),
    ...keptNumbers(of, ask, gone),
    ...keptUnseen(of, set, gone),
  };
  const byPerson = fieldEntries(of).filter(([, field]) => isSetByPerson(field));
  const missing = missingFields(
    of,
    given,
    byPerson.map(([name]) => name),
  );
  if (missing.length > 0) return invalid(missing);
  const mistaken = identityProblem(scene, of, id, given);
  if (mistaken) return mistaken;
  const pointers = pointersOf(of, given, Object.keys(set));
  const absent = absence(scene, ask, pointers);
  if (absent) return absent;
  const values = {
    ...given,
    ...authoredBy(of, scene.userId),
    ...keptAuthor(of, gone),
    ...copies(scene, of, given, Object.keys(of.fields)),
  };
  const problem =
    objection(scene, of, ask, 'create', { ...values, id }, Object.keys(set)) ??
    concealment(scene, ask, pointers);
  if (problem) return problem;
  const broken = checkRow(of, values);
  if (broken.length > 0) return invalid(broken);
  const after = newRow(scene, of, ask, id, values, set, gone);
  const write = { of, deed: gone ? ('restore' as const) : ('create' as const), before: gone, after };
  return { kind: 'taken', outcome: 'applied', write, notes: {} };
}

/** Human numbers are given once: a restored row keeps its own, and so does one offered again after a restore. */
function keptNumbers(of: Entity, ask: Ask, gone: WorkingRow | undefined): Values {
  const kept: Record<string, Json> = {};
  for (const [name, field] of fieldEntries(of)) {
    if (field.origin.by !== 'series') continue;
    const offered = ask.offeredAgain?.values[name];
    const wellFormed =
      typeof offered === 'string' && new RegExp(`^\\d{4}-\\d{${field.origin.digits},9}$`).test(offered);
    kept[name] = gone?.values[name] ?? (wellFormed ? offered : null);
  }
  return kept;
}

const kept = (
  of: Entity,
  gone: WorkingRow | undefined,
  isKept: (name: string, field: Field) => boolean,
): Values =>
  gone
    ? Object.fromEntries(
        fieldEntries(of).flatMap(([name, field]) =>
          isKept(name, field) ? [[name, gone.values[name] ?? null]] : [],
        ),
      )
    : {};

/** Whoever brings a row back did not write it; to be named its author would also move it out of the author's reach. */
const keptAuthor = (of: Entity, gone: WorkingRow | undefined): Values =>
  kept(of, gone, (_name, { origin }) => origin.by === 'author');

/** What is never on a device cannot be said again by the device that brings the row back. */
const keptUnseen = (of: Entity, set: Values, gone: WorkingRow | undefined): Values =>
  kept(of, gone, (name, field) => !isReplicated(field) && !(name in set));

function newRow(
  scene: Scene,
  of: Entity,
  ask: Ask,
  id: string,
  values: Values,
  set: Values,
  gone: WorkingRow | undefined,
): WorkingRow {
  return {
    id,
    version: Math.max((gone?.version ?? 0) + 1, ask.offeredAgain?.version ?? 0),
    values,
    stamps: firstStamps(of, set, { at: ask.at, change: ask.change.id }),
    deletedAt: null,
    changedBy: scene.userId,
    changedDevice: scene.deviceId,
    changedAt: ask.at,
    changeId: ask.change.id,
  };
}

function firstStamps(of: Entity, set: Values, mark: Stamp): Stamps {
  const stamps: Record<string, Stamp> = {};
  for (const name of Object.keys(set)) {
    const head = unitOf(of, name)[0] ?? name;
    if (of.fields[head]?.merge === 'latest') stamps[head] = mark;
  }
  return stamps;
}
