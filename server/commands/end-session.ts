/**
 * Ends the session of one device of the local. What is unsent there stays there, as after any session that has ended,
 * and goes out when the person signs in again. The session is the browser's, not the seat's: docs/decisions/0016.
 */
import type { InputOf } from '../../shared/commands/command.ts';
import { EndSession } from '../../shared/commands/index.ts';
import { Device } from '../../shared/entities/device.ts';
import { refuse, refuseCommand } from '../../shared/values/refusal.ts';
import { loadRows } from '../sync/load-rows.ts';
import type { CommandDeed } from '../sync/run-command.ts';
import { commandRefused } from '../sync/run-command.ts';
import { saveRow } from '../sync/save-row.ts';
import { authorOf } from './author.ts';

export const endSession: CommandDeed = {
  facts: EndSession,
  run: async (desk, values) => {
    const { deviceId } = values as InputOf<typeof EndSession>;
    const { tx, world } = desk;
    const [device] = await loadRows(tx, Device, [deviceId], 'write');
    if (!device || device.deletedAt !== null)
      return commandRefused(refuse('invalid', { fields: [{ field: 'deviceId', problem: 'not_found' }] }));
    if (deviceId === world.deviceId) return commandRefused(refuseCommand('own_session'));
    const userId = String(device.values['userId']);
    const ended = await tx<{ id: string }[]>`
      select ended as id from identity.end_device_sessions(${userId}, ${deviceId}) ended`;
    if (ended.length === 0) return commandRefused(refuseCommand('no_session'));
    const endedAt = new Date(world.now).toISOString();
    const saved = await saveRow(tx, authorOf(desk), { of: Device, id: deviceId, values: { endedAt } });
    if ('refusal' in saved) return commandRefused(saved.refusal);
    const endedSessions = ended.map(({ id }) => id);
    return { done: true, result: { endedAt, userId }, recheck: [userId], endedSessions };
  },
};
