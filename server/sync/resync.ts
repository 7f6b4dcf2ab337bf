/**
 * A device that the office asked to fetch everything again. The protocol has a way for that already: an entity whose view
 * is not the one that the server would give is sent whole and replaces what the device has (docs/sync.md, Pull). From
 * the asking on, the device's views carry a mark.
 *
 * 1. It is done when the device says that it holds every entity under the mark. What the server sent proves nothing.
 * 2. A download that was cut goes on, entity by entity; what came under the mark is not sent again.
 * 3. The mark says nothing about fields, so no row leaves the device before its replacement is complete.
 */
import { Device } from '../../shared/entities/device.ts';
import type { Values } from '../../shared/entity/entity.ts';
import type { Transaction } from '../database/connection.ts';
import { loadRows } from './load-rows.ts';
import type { Author } from './save-row.ts';
import { saveRow } from './save-row.ts';

export interface Resync {
  /** What views end with. */
  readonly mark: string;
  readonly isDone: boolean;
}

/** Undefined for a device of which it was never asked. */
export function resyncOf(device: Values | undefined): Resync | undefined {
  const askedAt = device?.['resyncAskedAt'];
  if (typeof askedAt !== 'string') return undefined;
  return { mark: resyncMark(askedAt), isDone: typeof device?.['resyncDoneAt'] === 'string' };
}

/** `viewOf` writes `kind=fields` and devices read no further than that. */
export const resyncMark = (askedAt: string): string => `=${Date.parse(askedAt).toString(36)}`;

/** Nothing when it was asked again meanwhile: then that one is not done. */
export async function noteResynced(
  tx: Transaction,
  author: Author,
  deviceId: string,
  resync: Resync,
): Promise<void> {
  const [device] = await loadRows(tx, Device, [deviceId], 'write');
  const known = resyncOf(device?.values);
  if (known?.mark !== resync.mark || known.isDone) return;
  await saveRow(tx, author, { of: Device, id: deviceId, values: { resyncDoneAt: author.at } });
}
