/**
 * Decides an edit of a row that is there: whose values stand, whether its author may, whether the outcome is sound. Pure.
 *
 * 1. Policy is asked for the row as it was and as it becomes.
 * 2. An author who broke a rule with what he saw and set himself is refused; where somebody else's change is the
 *    other half of the breach, both are asked.
 */
import type { Entity, Rule, Values } from '../../shared/entity/entity.ts';
import { checkRow, checkValue } from '../../shared/entity/check.ts';
import { clearByChoice, unitOf } from '../../shared/entity/row.ts';
import type { Dispute, Merged } from '../../shared/sync/merge.ts';
import { merge } from '../../shared/sync/merge.ts';
import type { Json } from '../../shared/values/json.ts';
import { sameJson } from '../../shared/values/json.ts';
import type { FieldProblem } from '../../shared/values/refusal.ts';
import { identityProblem } from './decide-create.ts';
import type { Ask, Decision, DisputeNote, Notes, Scene } from './decision.ts';
import { invalid, refused } from './decision.ts';
import { objection } from './reach.ts';
import { absence, concealment, copies, pointersOf } from './references.ts';
import type { WorkingRow } from './rows.ts';

/** The change in full: whole units, and what its author saw of them. */
interface Intent {
  readonly set: Values;
  readonly base: Values;
  /** The fields whose values the author knew or gave himself. */
  readonly known: ReadonlySet<string>;
  readonly at: string;
}

export function decideUpdate(scene: Scene, of: Entity, ask: Ask, row: WorkingRow, set: Values): Decision {
  const touched = Object.keys(set);
  const barred = objection(scene, of, ask, 'update', { ...row.values, id: row.id }, touched);
  if (barred) return barred;
  if (row.deletedAt !== null) return refused('row_deleted');
  const intent = intentOf(scene, of, ask, row, set);
  const fault = ownFault(scene, of, ask, row, intent);
  if (fault) return fault;
  const merged = mergedWith(of, ask, row, intent);
  const changed = Object.keys(merged.set).filter((name) => !sameJson(merged.set[name], row.values[name]));
  const proposed = { ...row.values, ...merged.set };
  const values = { ...proposed, ...copies(scene, of, proposed, changed) };
  const pointers = pointersOf(of, values, changed);
  const problem =
    absence(scene, ask, pointers) ??
    (changed.some((name) => of.identity?.includes(name))
      ? identityProblem(scene, of, row.id, values)
      : undefined) ??
    objection(scene, of, ask, 'update', { ...values, id: row.id }, [...new Set([...touched, ...changed])]) ??
    concealment(scene, ask, pointers);
  if (problem) return problem;
  if (isUnsound(of, values, merged.set)) return keep(row, intent, 'rule');
  return taken(scene, of, ask, row, intent, merged, values);
}

/** A person chose these values, or the row as it stands is older than what these values once made it. */
const standsAnyway = (ask: Ask, row: WorkingRow): boolean =>
  ask.decided === true || (ask.offeredAgain !== undefined && row.version < ask.offeredAgain.version);

function intentOf(scene: Scene, of: Entity, ask: Ask, row: WorkingRow, set: Values): Intent {
  const whole: Record<string, Json> = {};
  const base: Record<string, Json> = {};
  const known = new Set<string>(Object.keys(set));
  for (const name of Object.keys(set).flatMap((touched) => unitOf(of, touched))) {
    const seen = seenValue(of, ask, row, name);
    if (seen !== undefined) {
      base[name] = seen;
      known.add(name);
    } else if (!(name in set)) base[name] = row.values[name] ?? null;
    whole[name] = name in set ? (set[name] ?? null) : (base[name] ?? null);
  }
  return { set: { ...whole, ...clearedBy(of, set) }, base, known, at: chainMoment(scene, ask, row) };
}

/** What the author says he saw; undefined when he says nothing, or nothing that such a field could hold. */
function seenValue(of: Entity, ask: Ask, row: WorkingRow, name: string): Json | undefined {
  if (ask.seesCurrent && !ask.change.base) return row.values[name] ?? null;
  const said = ask.change.base ?? {};
  const field = of.fields[name];
  if (!Object.hasOwn(said, name) || !field) return undefined;
  const checked = checkValue(name, field, said[name], true);
  return 'value' in checked ? checked.value : undefined;
}

function clearedBy(of: Entity, set: Values): Values {
  const cleared = clearByChoice(of, set);
  return Object.fromEntries(
    Object.entries(cleared).filter(([name]) => !sameJson(cleared[name], set[name]) || !(name in set)),
  );
}

/**
 * A device's own gestures keep their order even when its clock was set back between them; otherwise its second mark
 * would lose to its first.
 */
function chainMoment(scene: Scene, ask: Ask, row: WorkingRow): string {
  const isOwnChain = scene.deviceId !== null && row.changedDevice === scene.deviceId;
  if (!isOwnChain || row.changedAt === null || row.changedAt < ask.at) return ask.at;
  return new Date(Date.parse(row.changedAt) + 1).toISOString();
}

function mergedWith(of: Entity, ask: Ask, row: WorkingRow, intent: Intent): Merged {
  if (standsAnyway(ask, row)) return imposed(of, ask, row, intent);
  const incoming = { set: intent.set, base: intent.base, at: intent.at, change: ask.change.id };
  const merged = merge(of, row.values, row.stamps, incoming);
  if (!ask.offeredAgain) return merged;
  // After a restore the higher original number wins, and the lower one is history: nobody is asked about the past.
  const past = [...merged.asked, ...merged.requested].map((dispute) => dispute.field);
  return { ...merged, superseded: [...merged.superseded, ...past], asked: [], requested: [] };
}

function imposed(of: Entity, ask: Ask, row: WorkingRow, intent: Intent): Merged {
  const heads = Object.keys(intent.set).map((name) => unitOf(of, name)[0] ?? name);
  const latest = [...new Set(heads)].filter((head) => of.fields[head]?.merge === 'latest');
  const marks = latest.map((head) => [head, { at: intent.at, change: ask.change.id }] as const);
  const stamps = { ...row.stamps, ...Object.fromEntries(marks) };
  return { set: intent.set, stamps, met: false, superseded: [], asked: [], requested: [] };
}

/** The rules that speak of a touched field and do not hold, with the fields each one looked at. */
function brokenRules(of: Entity, values: Values, touched: Values) {
  return (of.rules ?? [])
    .filter((rule) => !rule.holds(values))
    .map((rule) => ({ rule, looked: fieldsSeenBy(rule, values) }))
    .filter(({ looked }) => looked.some((name) => name in touched));
}

/** Rules of old rows that nobody touches now are left alone. */
const isUnsound = (of: Entity, values: Values, touched: Values): boolean =>
  checkRow(of, values).some(({ problem }) => problem === 'required') ||
  brokenRules(of, values, touched).length > 0;

function fieldsSeenBy(rule: Rule, values: Values): readonly string[] {
  const looked = new Set<string>();
  const watched = new Proxy(values, {
    get: (target, name) => {
      looked.add(String(name));
      return target[String(name)];
    },
  });
  rule.holds(watched);
  return [...looked];
}

/** The author's own version breaks a rule: his mistake, or somebody else's half of it. */
function ownFault(scene: Scene, of: Entity, ask: Ask, row: WorkingRow, intent: Intent): Decision | undefined {
  const own = { ...row.values, ...intent.base, ...intent.set };
  const broken = brokenRules(of, own, intent.set);
  if (broken.length === 0) return undefined;
  const sawAll = ask.seesCurrent === true || ask.decided === true || row.changedBy === scene.userId;
  const isHis = sawAll || broken.some(({ looked }) => looked.every((name) => intent.known.has(name)));
  if (!isHis) return keep(row, intent, 'rule');
  return invalid(
    broken.map(({ rule }): FieldProblem => ({ field: rule.field, problem: 'rule', message: rule.message })),
  );
}

/** The row stays as it is, and both people are asked. */
function keep(row: WorkingRow, intent: Intent, kind: DisputeNote['kind']): Decision {
  const disputes = Object.keys(intent.set)
    .filter((field) => !sameJson(intent.set[field], row.values[field]))
    .map((field) => disputeOf(row, intent, field));
  return { kind: 'taken', outcome: 'conflict', notes: { dispute: { kind, disputes } } };
}

const disputeOf = (row: WorkingRow, intent: Intent, field: string): Dispute => ({
  field,
  base: intent.base[field] ?? null,
  mine: intent.set[field] ?? null,
  theirs: row.values[field] ?? null,
});

function taken(
  scene: Scene,
  of: Entity,
  ask: Ask,
  row: WorkingRow,
  intent: Intent,
  merged: Merged,
  values: Values,
): Decision {
  const notes = notesOf(row, intent, merged);
  const outcome = notes.dispute ? 'conflict' : notes.superseded || merged.met ? 'merged' : 'applied';
  const same = sameJson(values, row.values) && sameJson(stampsJson(merged.stamps), stampsJson(row.stamps));
  if (same) return { kind: 'taken', outcome, notes };
  const after: WorkingRow = {
    ...row,
    version: Math.max(row.version + 1, ask.offeredAgain?.version ?? 0),
    values,
    stamps: merged.stamps,
    changedBy: scene.userId,
    changedDevice: scene.deviceId,
    changedAt: intent.at,
    changeId: ask.change.id,
  };
  return { kind: 'taken', outcome, write: { of, deed: 'update', before: row, after }, notes };
}

const stampsJson = (stamps: Merged['stamps']): Json =>
  Object.fromEntries(Object.entries(stamps).map(([head, { at, change }]) => [head, { at, change }]));

function notesOf(row: WorkingRow, intent: Intent, merged: Merged): Notes {
  const disputes = [...merged.asked, ...merged.requested];
  const kind = merged.asked.length > 0 ? 'ask' : 'request';
  const pick = (values: Values): Values =>
    Object.fromEntries(merged.superseded.map((name) => [name, values[name] ?? null]));
  const superseded = { wanted: pick(intent.set), standing: pick(row.values) };
  return {
    ...(disputes.length > 0 ? { dispute: { kind, disputes } } : {}),
    ...(merged.superseded.length > 0 ? { superseded } : {}),
  };
}
