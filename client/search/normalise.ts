/**
 * What two spellings of one word have in common: letters without accents, ligatures taken apart, small, one apostrophe,
 * one hyphen. Only for finding: the order of rows is `fold`'s, on which device and server must agree.
 */
import { fold } from '../../shared/entity/row.ts';

/** Letters that Unicode does not take apart, as people without them on their keyboard write them. */
const alike: Readonly<Record<string, string>> = {
  ł: 'l',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ħ: 'h',
  ı: 'i',
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
};
const isUnlike = /[łøđðþħıßæœ]/g;
const apostrophes = /[’‘ʼʻ`´′＇]/g;
const hyphens = /[‐‑‒–—−]/g;
const isPlain = /^[a-z0-9 @.+()_/'-]*$/;

export function normalise(value: string): string {
  // Most of ten thousand names need no more than this.
  const small = value.toLowerCase();
  if (isPlain.test(small)) return small;
  return fold(value.replace(apostrophes, "'").normalize('NFKD'))
    .replace(isUnlike, (letter) => alike[letter] ?? letter)
    .replace(hyphens, '-');
}

/** The same, and where each of its letters stands in what was given (one more place at the end). */
export function normaliseWithPlaces(value: string): { text: string; placeOf: (at: number) => number } {
  const small = value.toLowerCase();
  if (isPlain.test(small)) return { text: small, placeOf: (at) => at };
  let text = '';
  const places: number[] = [];
  let place = 0;
  for (const letter of value) {
    const plain = normalise(letter);
    for (let at = 0; at < plain.length; at += 1) places.push(place);
    text += plain;
    place += letter.length;
  }
  places.push(place);
  return { text, placeOf: (at) => places[at] ?? place };
}
