/** What the browser grants: whether it promised to keep the store, and how much room there is. */
import type { StorageReport } from '../hall.ts';

/** Old browsers have no storage manager; insecure pages have none either. */
const manager = (): Partial<StorageManager> =>
  typeof navigator === 'undefined' ? {} : ((navigator.storage as StorageManager | undefined) ?? {});

/** Undefined where the browser cannot say, or will not. */
const told = <Answer>(asked: Promise<Answer> | undefined): Promise<Answer | undefined> =>
  Promise.resolve(asked).catch(() => undefined);

export async function reportStorage(): Promise<StorageReport> {
  const storage = manager();
  const estimate = await told(storage.estimate?.());
  const persisted = await told(storage.persisted?.());
  return { persisted, usedBytes: estimate?.usage, quotaBytes: estimate?.quota };
}

/** Asks the browser not to clear this store by itself. Undefined where it cannot be asked. */
export async function askToPersist(): Promise<boolean | undefined> {
  const storage = manager();
  return (await told(storage.persisted?.())) === true || told(storage.persist?.());
}
