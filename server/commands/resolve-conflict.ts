/**
 * Chooses between the two values of a conflict. Both people may, and whoever reviews that kind of record; a request
 * to the office is granted by the office. Choosing the held-back change applies it under the chooser's rights.
 */
import type { InputOf } from '../../shared/commands/command.ts';
import { ResolveConflict } from '../../shared/commands/index.ts';
import { Conflict } from '../../shared/entities/conflict.ts';
import type { Values } from '../../shared/entity/entity.ts';
import type { Json } from '../../shared/values/json.ts';
import { isJsonObject } from '../../shared/values/json.ts';
import type { Refusal } from '../../shared/values/refusal.ts';
import { refuse, refuseCommand } from '../../shared/values/refusal.ts';
import { loadRows } from '../sync/load-rows.ts';
import { heldValues } from '../sync/receipts.ts';
import type { WorkingRow } from '../sync/rows.ts';
import type { CommandDeed, CommandDesk } from '../sync/run-command.ts';
import { commandRefused } from '../sync/run-command.ts';
import { saveRow } from '../sync/save-row.ts';
import type { World } from '../sync/world.ts';
import { authorOf } from './author.ts';
import { reviews } from './review.ts';

export const resolveConflict: CommandDeed = {
  facts: ResolveConflict,
  run: async (desk, values) => {
    const { conflictId, choose } = values as InputOf<typeof ResolveConflict>;
    const { tx, world } = desk;
    const [found] = await loadRows(tx, Conflict, [conflictId], 'write');
    if (!found || !mayChoose(world, found, choose)) return commandRefused(refuse('not_allowed'));
    if (found.values['state'] !== 'open') return commandRefused(refuseCommand('already_decided'));
    const refusal = choose === 'mine' ? await applyHeldBack(desk, found) : undefined;
    if (refusal) return commandRefused(refusal);
    const saved = await saveRow(tx, authorOf(desk), {
      of: Conflict,
      id: conflictId,
      values: { state: choose, resolvedById: world.userId, resolvedAt: new Date(world.now).toISOString() },
    });
    return 'refusal' in saved ? commandRefused(saved.refusal) : { done: true, result: { state: choose } };
  },
};

function mayChoose(world: World, conflict: WorkingRow, choose: 'mine' | 'theirs'): boolean {
  const { about, userId, otherUserId, kind } = conflict.values;
  if (reviews(world, about)) return true;
  const isConcerned = userId === world.userId || otherUserId === world.userId;
  return isConcerned && !(kind === 'request' && choose === 'mine');
}

async function applyHeldBack(desk: CommandDesk, conflict: WorkingRow): Promise<Refusal | undefined> {
  const { about, row, changeId, values } = conflict.values;
  const held = await heldValues(desk.tx, String(changeId));
  const set = heldBackValues({ ...(isJsonObject(values ?? null) ? (values as Values) : {}), ...held });
  const change = {
    ...desk.ask.change,
    entity: String(about),
    row: String(row),
    op: 'update' as const,
    set,
    base: {},
  };
  const [settled] = await desk.apply([{ change, at: desk.ask.at, decided: true }]);
  if (settled?.decision.kind === 'refused') return settled.decision.refusal;
  const isTaken = settled?.decision.kind === 'taken' && settled.decision.outcome !== 'conflict';
  return isTaken ? undefined : refuseCommand('breaks_rule');
}

const heldBackValues = (disputes: Values): Values =>
  Object.fromEntries(
    Object.entries(disputes).map(([field, dispute]): [string, Json] => [
      field,
      isJsonObject(dispute) ? (dispute['mine'] ?? null) : null,
    ]),
  );
