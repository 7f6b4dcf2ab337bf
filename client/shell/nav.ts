/** The places of the hall as the shell shows them, and how they are shared out on a phone's bottom bar. */
import type { IconName } from '../elements/icon.tsx';
import type { PlainKey } from '../i18n/t.ts';

export type NavGroup = 'work' | 'office' | 'device';

export interface NavItem {
  href: string;
  label: PlainKey;
  icon: IconName;
  /** Left out for those who may not go there. Default: everyone. */
  show?: (() => boolean) | undefined;
  /** How many things wait there; nothing is drawn for 0. */
  count?: (() => number) | undefined;
  /** Wanted on the phone's bottom bar. */
  bar?: boolean | undefined;
  group?: NavGroup | undefined;
  /** The letter that goes there after `g`. */
  shortcut?: string | undefined;
}

/** A thumb can tell five targets apart on the smallest phone. */
export const barPlaces = 5;

export const shownItems = (items: readonly NavItem[]): NavItem[] =>
  items.filter((item) => item.show?.() ?? true);

/** `rest` is reached through "More", which then takes the fifth place. */
export function shareOutBar(items: readonly NavItem[]): { bar: NavItem[]; rest: NavItem[] } {
  const shown = shownItems(items);
  const wanted = shown.filter((item) => item.bar);
  const fits = wanted.length === shown.length && wanted.length <= barPlaces;
  const bar = fits ? wanted : wanted.slice(0, barPlaces - 1);
  return { bar, rest: shown.filter((item) => !bar.includes(item)) };
}

/** The item whose place the path is in: the longest match, so that `/` is not everywhere. */
export function findCurrent(items: readonly NavItem[], path: string): NavItem | undefined {
  const matches = items.filter((item) =>
    item.href === '/' ? path === '/' : path === item.href || path.startsWith(`${item.href}/`),
  );
  return matches.sort((one, other) => other.href.length - one.href.length)[0];
}
