/** Closes a refused change: its author corrected it, or lets it go. Closing twice is closing once. */
import type { InputOf } from '../../shared/commands/command.ts';
import { CloseRefusal } from '../../shared/commands/index.ts';
import { RefusalEntity } from '../../shared/entities/refusal.ts';
import { refuse } from '../../shared/values/refusal.ts';
import { loadRows } from '../sync/load-rows.ts';
import type { CommandDeed } from '../sync/run-command.ts';
import { commandRefused } from '../sync/run-command.ts';
import { saveRow } from '../sync/save-row.ts';
import { authorOf } from './author.ts';
import { reviews } from './review.ts';

export const closeRefusal: CommandDeed = {
  facts: CloseRefusal,
  run: async (desk, values) => {
    const input = values as InputOf<typeof CloseRefusal>;
    const { tx, world } = desk;
    const [found] = await loadRows(tx, RefusalEntity, [input.refusalId], 'write');
    const isConcerned = found?.values['userId'] === world.userId || reviews(world, found?.values['about']);
    if (!found || !isConcerned) return commandRefused(refuse('not_allowed'));
    if (found.values['state'] !== 'open')
      return { done: true, result: { state: found.values['state'] ?? null } };
    const saved = await saveRow(tx, authorOf(desk), {
      of: RefusalEntity,
      id: input.refusalId,
      values: { state: input.as },
    });
    return 'refusal' in saved ? commandRefused(saved.refusal) : { done: true, result: { state: input.as } };
  },
};
