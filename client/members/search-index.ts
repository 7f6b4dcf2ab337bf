/**
 * Finding one of ten thousand while typing: every word of every row in one packed text, with the rows it stands in.
 * Building goes in small steps, so that nobody's typing waits for it; searching is synchronous and reads no row.
 *
 * A word of the query is found as it stands, as a beginning, in the middle, or (four letters and more) with one slip:
 * a letter too many, too few, another one, or two changed places. Rows that say every word are ranked by how well they do.
 */
import { fold } from '../../shared/entity/row.ts';

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
  /** The words in which a slip is forgiven. */
  readonly forgiving: Int32Array;
}

const rank = { slip: 1, within: 2, beginning: 3, whole: 4 } as const;
const shortestForgiven = 4;
/** Rows, then words, between two looks at the clock. */
const rowsAtOnce = 64;
const wordsAtOnce = 1024;

const separators = /[^\p{L}\p{N}]+/u;
const bare = (word: string): string => word.split(separators).join('');

function wordsOf(source: SearchSource): { names: ReadonlySet<string>; codes: ReadonlySet<string> } {
  const names = new Set<string>();
  for (const name of source.names) {
    const folded = fold(name).trim();
    for (const word of folded.split(/\s+/)) {
      names.add(word);
      names.add(bare(word));
      for (const part of word.split(separators)) names.add(part);
    }
  }
  const codes = new Set<string>();
  for (const code of source.codes) {
    const folded = fold(code).trim();
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
    for (const word of names) if (word.length >= shortestForgiven - 1) forgiven.add(word);
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
  const words: string[] = [];
  let [place, held] = [1, 0];
  for (const [word, found] of rowsOf) {
    const index = words.length;
    starts[index] = place;
    postings[index] = held;
    packed.set(found, held);
    if (forgiven.has(word)) forgiving.push(index);
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
    forgiving: Int32Array.from(forgiving),
  };
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

/** The rows that say every word of the query, best first, in the order of the rows where they are equal. */
export function searchRows(index: SearchIndex, query: string): Int32Array {
  const folded = fold(query).trim();
  const words = folded.split(/\s+/).filter(Boolean);
  const scores = new Uint8Array(index.size);
  if (words.length > 0) addScores(index, words, scores);
  // A number as people write it, with spaces and brackets, is one number.
  const digits = folded.replace(/\D/g, '');
  if (words.length > 1 && digits.length >= 3 && /^[\d\s().+\-/]+$/.test(folded))
    addScores(index, [digits], scores);
  return inRankOrder(scores);
}

function addScores(index: SearchIndex, words: readonly string[], scores: Uint8Array): void {
  let all: Uint8Array | undefined;
  for (const word of words) {
    const found = scoreWord(index, word);
    if (!all) all = found;
    else
      for (let at = 0; at < found.length; at += 1) {
        const [before, now] = [all[at] ?? 0, found[at] ?? 0];
        // Sixteen words found whole still fit.
        all[at] = before > 0 && now > 0 ? Math.min(255, before + now) : 0;
      }
  }
  if (!all) return;
  for (let at = 0; at < scores.length; at += 1) scores[at] = Math.max(scores[at] ?? 0, all[at] ?? 0);
}

function scoreWord(index: SearchIndex, word: string): Uint8Array {
  const scores = new Uint8Array(index.size);
  findWithin(index, word, scores);
  const stripped = bare(word);
  if (stripped !== word && stripped.length > 1) findWithin(index, stripped, scores);
  if (stripped.length >= shortestForgiven && !/\d/.test(stripped)) findWithSlip(index, stripped, scores);
  return scores;
}

function give(index: SearchIndex, word: number, score: number, scores: Uint8Array): void {
  const end = index.postings[word + 1] ?? 0;
  for (let at = index.postings[word] ?? 0; at < end; at += 1) {
    const row = index.rows[at] ?? 0;
    if ((scores[row] ?? 0) < score) scores[row] = score;
  }
}

/** The last word that starts at `place` or before. */
function wordAt(starts: Int32Array, place: number): number {
  let [low, high] = [0, starts.length - 2];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= place) low = middle;
    else high = middle - 1;
  }
  return low;
}

function findWithin(index: SearchIndex, word: string, scores: Uint8Array): void {
  const { text, starts } = index;
  for (let place = text.indexOf(word); place >= 0;) {
    const at = wordAt(starts, place);
    const [start, end] = [starts[at] ?? 0, (starts[at + 1] ?? 0) - 1];
    const isBeginning = place === start;
    const isWhole = isBeginning && end - start === word.length;
    give(index, at, isWhole ? rank.whole : isBeginning ? rank.beginning : rank.within, scores);
    place = text.indexOf(word, end);
  }
}

function findWithSlip(index: SearchIndex, word: string, scores: Uint8Array): void {
  const { text, starts, forgiving } = index;
  for (const at of forgiving) {
    const [start, end] = [starts[at] ?? 0, (starts[at + 1] ?? 0) - 1];
    if (isNearBeginning(word, text, start, end)) give(index, at, rank.slip, scores);
  }
}

/** Does `word` from `from` on stand in text at `place`, before `end`? */
function agrees(word: string, from: number, text: string, place: number, end: number): boolean {
  if (end - place < word.length - from) return false;
  for (let at = from; at < word.length; at += 1)
    if (word.charCodeAt(at) !== text.charCodeAt(place + at - from)) return false;
  return true;
}

/** Is `word` one slip away from text[start, end), or from a beginning of it? The first letter must be right, or swapped with the second. */
export function isNearBeginning(word: string, text: string, start: number, end: number): boolean {
  if (end - start < word.length - 1) return false;
  let same = 0;
  while (same < word.length && word.charCodeAt(same) === text.charCodeAt(start + same)) same += 1;
  if (same === word.length) return true;
  const place = start + same;
  // Before the first letter only one too many is forgiven, and the first two may have changed places.
  if (hasSwap(word, same, text, place, end)) return true;
  if (same === 0) return word.charCodeAt(1) === text.charCodeAt(start) && agrees(word, 1, text, start, end);
  // One too many typed, another letter, one too few.
  return (
    agrees(word, same + 1, text, place, end) ||
    agrees(word, same + 1, text, place + 1, end) ||
    agrees(word, same, text, place + 1, end)
  );
}

/** Have the two letters at `from` and after it changed places, and does the rest agree? */
const hasSwap = (word: string, from: number, text: string, place: number, end: number): boolean =>
  place + 1 < end &&
  word.charCodeAt(from) === text.charCodeAt(place + 1) &&
  word.charCodeAt(from + 1) === text.charCodeAt(place) &&
  agrees(word, from + 2, text, place + 2, end);

/** Counting by score: ten thousand rows are put in order without comparing any two. */
function inRankOrder(scores: Uint8Array): Int32Array {
  const places = new Int32Array(257);
  let found = 0;
  for (const score of scores)
    if (score > 0) {
      places[256 - score] = (places[256 - score] ?? 0) + 1;
      found += 1;
    }
  let before = 0;
  for (let at = 0; at < places.length; at += 1) {
    const here = places[at] ?? 0;
    places[at] = before;
    before += here;
  }
  const order = new Int32Array(found);
  for (let row = 0; row < scores.length; row += 1) {
    const score = scores[row] ?? 0;
    if (score === 0) continue;
    const place = places[256 - score] ?? 0;
    order[place] = row;
    places[256 - score] = place + 1;
  }
  return order;
}
