/** The engine's states as the header's pill tells them. Pure. */
import type { SyncStatus } from '../hall.ts';
import type { SyncPill } from '../shell/sync-words.ts';

export function pillOf(status: SyncStatus): SyncPill {
  const state = status.needsYou > 0 ? 'attention' : pillState(status.state);
  return {
    state,
    unsent: status.unsent,
    needsYou: status.needsYou,
    oldestUnsentAt: status.oldestUnsentAt ?? undefined,
    download: status.download ?? undefined,
  };
}

/** Without a good session nothing goes out, whatever the network does: that is offline to the person. */
function pillState(state: SyncStatus['state']): SyncPill['state'] {
  return state === 'online' || state === 'downloading' || state === 'sending' ? state : 'offline';
}
