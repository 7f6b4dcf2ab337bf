/**
 * Which session speaks for which device of a local: noted the first time they are heard together, so that an
 * administrator can end the session of a device. Said once for each pair and process; saying it again changes nothing.
 */
import type { LocalContext, Sql } from '../database/connection.ts';
import { inLocal } from '../database/connection.ts';

export interface SessionDevices {
  /** `context` names the local and the device; without a device there is nothing to note. */
  note(sessionId: string, context: LocalContext): Promise<void>;
}

const mostRemembered = 20_000;

export function createSessionDevices(sql: Sql): SessionDevices {
  const noted = new Set<string>();
  return {
    async note(sessionId, context) {
      const { localId, deviceId } = context;
      const pair = `${sessionId} ${localId} ${deviceId ?? ''}`;
      if (!deviceId || noted.has(pair)) return;
      await inLocal(sql, context, async (tx) => {
        await tx`select identity.note_session_device(${sessionId}, ${deviceId})`;
      });
      if (noted.size >= mostRemembered) noted.clear();
      noted.add(pair);
    },
  };
}
