/**
 * Keyboard shortcuts for the office: `g` then a letter goes to a place, `/` to the page's search, `?` shows the list.
 * Never while typing or in a dialog, never with a modifier, and they can be switched off (WCAG 2.1.4). Ctrl or ⌘ with K
 * searches everything, also while typing; no letter by itself, it stays.
 */
import { createSignal, onCleanup, onMount } from 'solid-js';
import { keepPreference, readPreference } from '../preferences.ts';

export interface ShortcutTarget {
  shortcut: string;
  href: string;
}

export type Deed = { kind: 'go'; href: string } | { kind: 'search' } | { kind: 'help' } | { kind: 'await' };

/** What a key means, given whether `g` was pressed just before. Undefined: nothing. */
export function readKey(key: string, afterG: boolean, targets: readonly ShortcutTarget[]): Deed | undefined {
  if (afterG) {
    const target = targets.find(({ shortcut }) => shortcut === key.toLowerCase());
    return target && { kind: 'go', href: target.href };
  }
  if (key === 'g') return { kind: 'await' };
  if (key === '/') return { kind: 'search' };
  return key === '?' ? { kind: 'help' } : undefined;
}

/** As they stand on this keyboard. */
export const searchKeys =
  typeof navigator !== 'undefined' && /Mac|iP/.test(navigator.userAgent) ? '⌘ K' : 'Ctrl K';

const patienceMs = 1500;

const [areOn, setSignal] = createSignal(readPreference('shortcuts') !== 'off');
export const shortcutsAreOn = areOn;

export function switchShortcuts(on: boolean): void {
  setSignal(on);
  keepPreference('shortcuts', on ? 'on' : 'off');
}

export function createShortcuts(wiring: {
  targets: () => readonly ShortcutTarget[];
  onGo: (href: string) => void;
  onHelp: () => void;
  onSearch: () => void;
}): void {
  let awaitedUntil = 0;

  const searchHere = (): void => {
    const box = document.querySelector<HTMLElement>('main input[type="search"]');
    if (box) box.focus();
    else wiring.onSearch();
  };
  const act = (deed: Deed): void => {
    if (deed.kind === 'go') wiring.onGo(deed.href);
    if (deed.kind === 'help') wiring.onHelp();
    if (deed.kind === 'search') searchHere();
  };
  const listen = (event: KeyboardEvent): void => {
    if (asksForSearch(event)) {
      event.preventDefault();
      return wiring.onSearch();
    }
    if (!areOn() || isBusy(event)) return;
    const deed = readKey(event.key, event.timeStamp < awaitedUntil, wiring.targets());
    awaitedUntil = deed?.kind === 'await' ? event.timeStamp + patienceMs : 0;
    if (!deed) return;
    event.preventDefault();
    act(deed);
  };
  onMount(() => document.addEventListener('keydown', listen));
  onCleanup(() => document.removeEventListener('keydown', listen));
}

/** For a page's own single keys. */
export const hearsSingleKeys = (event: KeyboardEvent): boolean => areOn() && !isBusy(event);

/** What is open in a dialog is finished or left first. */
const asksForSearch = (event: KeyboardEvent): boolean =>
  (event.ctrlKey || event.metaKey) &&
  !event.altKey &&
  event.key.toLowerCase() === 'k' &&
  !event.defaultPrevented &&
  !document.querySelector('dialog[open]');

function isBusy(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing)
    return true;
  const at = event.target;
  if (!(at instanceof HTMLElement)) return false;
  return at.isContentEditable || at.closest('input, textarea, select, dialog, [role="menu"]') !== null;
}
