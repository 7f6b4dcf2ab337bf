/** What the box knows: what was typed, what was found for it and how much of that is drawn, and which line is marked. */
import { createEffect, createMemo, createSignal, on, onCleanup } from 'solid-js';
import { useNavigate } from '@solidjs/router';
import { useKeeper } from '../components/keeper.ts';
import { useHall } from '../hall.ts';
import { shownItems } from '../shell/nav.ts';
import type { NavItem } from '../shell/nav.ts';
import { createResults } from './results.ts';
import type { Group, Result, Results } from './results.ts';

/** Of a group at first, and how many more each time they are asked for. */
const usualLimit = 5;
export const moreAtOnce = 20;

export interface PaletteProps {
  nav: readonly NavItem[];
  onClose: () => void;
}

interface Option {
  readonly group: Group;
  /** Undefined: shows more of the group. */
  readonly result: Result | undefined;
}

/** More lines than a phone shows at once. */
const linesInSight = 12;
/** Somebody who types on has not looked below them. */
const beforeTheRestMs = 150;

const noneChosen = { of: '', at: -1 };
const noLimits = { of: '', by: new Map<string, number>() };

const optionsOf = (group: Group): readonly Option[] => [
  ...group.results.map((result) => ({ group, result })),
  ...(group.total > group.results.length ? [{ group, result: undefined }] : []),
];

/** How many of a group are shown; more only in the answer in which they were asked for. */
function createLimits() {
  const [limits, setLimits] = createSignal(noLimits);
  const of = (group: string, query: string): number =>
    (limits().of === query ? limits().by.get(group) : undefined) ?? usualLimit;
  const raise = (query: string, group: string, limit: number): void => {
    const before = limits().of === query ? limits().by : [];
    setLimits({ of: query, by: new Map(before).set(group, limit) });
  };
  return { of, raise, forget: () => setLimits(noLimits) };
}

/** What is in sight first; the rest when the hand rests, or when a key goes there. */
function createDrawn({ answered, groups }: Results) {
  /** The answer of which all is drawn. */
  const [whole, setWhole] = createSignal<string>();
  const drawn = createMemo(() => {
    if (whole() === answered()) return groups();
    let lines = 0;
    return groups().filter((group) => {
      const isInSight = lines < linesInSight;
      lines += optionsOf(group).length;
      return isInSight;
    });
  });
  const drawAll = (): void => void setWhole(answered());
  createEffect(
    on(answered, () => {
      const timer = setTimeout(drawAll, beforeTheRestMs);
      onCleanup(() => clearTimeout(timer));
    }),
  );
  return { drawn, drawAll };
}

export function createPalette(props: PaletteProps) {
  const hall = useHall();
  const [typed, setTyped] = createSignal('');
  const wanted = createMemo(() => typed().trim());
  const limits = createLimits();
  const results = createResults({
    hall,
    keeper: useKeeper(),
    navigate: useNavigate(),
    places: createMemo(() => shownItems(props.nav)),
    typed: wanted,
    limitOf: limits.of,
  });
  // Belongs to the answer that it was chosen in, and goes with it.
  const [chosen, setChosen] = createSignal(noneChosen);
  const at = (): number => {
    const of = results.answered();
    return chosen().of === of ? chosen().at : of === '' ? -1 : 0;
  };
  createEffect(
    on(results.answered, () => {
      setChosen(noneChosen);
      limits.forget();
    }),
  );
  const setAt = (place: number): void => void setChosen({ of: results.answered(), at: place });
  const options = createMemo(() => results.groups().flatMap(optionsOf));
  const { drawn, drawAll } = createDrawn(results);
  const firstOf = (place: number): number => results.groups().slice(0, place).flatMap(optionsOf).length;
  const choose = (place: number): void => {
    const option = options()[place];
    if (!option) return;
    const { group, result } = option;
    if (!result) {
      setAt(place);
      limits.raise(results.answered(), group.id, group.results.length + moreAtOnce);
      return;
    }
    // Closed first: the focus goes back to the page before the next one takes it.
    props.onClose();
    result.open();
  };
  /** Faster than the search: keys mean what was typed, not what was found for less of it; and the mark goes anywhere. */
  const settle = (): void => {
    results.settle();
    drawAll();
  };
  const press = (event: KeyboardEvent): void => {
    if (event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key] ?? 0;
    if (step !== 0 || event.key === 'Enter') settle();
    const count = options().length;
    if (step !== 0 && count > 0) setAt((Math.max(atNow(), step > 0 ? -1 : 0) + step + count) % count);
    else if (event.key === 'Enter') choose(atNow());
    else if (event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey)) props.onClose();
    else return;
    event.preventDefault();
  };
  // Fewer are found than before: the mark stays on one that is there.
  const atNow = (): number => Math.min(at(), options().length - 1);
  const busy = (): boolean => wanted() !== results.answered();
  return { ...results, typed, type: setTyped, busy, at: atNow, options, drawn, firstOf, choose, press };
}
