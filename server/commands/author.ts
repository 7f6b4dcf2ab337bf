/** In whose name a command writes: its caller's, under the command's own id. */
import type { CommandDesk } from '../sync/run-command.ts';
import type { Author } from '../sync/save-row.ts';

export const authorOf = ({ world, ask }: CommandDesk): Author => ({
  registry: world.registry,
  localId: world.localId,
  now: world.now,
  userId: world.userId,
  deviceId: world.deviceId,
  changeId: ask.change.id,
  at: ask.at,
});
