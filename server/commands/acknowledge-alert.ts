/** An administrator has seen an alert. Who was first to see it stays; seeing it twice changes nothing. */
import type { InputOf } from '../../shared/commands/command.ts';
import { AcknowledgeAlert } from '../../shared/commands/index.ts';
import { Alert } from '../../shared/entities/alert.ts';
import { refuse } from '../../shared/values/refusal.ts';
import { loadRows } from '../sync/load-rows.ts';
import type { CommandDeed } from '../sync/run-command.ts';
import { commandRefused } from '../sync/run-command.ts';
import { saveRow } from '../sync/save-row.ts';
import { authorOf } from './author.ts';

export const acknowledgeAlert: CommandDeed = {
  facts: AcknowledgeAlert,
  run: async (desk, values) => {
    const { alertId } = values as InputOf<typeof AcknowledgeAlert>;
    const { tx, world, ask } = desk;
    const [found] = await loadRows(tx, Alert, [alertId], 'write');
    if (!found || found.deletedAt !== null) return commandRefused(refuse('not_allowed'));
    const known = found.values['acknowledgedAt'] ?? null;
    if (known !== null) return { done: true, result: { acknowledgedAt: known } };
    const saved = await saveRow(tx, authorOf(desk), {
      of: Alert,
      id: alertId,
      values: { acknowledgedById: world.userId, acknowledgedAt: ask.at },
    });
    return 'refusal' in saved
      ? commandRefused(saved.refusal)
      : { done: true, result: { acknowledgedAt: ask.at } };
  },
};
