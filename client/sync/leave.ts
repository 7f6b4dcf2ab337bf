/**
 * What is no longer held leaves this device: hidden at once, and then off the disk. Where the folding cannot be loaded
 * now, the rows stay hidden and idle time takes them off the disk.
 */
import type { Held } from '../store/departures.ts';
import type { Begin } from '../store/download.ts';
import type { Store } from '../store/store.ts';
import { loadRepairs } from './load-repairs.ts';

export async function leave({ core, sync }: Store, held: Held, begin?: Begin): Promise<void> {
  const left = await sync.leave(held, begin);
  if (left === 0) return;
  await loadRepairs().then(
    ({ foldAll }) => foldAll(core),
    () => undefined,
  );
}
