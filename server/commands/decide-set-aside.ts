/**
 * Takes set-aside work, or discards it. Taking applies the change under the decider's rights; what he chose stands,
 * whatever stood before. The change keeps its author's name in the set-aside record, and the decider's in the history.
 */
import * as v from 'valibot';
import type { InputOf } from '../../shared/commands/command.ts';
import { DecideSetAside } from '../../shared/commands/index.ts';
import { SetAside } from '../../shared/entities/set-aside.ts';
import { Change } from '../../shared/sync/requests.ts';
import type { Refusal } from '../../shared/values/refusal.ts';
import { refuse, refuseCommand } from '../../shared/values/refusal.ts';
import { loadRows } from '../sync/load-rows.ts';
import { heldValues } from '../sync/receipts.ts';
import type { WorkingRow } from '../sync/rows.ts';
import type { CommandDeed, CommandDesk } from '../sync/run-command.ts';
import { commandRefused } from '../sync/run-command.ts';
import { saveRow } from '../sync/save-row.ts';
import { authorOf } from './author.ts';
import { reviews } from './review.ts';

export const decideSetAside: CommandDeed = {
  facts: DecideSetAside,
  run: async (desk, values) => {
    const { setAsideId, decision } = values as InputOf<typeof DecideSetAside>;
    const { tx, world } = desk;
    const [found] = await loadRows(tx, SetAside, [setAsideId], 'write');
    if (!found || !reviews(world, found.values['about'])) return commandRefused(refuse('not_allowed'));
    if (found.values['state'] !== 'open') return commandRefused(refuseCommand('already_decided'));
    const refusal = decision === 'take' ? await take(desk, found) : undefined;
    if (refusal) return commandRefused(refusal);
    const saved = await saveRow(tx, authorOf(desk), {
      of: SetAside,
      id: setAsideId,
      values: {
        state: decision === 'take' ? 'taken' : 'discarded',
        decidedById: world.userId,
        decidedAt: new Date(world.now).toISOString(),
      },
    });
    return 'refusal' in saved ? commandRefused(saved.refusal) : { done: true, result: { state: decision } };
  },
};

async function take(desk: CommandDesk, aside: WorkingRow): Promise<Refusal | undefined> {
  const stored = aside.values['change'] ?? null;
  const parsed = v.safeParse(Change, stored);
  if (!parsed.success || parsed.output.op === 'command' || parsed.output.op === 'withdraw')
    return refuseCommand('by_hand_only');
  const { was: _was, set, ...change } = parsed.output;
  const held = await heldValues(desk.tx, change.id);
  const whole = set ? { set: { ...set, ...held } } : {};
  const ask = { change: { ...change, ...whole, id: desk.ask.change.id }, at: desk.ask.at, decided: true };
  const [settled] = await desk.apply([ask]);
  if (settled?.decision.kind === 'refused') return settled.decision.refusal;
  const isTaken = settled?.decision.kind === 'taken' && settled.decision.outcome !== 'conflict';
  return isTaken ? undefined : refuseCommand('breaks_rule');
}
