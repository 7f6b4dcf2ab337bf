/**
 * Lists that a person works with again and again: filters, words, order and columns under a name. Kept in the person's
 * own sealed corner of this device (a name may say more than a setting should), and gone with it at sign-out.
 */
import { isJsonObject } from '../../shared/values/json.ts';
import type { Json } from '../../shared/values/json.ts';
import type { Values } from '../../shared/entity/entity.ts';
import { fold } from '../../shared/entity/row.ts';
import { apprentices, readView } from './list-view.ts';
import type { ListView } from './list-view.ts';

export interface Sort {
  readonly by: string;
  readonly descending: boolean;
}

/** All that decides which members are seen, and how. */
export interface Shown {
  readonly view: ListView;
  readonly query: string;
  readonly sort: Sort | undefined;
}

export interface SavedList extends Shown {
  readonly name: string;
}

/** What everybody has: filters only; columns and order stay as they are. */
export const readyLists = [
  { key: 'members.list.all', status: '', classification: '' },
  { key: 'members.list.apprentices', status: 'active', classification: apprentices },
  { key: 'members.list.journeymen', status: 'active', classification: 'journeyman' },
  { key: 'members.list.retired', status: 'retired', classification: '' },
] as const;
export type ReadyList = (typeof readyLists)[number];

export const showsReady = ({ view, query }: Shown, list: ReadyList): boolean =>
  query.trim() === '' && view.status === list.status && view.classification === list.classification;

export const showsSaved = (shown: Shown, list: SavedList): boolean =>
  shown.query.trim() === list.query &&
  shown.view.status === list.view.status &&
  shown.view.classification === list.view.classification &&
  shown.sort?.by === list.sort?.by &&
  shown.sort?.descending === list.sort?.descending &&
  shown.view.columns.join() === list.view.columns.join();

export const mostNameLength = 60;

/** Names that look the same are the same. */
export const isSameName = (one: string, other: string): boolean => fold(one.trim()) === fold(other.trim());

/** With this list among them, in place of one of the same name; in the order of names. */
export const withList = (lists: readonly SavedList[], list: SavedList): readonly SavedList[] =>
  [...lists.filter((one) => !isSameName(one.name, list.name)), list].sort((one, other) =>
    fold(one.name) < fold(other.name) ? -1 : 1,
  );

export const withoutList = (lists: readonly SavedList[], name: string): readonly SavedList[] =>
  lists.filter((one) => one.name !== name);

export const toKeep = (lists: readonly SavedList[]): Values => ({ lists: lists as unknown as Json });

/** What was kept, as far as it still means something. */
export function readLists(kept: Values | undefined): readonly SavedList[] {
  const lists = kept?.['lists'];
  if (!Array.isArray(lists)) return [];
  return lists.flatMap((one) => {
    if (!isJsonObject(one) || typeof one['name'] !== 'string' || one['name'] === '') return [];
    const { name, query, sort, view } = one;
    return [
      {
        name,
        query: typeof query === 'string' ? query : '',
        sort: readSort(sort),
        view: readView(JSON.stringify(view ?? {})),
      },
    ];
  });
}

const readSort = (kept: Json | undefined): Sort | undefined =>
  isJsonObject(kept) && typeof kept['by'] === 'string'
    ? { by: kept['by'], descending: kept['descending'] === true }
    : undefined;
