/**
 * How many slips lie between a typed word and a beginning of another: a letter too many, too few, another one, or two
 * that changed places (Damerau–Levenshtein, no stretch touched twice). Only a band as wide as the slips that are allowed
 * is looked at, and most words are out after three letters.
 */

/** None in a number and in short words, where everything lies near everything. */
export const slipsAllowed = (word: string): number =>
  /\d/.test(word) || word.length < 4 ? 0 : word.length < 8 ? 1 : 2;

export type SlipsTo = (text: string, start: number, end: number) => number;

/** For one word, to ask many: the fewest slips to any beginning of text[start, end); `most + 1` when there are more. */
export function slipsToBeginning(word: string, most: number): SlipsTo {
  const none = most + 1;
  const width = 2 * most + 1;
  // Row of the table → band: the cell of row i and column j stands at j - i + most.
  let [before2, before, now] = [new Int8Array(width), new Int8Array(width), new Int8Array(width)];
  const at = (band: Int8Array, place: number): number => band[place] ?? none;

  /** Cell of a row and column within the text, from its neighbours. */
  const cell = (text: string, start: number, row: number, column: number, place: number): number => {
    const [letter, other] = [word.charCodeAt(row - 1), text.charCodeAt(start + column - 1)];
    const stepped = at(before, place) + (letter === other ? 0 : 1);
    const least = Math.min(stepped, at(now, place - 1) + 1, at(before, place + 1) + 1, none);
    if (row < 2 || column < 2) return least;
    const isSwap = letter === text.charCodeAt(start + column - 2) && word.charCodeAt(row - 2) === other;
    return isSwap ? Math.min(least, at(before2, place) + 1) : least;
  };
  return (text, start, end) => {
    if (end - start < word.length - most) return none;
    for (let place = 0; place < width; place += 1) before[place] = place < most ? none : place - most;
    for (let row = 1; row <= word.length; row += 1) {
      for (let place = 0; place < width; place += 1) {
        const column = row + place - most;
        if (column <= 0) now[place] = column === 0 ? Math.min(row, none) : none;
        else now[place] = column > end - start ? none : cell(text, start, row, column, place);
      }
      [before2, before, now] = [before, now, before2];
      if (fewest(before) > most) return none;
    }
    return fewest(before);
  };
}

function fewest(band: Int8Array): number {
  let least = 127;
  for (let at = 0; at < band.length; at += 1) {
    const slips = band[at] ?? least;
    if (slips < least) least = slips;
  }
  return least;
}

/** Which letters a word has, a bit for each; what is no plain letter shares bits. */
export function lettersOf(word: string): number {
  let bits = 0;
  for (let at = 0; at < word.length; at += 1) bits |= 1 << (word.charCodeAt(at) & 31);
  return bits;
}

/** Does the other word lack more of the wanted letters than slips could have put there? Then it need not be compared. */
export function lacksMore(wanted: number, others: number, slips: number): boolean {
  let lacking = wanted & ~others;
  for (let left = slips; left >= 0; left -= 1) {
    if (lacking === 0) return false;
    lacking &= lacking - 1;
  }
  return true;
}
