/** What the browser grants: whether it promised to keep the store, and how much room there is. */
import type { StorageReport } from '../hall.ts';

/** Old browsers have no storage manager; insecure pages have none either. */
const manager = (): Partial<StorageManager> =>
  typeof navigator === 'undefined' ? {} : ((navigator.storage as StorageManager | undefined) ?? {});

export async function reportStorage(): Promise<StorageReport> {
  const storage = manager();
  try {
    const estimate = await storage.estimate?.();
    return {
      persisted: await storage.persisted?.(),
      usedBytes: estimate?.usage,
      quotaBytes: estimate?.quota,
    };
  } catch {
    return { persisted: undefined, usedBytes: undefined, quotaBytes: undefined };
  }
}

/** Asks the browser not to clear this store by itself. Undefined where it cannot be asked. */
export async function askToPersist(): Promise<boolean | undefined> {
  const storage = manager();
  try {
    if (await storage.persisted?.()) return true;
    return await storage.persist?.();
  } catch {
    return undefined;
  }
}
