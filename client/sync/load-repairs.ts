/**
 * The way to the repairs, which are not loaded with the rest. The service worker keeps them on the device; where it
 * could not yet, a dead line keeps them away. Never asked for inside a transaction.
 */

/** Whatever was to be done is not done and is tried again, like any request that brought no answer. */
export class NotLoaded extends Error {}

/** Rejects with NotLoaded when they cannot be had now. */
export const loadRepairs = () =>
  import('./repairs.ts').catch((cause: unknown) => {
    throw new NotLoaded('The repairs could not be loaded.', { cause });
  });
