/**
 * Corrects a record that is closed to the asker's ordinary edits, with a reason that stands in its history. The values
 * go through the same door as any edit: field facts, row rules, copies, numbers, audit. What differs is who may
 * (shared/access/correct.ts), and that another's change in between is told instead of merged.
 */
import { scopesOf } from '../../shared/access/can.ts';
import { correctableFields } from '../../shared/access/correct.ts';
import type { InputOf } from '../../shared/commands/command.ts';
import { CorrectRecord } from '../../shared/commands/index.ts';
import { checkSet } from '../../shared/entity/check.ts';
import type { Entity, Values } from '../../shared/entity/entity.ts';
import type { JsonObject } from '../../shared/values/json.ts';
import { isJsonObject, sameJson } from '../../shared/values/json.ts';
import type { FieldProblem, Refusal } from '../../shared/values/refusal.ts';
import { refuse, refuseCommand } from '../../shared/values/refusal.ts';
import { isUuid } from '../../shared/values/uuid.ts';
import { words } from '../../shared/values/words.ts';
import { withNote } from '../audit/record.ts';
import { loadRows } from '../sync/load-rows.ts';
import type { WorkingRow } from '../sync/rows.ts';
import type { CommandDeed, CommandDesk } from '../sync/run-command.ts';
import { commandRefused } from '../sync/run-command.ts';

/** Fewer are no reason that anybody understands a year later. */
const leastReason = 3;

interface Correction {
  readonly of: Entity;
  readonly row: string;
  readonly set: JsonObject;
  readonly base: JsonObject;
  readonly reason: string;
}

export const correctRecord: CommandDeed = {
  facts: CorrectRecord,
  run: async (desk, values) => {
    const read = readCorrection(desk, values as InputOf<typeof CorrectRecord>);
    if ('refusal' in read) return commandRefused(read.refusal);
    const { of, row } = read.correction;
    const [found] = await loadRows(desk.tx, of, [row], 'write');
    const refusal =
      objectionTo(desk, read.correction, found) ??
      (await withNote(desk.tx, read.correction.reason, () => correct(desk, read.correction)));
    return refusal ? commandRefused(refusal) : { done: true, result: { entity: of.name, row } };
  },
};

function readCorrection(
  { world }: CommandDesk,
  input: InputOf<typeof CorrectRecord>,
): { readonly correction: Correction } | { readonly refusal: Refusal } {
  const of = world.registry.get(input.entity);
  if (!of) return { refusal: refuse('unknown_entity', { detail: input.entity }) };
  const { set, base, reason } = input;
  const problems: FieldProblem[] = [];
  if (!isUuid(input.row)) problems.push({ field: 'row', problem: 'not_found' });
  if (reason.length < leastReason) problems.push({ field: 'reason', problem: 'rule', message: tooShort });
  if (!isJsonObject(set) || !isJsonObject(base)) {
    problems.push({ field: isJsonObject(set) ? 'base' : 'set', problem: 'wrong_type' });
    return { refusal: refuse('invalid', { fields: problems }) };
  }
  // What was seen must be said of every field: otherwise another's change would be overwritten unseen.
  for (const name of Object.keys(set))
    if (!Object.hasOwn(base, name)) problems.push({ field: 'base', problem: 'required' });
  if (Object.keys(set).length === 0) problems.push({ field: 'set', problem: 'required' });
  if (problems.length > 0) return { refusal: refuse('invalid', { fields: problems }) };
  return { correction: { of, row: input.row, set, base, reason } };
}

const tooShort = words('Say why, in at least 3 characters.', 'Diga por qué, con al menos 3 letras.');

/** In this order, so that who may not see a value cannot find it out by guessing what it was. */
function objectionTo(
  { world }: CommandDesk,
  { of, set, base }: Correction,
  found: WorkingRow | undefined,
): Refusal | undefined {
  const scopes = found && scopesOf(of, { ...found.values, id: found.id });
  const correctable = scopes && correctableFields(of, world.holdings, scopes);
  if (!found || !correctable) return refuse('not_allowed');
  const { values, problems } = checkSet(of, set);
  const forbidden = Object.keys(values).filter((name) => !correctable.has(name));
  const all = [...problems, ...forbidden.map((field): FieldProblem => ({ field, problem: 'not_yours' }))];
  if (all.length > 0) return refuse('invalid', { fields: all });
  if (found.deletedAt !== null) return refuse('row_deleted');
  const names = Object.keys(values);
  if (names.some((name) => !sameJson(base[name] ?? null, found.values[name] ?? null)))
    return refuseCommand('changed_meanwhile');
  const isSame = names.every((name) => sameJson(values[name], found.values[name] ?? null));
  return isSame ? refuse('invalid', { fields: [{ field: 'set', problem: 'required' }] }) : undefined;
}

async function correct(desk: CommandDesk, { of, row, set }: Correction): Promise<Refusal | undefined> {
  const change = {
    ...desk.ask.change,
    entity: of.name,
    row,
    op: 'update' as const,
    set: set as Values,
    base: {},
  };
  const { input: _input, ...edit } = change;
  const ask = { change: edit, at: desk.ask.at, decided: true, corrects: true };
  const [settled] = await desk.apply([ask]);
  if (settled?.decision.kind === 'refused') return settled.decision.refusal;
  const isTaken = settled?.decision.kind === 'taken' && settled.decision.outcome !== 'conflict';
  return isTaken ? undefined : refuseCommand('breaks_rule');
}
