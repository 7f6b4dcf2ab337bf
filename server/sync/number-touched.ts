/**
 * The last word of every transaction that writes rows: the feed is numbered now, in commit order, and the caller learns
 * how far each scope has moved. Whoever asks pokes the hub with it after the commit; without that, open streams would
 * hear of the rows only at their next poll.
 */
import type { Transaction } from '../database/connection.ts';
import type { Numbers } from './hub.ts';

/** Scope → its new number. Empty when nothing was written. After this nothing may be written any more. */
export async function numberTouched(tx: Transaction): Promise<Numbers> {
  // Both are sent at once: the second sees what the first has numbered.
  const [, touched] = await Promise.all([
    tx`set constraints all immediate`,
    tx<{ scope: string; number: number }[]>`select scope, number from sync.touched()`,
  ]);
  return Object.fromEntries(touched.map(({ scope, number }) => [scope, Number(number)]));
}
