/**
 * The device's rows on the screen: signals that are read again when the rows behind them may have moved, or when `key`
 * does. `key` is explicit because Solid cannot see what an asynchronous read looks at.
 */
import { createEffect, createSignal, on } from 'solid-js';
import type { Accessor } from 'solid-js';
import { createStore, reconcile } from 'solid-js/store';
import type { Rows, SeenRow } from '../hall.ts';
import { live } from '../store/live.ts';
import { keepSame } from './keep-same.ts';

/** Undefined until the first answer. */
export function createLive<K, T>(
  rows: Rows,
  of: readonly string[],
  key: Accessor<K>,
  read: (key: K) => Promise<T>,
): Accessor<T | undefined> {
  const revision = rows.revision(...of);
  const watched = () => ({ revision: revision(), key: key() });
  return live<ReturnType<typeof watched>, T | undefined>(watched, (now) => read(now.key), undefined);
}

/** Rows that did not change stay the same objects, so that a table redraws only what moved. */
export function createLiveRows<K>(
  rows: Rows,
  of: readonly string[],
  key: Accessor<K>,
  read: (key: K) => Promise<readonly SeenRow[]>,
): Accessor<readonly SeenRow[] | undefined> {
  const latest = createLive(rows, of, key, read);
  const [kept, setKept] = createSignal<readonly SeenRow[]>();
  createEffect(on(latest, (found) => found && setKept((before) => keepSame(before ?? [], found))));
  return kept;
}

/**
 * A list whose items keep their place on the screen while their fields change: a radio that is tapped keeps its focus.
 * `read` must make its items anew each time, for they are changed in place; never hand in the store's own rows.
 */
export function createLiveList<K, T extends { readonly id: string }>(
  rows: Rows,
  of: readonly string[],
  key: Accessor<K>,
  read: (key: K) => Promise<readonly T[]>,
): Accessor<readonly T[] | undefined> {
  const latest = createLive(rows, of, key, read);
  const [box, setBox] = createStore<{ items: readonly T[] | undefined }>({ items: undefined });
  createEffect(on(latest, (found) => found && setBox('items', reconcile([...found], { key: 'id' }))));
  return () => box.items;
}
