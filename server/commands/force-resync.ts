/**
 * Makes one device fetch everything afresh at its next contact. Its outbox is not touched: what is unsent is laid back
 * over the fresh rows and sent as ever. How the device is brought to it: `resyncMark` in server/sync/resync.ts.
 */
import type { InputOf } from '../../shared/commands/command.ts';
import { ForceResync } from '../../shared/commands/index.ts';
import { Device } from '../../shared/entities/device.ts';
import { refuse } from '../../shared/values/refusal.ts';
import { loadRows } from '../sync/load-rows.ts';
import type { CommandDeed } from '../sync/run-command.ts';
import { commandRefused } from '../sync/run-command.ts';
import { saveRow } from '../sync/save-row.ts';
import { authorOf } from './author.ts';

export const forceResync: CommandDeed = {
  facts: ForceResync,
  run: async (desk, values) => {
    const { deviceId } = values as InputOf<typeof ForceResync>;
    const { tx, world } = desk;
    const [device] = await loadRows(tx, Device, [deviceId], 'write');
    if (!device || device.deletedAt !== null)
      return commandRefused(refuse('invalid', { fields: [{ field: 'deviceId', problem: 'not_found' }] }));
    const resyncAskedAt = new Date(world.now).toISOString();
    const asked = { resyncAskedAt, resyncDoneAt: null };
    const saved = await saveRow(tx, authorOf(desk), { of: Device, id: deviceId, values: asked });
    if ('refusal' in saved) return commandRefused(saved.refusal);
    return { done: true, result: { resyncAskedAt, userId: device.values['userId'] ?? null } };
  },
};
