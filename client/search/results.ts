/** What the one box finds: places, deeds and records in groups, the group with the best hit first. */
import { createMemo, createSignal, onMount } from 'solid-js';
import type { Accessor } from 'solid-js';
import type { Navigator } from '@solidjs/router';
import { registry } from '../../shared/entities/index.ts';
import type { Entity } from '../../shared/entity/entity.ts';
import { comingOf } from '../components/coming.ts';
import type { HallKeeper } from '../components/keeper.ts';
import { say } from '../components/say.ts';
import type { IconName } from '../elements/icon.tsx';
import type { DownloadStatus, Hall, SeenRow } from '../hall.ts';
import { t } from '../i18n/t.ts';
import type { NavItem } from '../shell/nav.ts';
import { createCollections } from './collections.ts';
import type { Collection } from './collections.ts';
import { deedsOf } from './deeds.ts';
import type { Deed } from './deeds.ts';
import { homeOf, rankOfKind } from './homes.ts';
import { isMarked, markParts } from './marks.ts';
import { keepRecent, readRecent } from './recent.ts';
import type { Opened } from './recent.ts';
import { createAnswer } from './answer.ts';
import { buildAtOnce } from './search-index.ts';
import { createSearcher } from './searcher.ts';
import type { Found } from './searcher.ts';
import { detailOf, findFields, textOf } from './sources.ts';

export interface Result {
  readonly id: string;
  readonly icon: IconName;
  readonly title: string;
  readonly detail: string;
  readonly open: () => void;
}

export interface Group {
  readonly id: string;
  readonly label: string;
  readonly results: readonly Result[];
  /** All that were found, shown or not. */
  readonly total: number;
}

export interface Asked {
  readonly hall: Hall;
  readonly keeper: HallKeeper;
  readonly navigate: Navigator;
  /** The places that the person may go to. */
  readonly places: Accessor<readonly NavItem[]>;
  readonly typed: Accessor<string>;
  /** How many of a group are shown of the answer to a query. */
  readonly limitOf: (group: string, query: string) => number;
}

export interface Results {
  readonly groups: Accessor<readonly Group[]>;
  /** What the groups answer: what was typed, as soon as it was looked for. */
  readonly answered: Accessor<string>;
  /** Looks for what was typed last at once: before a key that opens what was found. */
  readonly settle: () => void;
  /** Something cannot be found yet because it is being made ready. */
  readonly waiting: Accessor<boolean>;
  /** Something cannot be found yet because it has not reached this device. */
  readonly coming: Accessor<DownloadStatus | undefined>;
}

/** What was found of one group, of which as many are shown as are asked for. */
interface Ranked {
  readonly best: number;
  readonly total: number;
  readonly show: () => Group;
}

type Ranking = Generator<undefined, Ranked>;

interface Answer {
  readonly query: string;
  readonly ranked: readonly Ranked[];
}

export function createResults(asked: Asked): Results {
  const { hall, places, typed } = asked;
  const kinds = createMemo(() => kindsOf(hall, places()), undefined, { equals: sameKinds });
  const collections = createCollections(hall, kinds);
  const [recent, setRecent] = createSignal<readonly Opened[]>([]);
  onMount(() => void readRecent(hall).then(setRecent));
  const fixed = createFixed(asked);

  const searches = (query: string): readonly Ranking[] => [
    ...fixed.map((one) => one.search(query)),
    ...kinds().flatMap((of) => {
      const known = collections.all().get(of.name);
      return known ? [searchIn(asked, known, recent(), query)] : [];
    }),
  ];
  // The box itself is drawn first: what it offers comes with the first answer.
  const { answer, settle } = createAnswer<Wanted, Answer | undefined>(
    () => ({ query: typed(), rankings: typed() === '' ? [] : searches(typed()) }),
    bestFirst,
    undefined,
  );
  const answered = (): string => answer()?.query ?? '';
  const shown = (): readonly Group[] => {
    const now = answer();
    if (!now) return [];
    return now.query === '' ? offered() : now.ranked.map((one) => one.show());
  };
  const offered = (): readonly Group[] =>
    [recentGroup(asked, collections.all(), recent()), ...fixed.map((one) => one.usual())].filter(
      (group) => group.total > 0,
    );
  return {
    groups: createMemo(shown),
    answered,
    settle,
    waiting: collections.waiting,
    coming: () =>
      comingOf(
        hall,
        kinds().map((of) => of.name),
      ),
  };
}

interface Wanted {
  readonly query: string;
  readonly rankings: readonly Ranking[];
}

function* bestFirst(wanted: Wanted): Generator<undefined, Answer> {
  const ranked: Ranked[] = [];
  for (const ranking of wanted.rankings) ranked.push(yield* ranking);
  const found = ranked.filter((one) => one.total > 0).sort((one, other) => other.best - one.best);
  return { query: wanted.query, ranked: found };
}

/** Kinds of record that somebody looks for, and that this person may open. */
function kindsOf(hall: Hall, places: readonly NavItem[]): readonly Entity[] {
  const mayOpen = (of: Entity): boolean => {
    const home = homeOf(of, hall);
    return home !== undefined && places.some((item) => item.href === home.place);
  };
  return [...registry.values()]
    .filter((of) => findFields(of).length > 0 && mayOpen(of))
    .sort((one, other) => (rankOfKind(one) < rankOfKind(other) ? -1 : 1));
}

const sameKinds = (one: readonly Entity[], other: readonly Entity[]): boolean =>
  one.length === other.length && one.every((of, at) => of === other[at]);

/** Places and deeds: few, and known at once. */
function createFixed(asked: Asked) {
  const deeds = createMemo(() =>
    deedsOf({ hall: asked.hall, keeper: asked.keeper, navigate: asked.navigate, places: asked.places() }),
  );
  const goTo = createMemo(() =>
    asked.places().map((item): Deed => ({
      id: item.href,
      icon: item.icon,
      title: t(item.label),
      also: '',
      isUsual: true,
      run: () => asked.navigate(item.href),
    })),
  );
  const groupOf = (id: string, label: () => string, all: Accessor<readonly Deed[]>) => {
    const searcher = createMemo(() =>
      createSearcher(buildAtOnce(all(), ({ title, also }) => ({ names: [title, also], codes: [] }))),
    );
    const resultOf = ({ id: deed, icon, title, run }: Deed): Result => ({
      ...{ id: `${id}-${deed}`, icon, title },
      detail: '',
      open: run,
    });
    const search = (query: string): Ranking => {
      const deeds = all();
      const name = { id, label: label(), query };
      return rankingOf(asked, name, searcher().search(query), (at) => deeds[at] && resultOf(deeds[at]));
    };
    const usual = (): Group => {
      const results = all()
        .filter((one) => one.isUsual)
        .map(resultOf);
      return { id, label: label(), results, total: results.length };
    };
    return { search, usual };
  };
  return [
    groupOf('deeds', () => t('search.deeds'), deeds),
    groupOf('places', () => t('search.places'), goTo),
  ];
}

function* rankingOf(
  asked: Asked,
  { id, label, query }: Pick<Group, 'id' | 'label'> & { query: string },
  search: Generator<undefined, Found>,
  resultOf: (at: number) => Result | undefined,
): Ranking {
  const { order, best } = yield* search;
  const total = order.length;
  const known = new Map<number, readonly Result[]>();
  const made = (at: number): readonly Result[] => {
    const results = known.get(at) ?? [resultOf(at)].filter((one) => one !== undefined);
    known.set(at, results);
    return results;
  };
  const shown = (): readonly number[] => [...order.subarray(0, asked.limitOf(id, query))];
  // Worded in steps too: nine groups at once would be felt.
  for (const at of shown()) {
    made(at);
    yield undefined;
  }
  const show = (): Group => ({ id, label, results: shown().flatMap(made), total });
  return { best, total, show };
}

function searchIn(asked: Asked, known: Collection, recent: readonly Opened[], query: string): Ranking {
  const { of, rows, searcher } = known;
  const lately = new Set(recent.filter((one) => one.entity === of.name).map((one) => one.id));
  const first = lately.size === 0 ? [] : rows.flatMap((row, at) => (lately.has(row.id) ? [at] : []));
  const name = { id: of.name, label: say(of.label.many), query };
  return rankingOf(asked, name, searcher.search(query, first), (at) => resultAt(asked, known, at, query));
}

function recentGroup(asked: Asked, all: ReadonlyMap<string, Collection>, recent: readonly Opened[]): Group {
  const results = recent.flatMap(({ entity, id }) => {
    const known = all.get(entity);
    const at = known ? known.rows.findIndex((row) => row.id === id) : -1;
    return (known && at >= 0 && resultAt(asked, known, at, '')) || [];
  });
  const shown = results.slice(0, asked.limitOf('recent', ''));
  return { id: 'recent', label: t('search.recent'), results: shown, total: shown.length };
}

function resultAt(asked: Asked, known: Collection, at: number, query: string): Result | undefined {
  const { of, rows } = known;
  const row = rows[at];
  const home = homeOf(of, asked.hall);
  if (!row || !home) return undefined;
  const title = known.titleAt(at) || say(of.label.one);
  return {
    id: `${of.name}-${row.id}`,
    icon: home.icon,
    title,
    detail: detailWith(known, row, title, query).join(' · '),
    open: () => {
      void keepRecent(asked.hall, { entity: of.name, id: row.id });
      void Promise.resolve(home.pathOf(asked.hall, row)).then(
        (path) => asked.navigate(path),
        (error: unknown) => console.error('Where this is could not be read.', error),
      );
    },
  };
}

/** What was found stands where it can be seen: what neither title nor detail says comes after them. */
function detailWith(
  { of, titles }: Collection,
  row: SeenRow,
  title: string,
  query: string,
): readonly string[] {
  const detail = detailOf(of, row);
  if (query === '') return detail;
  const said = new Set([...detail, ...of.show.title.map((name) => textOf(of, row, name))]);
  if (isMarked(markParts(title, query)) && query.trim().split(/\s+/).length === 1) return detail;
  const other = findFields(of)
    .map((name) => textOf(of, row, name, titles))
    .find((text) => !said.has(text) && !title.includes(text) && isMarked(markParts(text, query)));
  return other === undefined ? detail : [...detail, other];
}
