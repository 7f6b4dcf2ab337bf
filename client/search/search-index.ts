/**
 * What ten thousand rows are found by (searcher.ts): every word of every row in one packed text, with the rows it stands
 * in. Building goes in small steps, so that nobody's typing waits for it.
 */
import { normalise } from './normalise.ts';
import { lettersOf } from './slips.ts';

export interface SearchSource {
  /** Searched as words, slips forgiven. */
  readonly names: readonly string[];
  /** Numbers and addresses: searched as they stand, and without their punctuation. */
  readonly codes: readonly string[];
}

export interface SearchIndex {
  readonly size: number;
  /** Every word, folded, each after a line break and before one. */
  readonly text: string;
  /** Word → where it starts in `text`; one more at the end. */
  readonly starts: Int32Array;
  /** Word → where its rows start in `rows`; one more at the end. */
  readonly postings: Int32Array;
  readonly rows: Int32Array;
  /** Every so many letters of `text` → the word that stands there: a hit finds its word without a search. */
  readonly signposts: Int32Array;
  /** The words in which a slip is forgiven, and the letters of each. */
  readonly forgiving: Int32Array;
  readonly letters: Int32Array;
}

/** A word this long may lie within a slip of one that is long enough to be typed with one. */
const shortestForgiving = 3;
/** Rows, then words, between two looks at the clock. */
const rowsAtOnce = 64;
const wordsAtOnce = 1024;

/** A signpost every 32 letters. */
export const signpostShift = 5;

const separators = /[^\p{L}\p{N}]+/u;
export const bare = (word: string): string => word.split(separators).join('');

function wordsOf(source: SearchSource): { names: ReadonlySet<string>; codes: ReadonlySet<string> } {
  const names = new Set<string>();
  for (const name of source.names) {
    if (name === '') continue;
    const folded = normalise(name).trim();
    for (const word of folded.split(/\s+/)) {
      names.add(word);
      names.add(bare(word));
      for (const part of word.split(separators)) names.add(part);
    }
  }
  const codes = new Set<string>();
  for (const code of source.codes) {
    const folded = normalise(code).trim();
    for (const word of folded.split(/\s+/)) codes.add(word);
    codes.add(bare(folded));
  }
  names.delete('');
  codes.delete('');
  return { names, codes };
}

/** Builds the index step by step: each `next()` is a short piece of work, the last one returns it. */
export function* buildSteps<Row>(
  rows: readonly Row[],
  sourceOf: (row: Row) => SearchSource,
): Generator<undefined, SearchIndex> {
  const rowsOf = new Map<string, number[]>();
  const forgiven = new Set<string>();
  for (let at = 0; at < rows.length; at += 1) {
    const row = rows[at];
    if (row === undefined) continue;
    const { names, codes } = wordsOf(sourceOf(row));
    for (const word of names) if (word.length >= shortestForgiving) forgiven.add(word);
    for (const word of new Set([...names, ...codes])) {
      const found = rowsOf.get(word);
      if (found) found.push(at);
      else rowsOf.set(word, [at]);
    }
    if (at % rowsAtOnce === 0) yield undefined;
  }
  const count = [...rowsOf.values()].reduce((sum, found) => sum + found.length, 0);
  yield undefined;
  const starts = new Int32Array(rowsOf.size + 1);
  const postings = new Int32Array(rowsOf.size + 1);
  const packed = new Int32Array(count);
  const forgiving: number[] = [];
  const letters: number[] = [];
  const signposts: number[] = [];
  const words: string[] = [];
  let [place, held] = [1, 0];
  for (const [word, found] of rowsOf) {
    const index = words.length;
    starts[index] = place;
    postings[index] = held;
    packed.set(found, held);
    if (forgiven.has(word)) {
      forgiving.push(index);
      letters.push(lettersOf(word));
    }
    while (signposts.length <= (place + word.length) >> signpostShift) signposts.push(index);
    words.push(word);
    place += word.length + 1;
    held += found.length;
    if (index % wordsAtOnce === 0) yield undefined;
  }
  starts[words.length] = place;
  postings[words.length] = held;
  return {
    size: rows.length,
    text: `\n${words.join('\n')}\n`,
    starts,
    postings,
    rows: packed,
    signposts: Int32Array.from(signposts),
    forgiving: Int32Array.from(forgiving),
    letters: Int32Array.from(letters),
  };
}

/** For a few rows, which are done before anybody notices. */
export function buildAtOnce<Row>(rows: readonly Row[], sourceOf: (row: Row) => SearchSource): SearchIndex {
  const steps = buildSteps(rows, sourceOf);
  for (let step = steps.next(); ; step = steps.next()) if (step.done) return step.value;
}

/**
 * Runs steps for at most `sliceMs` at a time and rests in between. Undefined when `isStale` says that nobody waits for
 * the result any more.
 */
export async function inSlices<T>(
  steps: Generator<undefined, T>,
  wiring: { sliceMs: number; now: () => number; rest: () => Promise<void>; isStale: () => boolean },
): Promise<T | undefined> {
  let began = wiring.now();
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done) return step.value;
    if (wiring.now() - began < wiring.sliceMs) continue;
    await wiring.rest();
    if (wiring.isStale()) return undefined;
    began = wiring.now();
  }
}
