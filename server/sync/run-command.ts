/**
 * Runs a command within the transaction of whoever sent it: input checked by its facts, the role asked, the deed done
 * in a savepoint, so that a refusal leaves nothing half done. What a command does stands in server/commands.
 */
import { checkValue } from '../../shared/entity/check.ts';
import type { Values } from '../../shared/entity/entity.ts';
import type { Command } from '../../shared/commands/command.ts';
import type { FieldProblem, Refusal } from '../../shared/values/refusal.ts';
import { refuse } from '../../shared/values/refusal.ts';
import type { Json, JsonObject } from '../../shared/values/json.ts';
import { recordEvents } from '../audit/record.ts';
import type { Transaction } from '../database/connection.ts';
import { applyChanges } from './apply-changes.ts';
import { loadDesk } from './load-desk.ts';
import type { Settled } from './apply-changes.ts';
import type { Ask } from './decision.ts';
import type { StoredAnswer } from './receipts.ts';
import { refusalEvent, refusalRecord } from './records.ts';
import type { World } from './world.ts';
import { writeRows } from './write-rows.ts';

/** What a command works with. */
export interface CommandDesk {
  readonly tx: Transaction;
  readonly world: World;
  /** The command as it came; `ask.change.id` goes into everything it writes. */
  readonly ask: Ask;
  /** The door, for changes that the command makes under its caller's rights. */
  readonly apply: (asks: readonly Ask[]) => Promise<readonly Settled[]>;
}

export type CommandOutcome =
  | {
      readonly done: true;
      readonly result?: Json;
      /** People whose rights have changed: their open streams look again. */
      readonly recheck?: readonly string[];
      /** Sessions that were ended: what the server remembers of them is forgotten. */
      readonly endedSessions?: readonly string[];
    }
  | { readonly done: false; readonly refusal: Refusal };

export interface CommandDeed {
  readonly facts: Command;
  readonly run: (desk: CommandDesk, input: Values) => Promise<CommandOutcome>;
}

export type Commands = ReadonlyMap<string, CommandDeed>;

export const commandRefused = (refusal: Refusal): CommandOutcome => ({ done: false, refusal });

/** What must be told once the transaction stands. */
export interface Aftermath {
  readonly recheck: readonly string[];
  readonly endedSessions: readonly string[];
}

export const noAftermath: Aftermath = { recheck: [], endedSessions: [] };

export const joinAftermaths = (all: readonly Aftermath[]): Aftermath => ({
  recheck: all.flatMap((one) => one.recheck),
  endedSessions: all.flatMap((one) => one.endedSessions),
});

export interface RanCommand {
  readonly answer: StoredAnswer;
  readonly aftermath: Aftermath;
}

export async function runCommand(
  tx: Transaction,
  world: World,
  commands: Commands,
  ask: Ask,
): Promise<RanCommand> {
  const outcome = await attempt(tx, world, commands, ask);
  const facts = commands.get(ask.change.entity)?.facts;
  return outcome.done
    ? tellDone(tx, world, facts, ask, outcome)
    : tellRefused(tx, world, facts, ask, outcome);
}

type Done = Extract<CommandOutcome, { readonly done: true }>;

async function tellDone(
  tx: Transaction,
  world: World,
  facts: Command | undefined,
  ask: Ask,
  { result, recheck = [], endedSessions = [] }: Done,
): Promise<RanCommand> {
  const { id, entity, input = {} } = ask.change;
  const after = { command: entity, input: toldInput(facts, input), result: result ?? null };
  await recordEvents(tx, [{ action: 'COMMAND', after, changeId: id, deviceAt: ask.at, note: entity }]);
  const at = new Date(world.now).toISOString();
  const answer = { at, outcome: 'applied' as const, ...(result === undefined ? {} : { result }) };
  return { answer, aftermath: { recheck, endedSessions } };
}

async function tellRefused(
  tx: Transaction,
  world: World,
  facts: Command | undefined,
  ask: Ask,
  { refusal }: Exclude<CommandOutcome, Done>,
): Promise<RanCommand> {
  // Who asks online reads the answer; what waited in an outbox needs a record to be found again.
  const isQueued = facts?.when === 'queued' && world.deviceId !== null;
  const made = isQueued ? refusalRecord(world, ask, refusal) : undefined;
  await writeRows(tx, world, made ? [made.write] : []);
  await recordEvents(tx, [refusalEvent(world, ask, refusal)]);
  const at = new Date(world.now).toISOString();
  const answer = { at, outcome: 'refused' as const, refusal, ...(made ? { record: made.id } : {}) };
  return { answer, aftermath: noAftermath };
}

/** The event of a command is not digested: of its input only what is no secret goes into it. */
const toldInput = (facts: Command | undefined, input: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(input).filter(([name]) => facts?.fields[name]?.guard === 'plain'));

/** Carries a refusal out of the savepoint, which must be undone. */
class Undone extends Error {
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super('The command was refused.');
    this.refusal = refusal;
  }
}

async function attempt(tx: Transaction, world: World, commands: Commands, ask: Ask): Promise<CommandOutcome> {
  const deed = commands.get(ask.change.entity);
  if (!deed) return commandRefused(refuse('unknown_command', { detail: ask.change.entity }));
  if (!deed.facts.roles.some((role) => world.liveRoles.includes(role)))
    return commandRefused(refuse('not_allowed'));
  const { values, problems } = checkInput(deed.facts, ask.change.input ?? {});
  if (problems.length > 0) return commandRefused(refuse('invalid', { fields: [...problems] }));
  try {
    return await tx.savepoint(async (inner) => {
      const apply = async (asks: readonly Ask[]) =>
        (await applyChanges(inner, world, asks, await loadDesk(inner, world, asks))).settled;
      const outcome = await deed.run({ tx: inner, world, ask, apply }, values);
      if (!outcome.done) throw new Undone(outcome.refusal);
      return outcome;
    });
  } catch (error) {
    if (error instanceof Undone) return commandRefused(error.refusal);
    throw error;
  }
}

export function checkInput(
  facts: Command,
  input: Readonly<Record<string, unknown>>,
): { readonly values: Values; readonly problems: readonly FieldProblem[] } {
  const problems: FieldProblem[] = [];
  const values: Record<string, Json> = {};
  for (const field of Object.keys(input))
    if (!Object.hasOwn(facts.fields, field)) problems.push({ field, problem: 'unknown' });
  for (const [name, field] of Object.entries(facts.fields)) {
    const checked = checkValue(name, field, Object.hasOwn(input, name) ? input[name] : null);
    if ('problem' in checked) problems.push(checked.problem);
    else values[name] = checked.value;
  }
  return { values, problems };
}
