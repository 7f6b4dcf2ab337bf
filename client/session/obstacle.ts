/** What this browser lacks, found before anything is tried: unionhall keeps work on the device, so it needs the means. */
import type { Obstacle } from '../pages/sign-in/cannot-run-page.tsx';

export function findObstacle(): Obstacle | undefined {
  if (!globalThis.isSecureContext) return 'insecure';
  const { locks } = navigator as Partial<Navigator>;
  const { subtle } = crypto as Partial<Crypto>;
  if (!locks || !subtle || !('DecompressionStream' in globalThis) || !('BroadcastChannel' in globalThis))
    return 'old_browser';
  return 'indexedDB' in globalThis ? undefined : 'storage';
}
