/**
 * Which passwords are taken. Length is what counts (NIST SP 800-63B-4): at least 15 characters while a password stands
 * alone, any characters, no rules about capitals or digits. Refused is what a guesser tries first: common words,
 * runs and repeats, the local's number, one's own name or address. What such parts add is counted as next to nothing,
 * and what is left must carry the weight; so a long phrase passes even when a common word stands in it.
 */
import { commonWords, tradeWords } from './common-words.ts';

export const minPasswordCharacters = 15;
export const maxPasswordBytes = 1_024;

/** What a guesser knows about this person: names, e-mail address, number and name of the local. */
export type PasswordContext = readonly string[];

export interface PasswordRefusal {
  readonly code: 'password_too_short' | 'password_too_long' | 'password_common';
  readonly message: string;
  readonly limit?: number;
}

/** Null when the password may be used. */
export function checkPassword(password: string, context: PasswordContext): PasswordRefusal | null {
  const normalized = password.normalize('NFKC');
  if (new TextEncoder().encode(normalized).length > maxPasswordBytes) {
    return {
      code: 'password_too_long',
      message: `The password may have at most ${maxPasswordBytes} bytes.`,
      limit: maxPasswordBytes,
    };
  }
  // Counted as people count: an emoji or an accented letter is one.
  if ([...normalized].length < minPasswordCharacters) {
    return {
      code: 'password_too_short',
      message: `The password needs at least ${minPasswordCharacters} characters. A few words in a row are easiest to keep.`,
      limit: minPasswordCharacters,
    };
  }
  if (weightOf(normalized, context) >= leastWeight) return null;
  return {
    code: 'password_common',
    message:
      'The password is made of common words, repeats, runs, or your own name or local: guessers try those first. Take words that do not belong together.',
  };
}

const leastWeight = 8;
/** A common word is one of some thousand; in letters that is about three. Its repetition adds nothing. */
const commonWordWeight = 3;
/** What everybody knows about a person or a union hall is the first guess. */
const firstGuessWeight = 1;
const runWeight = 1;
const digitWeight = 0.5;

/** Roughly: how many unforeseen letters the password is worth. */
export function weightOf(password: string, context: PasswordContext): number {
  let rest = fold(password);
  let weight = 0;
  const take = (pattern: RegExp | string, worth: number) => {
    const shorter = rest.replaceAll(pattern, gap);
    if (shorter === rest) return;
    rest = shorter;
    weight += worth;
  };
  for (const word of contextWords(context)) take(word, firstGuessWeight);
  for (const run of findRuns(rest)) take(run, runWeight);
  for (const word of tradeWords) take(spelledInDigits(word), firstGuessWeight);
  for (const word of commonWords) take(spelledInDigits(word), commonWordWeight);
  const left = rest.replaceAll(gap, '');
  return weight + weightOfRest(left);
}

const gap = ' ';

/** Accents, capitals and everything between words are what a guesser varies last. */
function fold(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[\s_\-.,:;!?/\\|*+#'"()]+/g, gap);
}

function contextWords(context: PasswordContext): string[] {
  return context
    .flatMap((text) => fold(text).split(/[^\p{L}\p{N}]+/u))
    .filter((word) => word.length >= 3 || /^\d{2,}$/.test(word))
    .sort((a, b) => b.length - a.length);
}

const digitSpellings: Readonly<Record<string, string>> = {
  a: '[a4@]',
  b: '[b8]',
  e: '[e3]',
  g: '[g9]',
  i: '[i1]',
  l: '[l1]',
  o: '[o0]',
  s: '[s5$]',
  t: '[t7]',
  z: '[z2]',
};

const spellings = new Map<string, RegExp>();

/** "p4ssw0rd" is the same word to a guesser: digits are read as letters where that makes a common word. */
function spelledInDigits(word: string): RegExp {
  const known = spellings.get(word);
  if (known !== undefined) return known;
  const made = new RegExp([...word].map((letter) => digitSpellings[letter] ?? letter).join(''), 'gu');
  spellings.set(word, made);
  return made;
}

const keyboardRows = [
  'qwertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  '1234567890',
  'qazwsxedcrfvtgbyhnujm',
  '1q2w3e4r5t6y7u8i9o0p',
];

/** "1234", "hgfe", "qwert": four or more that follow from each other; and "aaa", "xyxyxy", "wordword": repeats. */
function findRuns(text: string): string[] {
  const runs = [...text.matchAll(/(.{1,3}?)\1{2,}|(.{4,40}?)\2+/gu)].map(([run]) => run);
  const characters = [...text];
  let start = 0;
  while (start < characters.length) {
    const step = stepBetween(characters[start], characters[start + 1]);
    let end = start + 1;
    while (step !== 0 && stepBetween(characters[end], characters[end + 1]) === step) end += 1;
    if (step !== 0 && end - start >= 3) runs.push(characters.slice(start, end + 1).join(''));
    start = end;
  }
  return runs.sort((a, b) => b.length - a.length);
}

/** +1 or -1 for neighbours in the alphabet or on a keyboard row (with the sense of the run), 0 for strangers. */
function stepBetween(first: string | undefined, second: string | undefined): number {
  if (first === undefined || second === undefined || first === gap || second === gap) return 0;
  const difference = (second.codePointAt(0) ?? 0) - (first.codePointAt(0) ?? 0);
  if (Math.abs(difference) === 1) return difference;
  if (keyboardRows.some((row) => row.includes(first + second))) return 1;
  return keyboardRows.some((row) => row.includes(second + first)) ? -1 : 0;
}

/** Letters count one each as long as they are different enough; digits are half a letter. */
function weightOfRest(text: string): number {
  const characters = [...text];
  const digits = characters.filter((character) => /\p{N}/u.test(character)).length;
  const others = characters.length - digits;
  const different = new Set(characters).size;
  // "abababab…" has two different ones however long it is.
  return Math.min(others + Math.ceil(digits * digitWeight), different * 3);
}
