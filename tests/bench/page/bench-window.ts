/** What a page of the bench shows to the process that drives it, and the clocks both sides share. */
export interface Downloaded {
  /** From the first request until every row was stored and a search by last name answered. */
  readonly ms: number;
  /** The same, until a search by the first letters of a last name answered too. */
  readonly lettersMs: number;
  /** Rows as stored, before any search. */
  readonly storedMs: number;
  readonly wireBytes: number;
  readonly named: number;
  readonly lettered: number;
}

export interface DownloadedInParts extends Downloaded {
  /** Until the first fifty members were listed, more of them still coming. */
  readonly usableMs: number;
}

export interface ColdStart {
  /** From the start of navigation until the page's script ran. */
  readonly scriptMs: number;
  /** Until the store was open. */
  readonly openMs: number;
  /** Until the first fifty members stood in order. */
  readonly listMs: number;
  /** Until a search by last name answered as well. */
  readonly searchMs: number;
  readonly listed: readonly string[];
  readonly named: number;
}

export interface Search {
  readonly name: string;
  readonly letters: string;
}

type Deed = (...given: never[]) => unknown;

declare global {
  interface Window {
    bench: Record<string, Deed>;
  }
}

export const coldListLength = 50;

export function expose(deeds: Record<string, Deed>): void {
  window.bench = { ...deeds, keepOffline };
}

/** Milliseconds of the wall clock, finer than Date.now: comparable between the pages of one machine. */
export const wallClock = (): number => performance.timeOrigin + performance.now();

/** Nothing at all for 0: not even a turn of the event loop comes in between. */
export const pause = async (milliseconds: number): Promise<void> => {
  if (milliseconds > 0) await new Promise((resolve) => setTimeout(resolve, milliseconds));
};

/** Bytes of all answers from the API that ended after `since` (performance.now). */
export async function apiBytesSince(since: number): Promise<number> {
  // The browser lists a request shortly after its end.
  await new Promise((resolve) => setTimeout(resolve, 50));
  return performance
    .getEntriesByType('resource')
    .filter((entry): entry is PerformanceResourceTiming => entry instanceof PerformanceResourceTiming)
    .filter((entry) => entry.startTime >= since && new URL(entry.name).pathname.startsWith('/api/'))
    .reduce((sum, entry) => sum + entry.encodedBodySize, 0);
}

/** From now on the page's own files come from a service worker; resolves once they are all kept. */
async function keepOffline(): Promise<void> {
  await navigator.serviceWorker.register('/offline.js');
  await navigator.serviceWorker.ready;
  const files = performance.getEntriesByType('resource').map((entry) => new URL(entry.name).pathname);
  const cache = await caches.open('bench');
  await cache.addAll([
    ...new Set([location.pathname, ...files.filter((path) => path.startsWith('/assets/'))]),
  ]);
}

/** With ?cold=<last name> in its address a page times its own start. The deed gets the name. */
export function runWhenCold(start: (name: string) => Promise<ColdStart>): void {
  const name = new URLSearchParams(location.search).get('cold');
  if (name === null) return;
  const started = start(name);
  started.catch(() => undefined);
  expose({ coldStart: () => started });
}
