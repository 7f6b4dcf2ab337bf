/** An index built while somebody types and scrolls: a piece at a time, with the screen's turn in between. */
import { buildSteps, inSlices } from './search-index.ts';
import type { SearchIndex, SearchSource } from './search-index.ts';

/** Half a frame: typing and scrolling have the other half. */
const sliceMs = 8;

/** Lets what waits go first: keys, touches, the next frame. */
export const rest = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

/** The same without the four milliseconds that a browser adds to timers within timers: for what somebody waits for. */
export const soon = (): Promise<void> =>
  'scheduler' in globalThis ? scheduler.postTask(() => undefined) : rest();

/** Undefined when `isStale` says that nobody waits for it any more. */
export const buildIndex = <Row>(
  rows: readonly Row[],
  sourceOf: (row: Row) => SearchSource,
  isStale: () => boolean,
): Promise<SearchIndex | undefined> =>
  inSlices(buildSteps(rows, sourceOf), { sliceMs, now: () => performance.now(), rest, isStale });
