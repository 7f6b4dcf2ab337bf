/**
 * Finding one of ten thousand while typing: every word of every row in one packed text, with the rows it stands in.
 * Building goes in small steps, so that nobody's typing waits for it; searching is synchronous and reads no row.
 *
 * A word of the query is found as it stands, as a beginning, in the middle (three letters and more), or with a slip
 * (four letters and more) or two (eight and more): a letter too many, too few, another one, or two changed places. Rows
 * that say every word are ranked by how well they do.
 */
import { normalise } from './normalise.ts';
import { lacksMore, lettersOf, slipsAllowed, slipsToBeginning } from './slips.ts';

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

const rank = { twoSlips: 1, slip: 2, within: 3, beginning: 4, whole: 5 } as const;
/** A word this long may lie within a slip of one that is long enough to be typed with one. */
const shortestForgiving = 3;
const shortestWithin = 3;
/** Of a query; their ranks together stay below 128. */
const mostWords = 16;
/** Rows, then words, between two looks at the clock. */
const rowsAtOnce = 64;
const wordsAtOnce = 1024;

/** A signpost every 32 letters. */
const signpostShift = 5;

const separators = /[^\p{L}\p{N}]+/u;
const bare = (word: string): string => word.split(separators).join('');

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

/**
 * The rows that say every word of the query, best first; where they are equal, those of `first` before the others, and
 * then in the order of the rows.
 */
export function searchRows(
  index: SearchIndex,
  query: string,
  first: Iterable<number> = [],
): Int32Array<ArrayBuffer> {
  return rankRows(scoreRows(index, query), first);
}

/** How well each row says every word of the query; 0: not at all. */
export function scoreRows(index: SearchIndex, query: string): Uint8Array {
  const folded = normalise(query).trim();
  const words = folded.split(/\s+/).filter(Boolean).slice(0, mostWords);
  const scores = new Uint8Array(index.size);
  if (words.length > 0) addScores(index, words, scores);
  // A number as people write it, with spaces and brackets, is one number.
  const digits = folded.replace(/\D/g, '');
  if (words.length > 1 && digits.length >= 3 && /^[\d\s().+\-/]+$/.test(folded))
    addScores(index, [digits], scores);
  return scores;
}

function addScores(index: SearchIndex, words: readonly string[], scores: Uint8Array): void {
  let all: Uint8Array | undefined;
  for (const word of words) {
    const found = scoreWord(index, word);
    if (!all) all = found;
    else
      for (let at = 0; at < found.length; at += 1) {
        const [before, now] = [all[at] ?? 0, found[at] ?? 0];
        all[at] = before > 0 && now > 0 ? before + now : 0;
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
  const slips = slipsAllowed(stripped);
  if (slips > 0) findWithSlips(index, stripped, slips, scores);
  return scores;
}

function give(index: SearchIndex, word: number, score: number, scores: Uint8Array): void {
  const end = index.postings[word + 1] ?? 0;
  for (let at = index.postings[word] ?? 0; at < end; at += 1) {
    const row = index.rows[at] ?? 0;
    if ((scores[row] ?? 0) < score) scores[row] = score;
  }
}

/** The word that stands at `place`. */
function wordAt({ signposts, starts }: SearchIndex, place: number): number {
  let at = signposts[place >> signpostShift] ?? 0;
  while ((starts[at + 1] ?? place + 1) <= place) at += 1;
  return at;
}

function findWithin(index: SearchIndex, word: string, scores: Uint8Array): void {
  const { text, starts } = index;
  // The middle of a word says nothing to somebody who has typed two letters, and there would be thousands of them.
  const sought = word.length < shortestWithin ? `\n${word}` : word;
  const before = sought.length - word.length;
  for (let place = text.indexOf(sought); place >= 0;) {
    const at = wordAt(index, place + before);
    const [start, end] = [starts[at] ?? 0, (starts[at + 1] ?? 0) - 1];
    const isBeginning = place + before === start;
    const isWhole = isBeginning && end - start === word.length;
    give(index, at, isWhole ? rank.whole : isBeginning ? rank.beginning : rank.within, scores);
    place = text.indexOf(sought, end);
  }
}

function findWithSlips(index: SearchIndex, word: string, most: number, scores: Uint8Array): void {
  const { text, starts, forgiving, letters } = index;
  const slipsTo = slipsToBeginning(word, most);
  const wanted = lettersOf(word);
  for (let place = 0; place < forgiving.length; place += 1) {
    if (lacksMore(wanted, letters[place] ?? 0, most)) continue;
    const at = forgiving[place] ?? 0;
    const slips = slipsTo(text, starts[at] ?? 0, (starts[at + 1] ?? 0) - 1);
    if (slips <= most) give(index, at, slips < 2 ? rank.slip : rank.twoSlips, scores);
  }
}

/** The rows with a score, in order. Counting by score: ten thousand rows are put in order without comparing any two. */
export function rankRows(scores: Uint8Array, first: Iterable<number>): Int32Array<ArrayBuffer> {
  const ranks = scores.map((score) => score * 2);
  for (const row of first) if (scores[row]) ranks[row] = scores[row] * 2 + 1;
  // Rank → how many have it, then → the place of its first; the best rank stands first.
  const places = new Int32Array(257);
  for (const rank of ranks) if (rank > 0) places[256 - rank] = (places[256 - rank] ?? 0) + 1;
  let found = 0;
  for (let at = 0; at < places.length; at += 1) {
    const here = places[at] ?? 0;
    places[at] = found;
    found += here;
  }
  const order = new Int32Array(found);
  ranks.forEach((rank, row) => {
    if (rank === 0) return;
    const place = places[256 - rank] ?? 0;
    order[place] = row;
    places[256 - rank] = place + 1;
  });
  return order;
}
