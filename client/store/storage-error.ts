/** What can go wrong with storage, as states that callers act on. Anything else is a bug and passes through. */

/**
 * full: nothing was written, there is no room. lost: the connection is gone and a new one could not be had.
 * newer: the database belongs to a newer bundle, so this one must not write.
 */
export type StorageFault = 'full' | 'lost' | 'newer';

export class StorageError extends Error {
  readonly fault: StorageFault;
  constructor(fault: StorageFault, cause?: unknown) {
    super(`storage: ${fault}`, { cause });
    this.name = 'StorageError';
    this.fault = fault;
  }
}

function namesOf(error: unknown): readonly string[] {
  const names: string[] = [];
  let current: unknown = error;
  for (let depth = 0; depth < 4 && typeof current === 'object' && current !== null; depth += 1) {
    const { name, inner, cause } = current as { name?: unknown; inner?: unknown; cause?: unknown };
    if (typeof name === 'string') names.push(name);
    current = inner ?? cause;
  }
  return names;
}

/** The last one: this browser has no database at all. */
const lossNames = [
  'DatabaseClosedError',
  'UnknownError',
  'InvalidStateError',
  'AbortError',
  'MissingAPIError',
];

/** The browser closed the database under us: a reopening may help (iOS does this on resume, WebKit bug 277615). */
export const isConnectionLoss = (error: unknown): boolean =>
  !isFull(error) && namesOf(error).some((name) => lossNames.includes(name));

const isFull = (error: unknown): boolean => namesOf(error).includes('QuotaExceededError');

export function asStorageError(error: unknown): unknown {
  if (error instanceof StorageError) return error;
  const names = namesOf(error);
  if (names.includes('VersionError')) return new StorageError('newer', error);
  // A transaction that the browser aborts twice without a reason has, on full disks, this reason.
  if (isFull(error) || names.includes('AbortError')) return new StorageError('full', error);
  return isConnectionLoss(error) ? new StorageError('lost', error) : error;
}
