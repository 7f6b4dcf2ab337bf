/** Which stretches of a text are what was typed: the same words, the same digits, or the word that a slip stood for. Pure. */
import { normalise, normaliseWithPlaces } from './normalise.ts';
import { slipsAllowed, slipsToBeginning } from './slips.ts';

export interface Part {
  readonly text: string;
  readonly isHit: boolean;
}

type Span = readonly [start: number, end: number];
type Placed = ReturnType<typeof normaliseWithPlaces>;

const shortestWithin = 3;
const isLetter = /[\p{L}\p{N}]/u;

/** The text in parts, in order; those that the query found are hits. */
export function markParts(text: string, query: string): readonly Part[] {
  const placed = normaliseWithPlaces(text);
  const folded = normalise(query).trim();
  const digits = folded.replace(/\D/g, '');
  const isNumber = digits.length >= 3 && /^[\d\s().+\-/]+$/.test(folded);
  const words = folded.split(/\s+/).filter(Boolean);
  const spans = words.flatMap((word) => spansOf(placed, word));
  const asNumber = isNumber && words.length > 1 ? findBare(placed, digits) : [];
  return partsOf(text, asNumber.length > 0 ? asNumber : spans);
}

export const isMarked = (parts: readonly Part[]): boolean => parts.some((part) => part.isHit);

function spansOf(placed: Placed, word: string): readonly Span[] {
  const plain = findPlain(placed, word);
  if (plain.length > 0) return plain;
  const stripped = [...word].filter((letter) => isLetter.test(letter)).join('');
  const bare = stripped.length > 1 ? findBare(placed, stripped) : [];
  return bare.length > 0 ? bare : findSlipped(placed, stripped);
}

/** Up to where the next letter begins, so that a letter's accents are marked with it. */
const original = ({ placeOf }: Placed, start: number, end: number): Span => [placeOf(start), placeOf(end)];

function findPlain(placed: Placed, word: string): readonly Span[] {
  const found: Span[] = [];
  for (let at = placed.text.indexOf(word); at >= 0; at = placed.text.indexOf(word, at + word.length)) {
    const isBeginning = at === 0 || !isLetter.test(placed.text.charAt(at - 1));
    if (word.length >= shortestWithin || isBeginning) found.push(original(placed, at, at + word.length));
  }
  return found;
}

/** As if the text had no punctuation: "5550142" in "555-0142". */
function findBare(placed: Placed, word: string): readonly Span[] {
  const kept = [...placed.text.matchAll(/[\p{L}\p{N}]/gu)].map((found) => found.index);
  const at = kept
    .map((place) => placed.text.charAt(place))
    .join('')
    .indexOf(word);
  if (at < 0) return [];
  return [original(placed, kept[at] ?? 0, (kept[at + word.length - 1] ?? 0) + 1)];
}

/** The whole word that was meant. */
function findSlipped(placed: Placed, word: string): readonly Span[] {
  const most = slipsAllowed(word);
  if (most === 0) return [];
  const slipsTo = slipsToBeginning(word, most);
  return [...placed.text.matchAll(/[\p{L}\p{N}']+/gu)]
    .filter((found) => slipsTo(found[0], 0, found[0].length) <= most)
    .map((found) => original(placed, found.index, found.index + found[0].length));
}

function partsOf(text: string, spans: readonly Span[]): readonly Part[] {
  const parts: Part[] = [];
  let at = 0;
  for (const [start, end] of [...spans].sort((one, other) => one[0] - other[0])) {
    const from = Math.max(at, start);
    if (end <= from) continue;
    if (from > at) parts.push({ text: text.slice(at, from), isHit: false });
    parts.push({ text: text.slice(from, end), isHit: true });
    at = end;
  }
  if (at < text.length) parts.push({ text: text.slice(at), isHit: false });
  return parts;
}
