/**
 * A fresh proof of the session, once for all tabs: a used refresh token counts as stolen, so two tabs must not race.
 * Whoever waited looks first whether another tab was quicker. Nothing waits on another tab without a limit.
 */
import { askRefresh } from './auth-api.ts';
import type { DeviceName } from './auth-api.ts';
import type { Keep } from './keep.ts';

const lockName = 'unionhall-refresh';
const patienceMs = 25_000;
/** False: only signing in helps. Rejects when the server did not answer: that is never a sign-out. */
export async function refreshSession(keep: Keep, device: DeviceName): Promise<boolean> {
  const wantedAt = Date.now();
  return navigator.locks.request(lockName, { signal: AbortSignal.timeout(patienceMs) }, async () => {
    if (((await keep.get('refreshedAt')) ?? 0) > wantedAt) return true;
    const answer = await askRefresh(device);
    if (answer.kind === 'ok') {
      await keep.set('refreshedAt', Date.now());
      return true;
    }
    if (answer.kind === 'refused' && answer.status === 401) return false;
    throw new Error('The server did not answer.');
  });
}
