/**
 * A gesture becomes a change, or is refused in the words that the server would use. Everything here is courtesy:
 * the server decides. Reads rows, writes nothing.
 *
 * A role may see only part of a row; what it cannot see is never held against it.
 */
import { canDelete, forbiddenFields, scopesOf } from '../../shared/access/can.ts';
import type { Holding } from '../../shared/access/holdings.ts';
import { checkRow, checkSet } from '../../shared/entity/check.ts';
import type { Entity, Values } from '../../shared/entity/entity.ts';
import { fieldEntries, isSetByPerson } from '../../shared/entity/entity.ts';
import {
  authoredBy,
  clearByChoice,
  completeSet,
  derivedId,
  withInitialValues,
} from '../../shared/entity/row.ts';
import type { Json } from '../../shared/values/json.ts';
import type { FieldProblem, Refusal } from '../../shared/values/refusal.ts';
import { refuse } from '../../shared/values/refusal.ts';
import type { Gesture, SeenRow } from '../hall.ts';
import { moment, newId } from './core.ts';
import type { Core } from './core.ts';
import type { OutboxBody } from './shapes.ts';

export interface Refused {
  readonly refusal: Refusal;
}

/** How a gesture sees the rows: the merged view, and for the second gesture of a group what the first one did. */
export type Look = (entity: string, id: string) => Promise<SeenRow | undefined>;

const refused = (refusal: Refusal): Refused => ({ refusal });
const invalid = (problems: readonly FieldProblem[]): Refused =>
  refused(refuse('invalid', { fields: [...problems] }));

export const isRefused = (result: object): result is Refused => 'refusal' in result;

export async function checkGesture(
  core: Core,
  holdings: readonly Holding[],
  look: Look,
  gesture: Gesture,
): Promise<OutboxBody | Refused> {
  const of = core.registry.get(gesture.entity);
  if (!of) return refused(refuse('unknown_entity', { detail: gesture.entity }));
  if (of.writes !== 'changes') return refused(refuse('command_only'));
  return gesture.op === 'delete'
    ? checkDelete(core, of, holdings, look, gesture)
    : checkWrite(core, of, holdings, look, gesture);
}

/** A create of what is there already, by its natural key, is an edit. */
async function checkWrite(
  core: Core,
  of: Entity,
  holdings: readonly Holding[],
  look: Look,
  gesture: Gesture,
): Promise<OutboxBody | Refused> {
  const { values, problems } = checkSet(of, gesture.set ?? {});
  if (problems.length > 0) return invalid(problems);
  const id = gesture.row ?? (gesture.op === 'create' ? derivedId(of, core.localId, values) : undefined);
  const before = id === undefined ? undefined : await look(of.name, id);
  if (gesture.op === 'create' && !before)
    return checkCreate(core, of, holdings, look, { ...gesture, set: values }, id);
  if (!before || id === undefined) return refused(refuse('not_allowed'));
  return checkUpdate(core, of, holdings, look, gesture, before, values);
}

const stamp = (core: Core, gesture: Gesture) => ({
  id: newId(core),
  entity: gesture.entity,
  at: moment(core),
  group: gesture.group,
});

/** Copies that follow a reference, as far as the row at its other end is on this device. */
async function fillCopies(
  of: Entity,
  look: Look,
  values: Values,
  touched: readonly string[],
): Promise<{ filled: Values; known: boolean }> {
  const filled: Record<string, Json> = {};
  let known = true;
  for (const [name, { origin }] of fieldEntries(of)) {
    if (origin.by !== 'copy' || !touched.includes(origin.through)) continue;
    const target = of.fields[origin.through]?.target;
    const id = values[origin.through];
    const row = target && typeof id === 'string' ? await look(target, id) : undefined;
    if (!row && id !== null) known = false;
    const parts = origin.take.map((field) => row?.[field] ?? null).filter((part) => part !== null);
    filled[name] = origin.take.length === 1 ? (parts[0] ?? null) : parts.join(' ');
  }
  return { filled, known };
}

async function checkCreate(
  core: Core,
  of: Entity,
  holdings: readonly Holding[],
  look: Look,
  gesture: Gesture & { readonly set: Values },
  known: string | undefined,
): Promise<OutboxBody | Refused> {
  const set = completeSet(of, gesture.set, undefined);
  const id = known ?? newId(core);
  const copies = await fillCopies(of, look, set, Object.keys(set));
  const filled = { ...copies.filled, ...authoredBy(of, core.userId) };
  const row = { ...withInitialValues(of, clearByChoice(of, { ...set, ...filled })), id };
  const problems = checkRow({ ...of, fields: personFields(of) }, row);
  if (problems.length > 0) return invalid(problems);
  const forbidden = forbiddenFields(of, holdings, 'create', scopesOf(of, row), Object.keys(set));
  // Without the rows that copies come from, the new row's scopes are not known here: the server will say.
  if (!forbidden && copies.known) return refused(refuse('not_allowed'));
  if (forbidden && forbidden.length > 0) return invalid(notYours(forbidden));
  return { change: { ...stamp(core, gesture), op: 'create', row: id, set, base: {} }, filled };
}

const personFields = (of: Entity): Entity['fields'] =>
  Object.fromEntries(fieldEntries(of).filter(([, field]) => isSetByPerson(field)));

const notYours = (names: readonly string[]): readonly FieldProblem[] =>
  names.map((field) => ({ field, problem: 'not_yours' }));

async function checkUpdate(
  core: Core,
  of: Entity,
  holdings: readonly Holding[],
  look: Look,
  gesture: Gesture,
  before: SeenRow,
  values: Values,
): Promise<OutboxBody | Refused> {
  // Marking again what has a natural key arrives as a create: the key itself is not touched by it.
  const given = gesture.op === 'create' ? without(values, of.identity ?? []) : values;
  const set = completeSet(of, given, before);
  const touched = Object.keys(set);
  if (touched.length === 0) return invalid([]);
  const { filled } = await fillCopies(of, look, { ...before, ...set }, touched);
  const after = { ...before, ...set, ...filled };
  const problems = problemsOfUpdate(of, before, after);
  if (problems.length > 0) return invalid(problems);
  const forbidden = [before, after].map((row) =>
    forbiddenFields(of, holdings, 'update', scopesOf(of, row), touched),
  );
  // An edit out of one's own reach is for the server to judge; an edit of what is out of reach is not made at all.
  if (!forbidden[0]) return refused(refuse('not_allowed'));
  const names = [...new Set(forbidden.flatMap((list) => list ?? []))];
  if (names.length > 0) return invalid(notYours(names));
  const base = Object.fromEntries(touched.map((name) => [name, before[name] ?? null]));
  const body = { change: { ...stamp(core, gesture), op: 'update' as const, row: before.id, set, base } };
  return Object.keys(filled).length === 0 ? body : { ...body, filled };
}

const without = (values: Values, names: readonly string[]): Values =>
  Object.fromEntries(Object.entries(values).filter(([name]) => !names.includes(name)));

/** Rules that this person's view of the row cannot satisfy in any case are not held against the edit. */
function problemsOfUpdate(of: Entity, before: Values, after: Values): readonly FieldProblem[] {
  const seen = Object.fromEntries(
    fieldEntries({ ...of, fields: personFields(of) }).filter(([name]) => name in after),
  );
  const partial = Object.keys(of.fields).some((name) => !(name in after));
  const rules = (of.rules ?? []).filter((rule) => !partial || rule.holds(before));
  return checkRow({ ...of, fields: seen, rules }, after);
}

async function checkDelete(
  core: Core,
  of: Entity,
  holdings: readonly Holding[],
  look: Look,
  gesture: Gesture,
): Promise<OutboxBody | Refused> {
  const before = gesture.row === undefined ? undefined : await look(of.name, gesture.row);
  if (!before || !canDelete(of, holdings, scopesOf(of, before))) return refused(refuse('not_allowed'));
  return { change: { ...stamp(core, gesture), op: 'delete', row: before.id } };
}
