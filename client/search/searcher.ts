/**
 * Finding one of ten thousand while typing, in small steps: a key, a touch or a frame need not wait for the answer.
 *
 * A word of the query is found as it stands, as a beginning, in the middle (three letters and more), or with a slip
 * (four letters and more) or two (eight and more): a letter too many, too few, another one, or two changed places. Rows
 * that say every word are ranked by how well they do.
 *
 * Most queries are the last one with a letter more. What does not hold the shorter word does not hold the longer one, and
 * no beginning comes nearer to it: then only what was found before is looked at again.
 */
import { normalise } from './normalise.ts';
import { bare, signpostShift } from './search-index.ts';
import type { SearchIndex } from './search-index.ts';
import { lacksMore, lettersOf, slipsAllowed, slipsToBeginning } from './slips.ts';

export interface Found {
  /** Rows, best first. */
  readonly order: Int32Array;
  /** How well the first says it; 0 when there is none. */
  readonly best: number;
}

export type Search = Generator<undefined, Found>;

export interface Searcher {
  /**
   * The rows that say every word of the query, best first; where they are equal, those of `first` before the others,
   * and then in the order of the rows. Of two searches begun, only the later one may go on: they share their room.
   */
  readonly search: (query: string, first?: Iterable<number>) => Search;
}

const rank = { twoSlips: 1, slip: 2, within: 3, beginning: 4, whole: 5 } as const;
const shortestWithin = 3;
/** Of a query; their ranks together stay below 128. */
const mostWords = 16;
/** Words looked at between two looks at the clock. */
const wordsAtOnce = 512;

/** Words of the index in which a word of the query was found; `most`: with how many slips at most, 0 for none. */
interface Trace {
  readonly sought: string;
  readonly most: number;
  readonly words: readonly number[];
}

interface Work {
  readonly index: SearchIndex;
  /** Of the search before, and of this one. */
  readonly before: readonly Trace[];
  readonly now: Trace[];
  /** Row → score of one word, of all words, and of the query; kept from search to search. */
  readonly word: Uint8Array;
  readonly all: Uint8Array;
  readonly scores: Uint8Array;
}

export function createSearcher(index: SearchIndex): Searcher {
  const room = (): Uint8Array => new Uint8Array(index.size);
  const rooms = { word: room(), all: room(), scores: room() };
  let before: readonly Trace[] = [];
  return {
    *search(query, first = []) {
      const work: Work = { index, before, now: [], ...rooms };
      yield* score(work, query);
      before = work.now;
      return rankRows(work.scores, first);
    },
  };
}

/** All steps at once. */
export function finish<T>(steps: Generator<undefined, T>): T {
  for (let step = steps.next(); ; step = steps.next()) if (step.done) return step.value;
}

/** One search with nothing before it. */
export const searchRows = (index: SearchIndex, query: string, first: Iterable<number> = []): Int32Array =>
  finish(createSearcher(index).search(query, first)).order;

function* score(work: Work, query: string): Generator<undefined, void> {
  work.scores.fill(0);
  const folded = normalise(query).trim();
  const words = folded.split(/\s+/).filter(Boolean).slice(0, mostWords);
  if (words.length > 0) yield* addScores(work, words);
  // A number as people write it, with spaces and brackets, is one number.
  const digits = folded.replace(/\D/g, '');
  if (words.length > 1 && digits.length >= 3 && /^[\d\s().+\-/]+$/.test(folded))
    yield* addScores(work, [digits]);
}

function* addScores(work: Work, words: readonly string[]): Generator<undefined, void> {
  const { word, all, scores } = work;
  for (const [place, sought] of words.entries()) {
    word.fill(0);
    yield* scoreWord(work, sought);
    if (place === 0) all.set(word);
    else all.forEach((before, at) => (all[at] = sumOfBoth(before, word[at])));
  }
  for (let at = 0; at < scores.length; at += 1) scores[at] = Math.max(scores[at] ?? 0, all[at] ?? 0);
}

/** A row says every word, or it is not found. */
const sumOfBoth = (one: number, other = 0): number => (one > 0 && other > 0 ? one + other : 0);

function* scoreWord(work: Work, word: string): Generator<undefined, void> {
  yield* findWithin(work, word);
  const stripped = bare(word);
  if (stripped !== word && stripped.length > 1) yield* findWithin(work, stripped);
  const most = slipsAllowed(stripped);
  if (most > 0) yield* findWithSlips(work, stripped, most);
}

function give({ index, word: scores }: Work, word: number, score: number): void {
  const end = index.postings[word + 1] ?? 0;
  for (let at = index.postings[word] ?? 0; at < end; at += 1) {
    const row = index.rows[at] ?? 0;
    if ((scores[row] ?? 0) < score) scores[row] = score;
  }
}

/** Where a shorter beginning of the same word was found. */
const foundBefore = (work: Work, sought: string, most: number): readonly number[] | undefined =>
  work.before.find((trace) => trace.most === most && sought.startsWith(trace.sought))?.words;

/** The word that stands at `place`. */
function wordAt({ signposts, starts }: SearchIndex, place: number): number {
  let at = signposts[place >> signpostShift] ?? 0;
  while ((starts[at + 1] ?? place + 1) <= place) at += 1;
  return at;
}

function* findWithin(work: Work, sought: string): Generator<undefined, void> {
  // The middle of a word says nothing to somebody who has typed two letters, and there would be thousands of them.
  if (sought.length < shortestWithin) return yield* findBeginnings(work, sought);
  const { text, starts } = work.index;
  const narrowed = foundBefore(work, sought, 0);
  const words: number[] = [];
  const take = (at: number, place: number): void => {
    words.push(at);
    give(work, at, rankAt(work.index, at, place, sought.length));
  };
  if (narrowed)
    for (const at of narrowed) {
      const start = starts[at] ?? 0;
      const place = text.slice(start, (starts[at + 1] ?? 0) - 1).indexOf(sought);
      if (place >= 0) take(at, start + place);
    }
  else
    for (let place = text.indexOf(sought); place >= 0;) {
      const at = wordAt(work.index, place);
      take(at, place);
      place = text.indexOf(sought, (starts[at + 1] ?? 0) - 1);
      if (words.length % wordsAtOnce === 0) yield undefined;
    }
  work.now.push({ sought, most: 0, words });
  yield undefined;
}

function* findBeginnings(work: Work, sought: string): Generator<undefined, void> {
  const { text } = work.index;
  let found = 0;
  for (let place = text.indexOf(`\n${sought}`); place >= 0; place = text.indexOf(`\n${sought}`, place + 1)) {
    const at = wordAt(work.index, place + 1);
    give(work, at, rankAt(work.index, at, place + 1, sought.length));
    found += 1;
    if (found % wordsAtOnce === 0) yield undefined;
  }
  yield undefined;
}

function rankAt({ starts }: SearchIndex, word: number, place: number, length: number): number {
  const start = starts[word] ?? 0;
  if (place !== start) return rank.within;
  return (starts[word + 1] ?? 0) - 1 - start === length ? rank.whole : rank.beginning;
}

function* findWithSlips(work: Work, sought: string, most: number): Generator<undefined, void> {
  const { forgiving } = work.index;
  const slipsTo = slipsToForgiving(work.index, sought, most);
  const narrowed = foundBefore(work, sought, most);
  const count = narrowed?.length ?? forgiving.length;
  // Places among the forgiving words, not words: their letters stand beside them.
  const places: number[] = [];
  for (let turn = 0; turn < count; turn += 1) {
    if (turn % wordsAtOnce === 0) yield undefined;
    const place = narrowed?.[turn] ?? turn;
    const slips = slipsTo(place);
    if (slips > most) continue;
    places.push(place);
    give(work, forgiving[place] ?? 0, slips < 2 ? rank.slip : rank.twoSlips);
  }
  work.now.push({ sought, most, words: places });
}

/** How many slips lie between `sought` and the word at a place among the forgiving ones; more than `most`: too many. */
function slipsToForgiving(index: SearchIndex, sought: string, most: number): (place: number) => number {
  const { text, starts, forgiving, letters } = index;
  const slipsTo = slipsToBeginning(sought, most);
  const wanted = lettersOf(sought);
  return (place) => {
    if (lacksMore(wanted, letters[place] ?? 0, most)) return most + 1;
    const at = forgiving[place] ?? 0;
    return slipsTo(text, starts[at] ?? 0, (starts[at + 1] ?? 0) - 1);
  };
}

/** Set in the score of a row that comes before its equals. */
const preferred = 128;
/** Best first, and of two that are as good the preferred one. */
const placeOf = (score: number): number => 255 - ((score % preferred) * 2 + (score >= preferred ? 1 : 0));

/** Counting by rank: ten thousand rows are put in order without comparing any two. */
function rankRows(scores: Uint8Array, first: Iterable<number>): Found {
  for (const row of first) if (scores[row]) scores[row] |= preferred;
  const { places, found } = firstPlaces(scores);
  const order = new Int32Array(found);
  for (let row = 0; row < scores.length; row += 1) {
    const score = scores[row] ?? 0;
    if (score === 0) continue;
    const at = placeOf(score);
    const place = places[at] ?? 0;
    order[place] = row;
    places[at] = place + 1;
  }
  return { order, best: (scores[order[0] ?? -1] ?? 0) % preferred };
}

/** Rank → how many have it, then → the place of its first; the best rank stands first. */
function firstPlaces(scores: Uint8Array): { places: Int32Array; found: number } {
  const places = new Int32Array(256);
  for (let row = 0; row < scores.length; row += 1) {
    const score = scores[row] ?? 0;
    if (score > 0) places[placeOf(score)] = (places[placeOf(score)] ?? 0) + 1;
  }
  let found = 0;
  places.forEach((here, at) => {
    places[at] = found;
    found += here;
  });
  return { places, found };
}
