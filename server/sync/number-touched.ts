/**
 * The last word of every transaction that writes rows: the feed is numbered now, in commit order, and the caller learns
 * how far each scope has moved. Whoever asks pokes the hub with it after the commit; without that, open streams would
 * hear of the rows only at their next poll.
 */
import type { Transaction } from '../database/connection.ts';
import type { Numbers } from './hub.ts';

/**
 * The same for a transaction that ends with it: the commit is sent along and not after the answer, because all who write
 * to these scopes wait until it is done. The numbers come after the commit; they reject when it became a rollback.
 */
export function numberAtCommit(tx: Transaction): { readonly numbers: Promise<Numbers> } {
  const numbers = numberTouched(tx);
  // Whoever ends the transaction otherwise does not look at them.
  numbers.catch(() => undefined);
  return { numbers };
}

/** Scope → its new number. Empty when nothing was written. After this nothing may be written any more. */
export async function numberTouched(tx: Transaction): Promise<Numbers> {
  // Both are sent at once: the second sees what the first has numbered.
  const [, touched] = await Promise.all([
    tx`set constraints all immediate`.execute(),
    tx<{ scope: string; number: number }[]>`select scope, number from sync.touched()`.execute(),
  ]);
  return Object.fromEntries(touched.map(({ scope, number }) => [scope, Number(number)]));
}
