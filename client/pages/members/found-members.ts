/** The members as the list shows them: read once, indexed in slices, found while typing, in the wanted order. */
import { createEffect, createMemo, createSignal, on, onCleanup } from 'solid-js';
import type { Accessor } from 'solid-js';
import { Member } from '../../../shared/entities/member.ts';
import { createLiveRows } from '../../components/live.ts';
import { valueText } from '../../components/value-text.ts';
import type { Hall, SeenRow } from '../../hall.ts';
import { locale } from '../../i18n/locale.ts';
import { fileName, nameColumn, passes, placesBy } from '../../members/list-view.ts';
import type { ListView } from '../../members/list-view.ts';
import type { Sort } from '../../members/saved-lists.ts';
import { createAnswer } from '../../search/answer.ts';
import { buildIndex } from '../../search/build-index.ts';
import { createSearcher } from '../../search/searcher.ts';
import type { Searcher } from '../../search/searcher.ts';
import { sourcesOf } from '../../search/sources.ts';

const text = (row: SeenRow, name: string): string => {
  const value = row[name];
  return typeof value === 'string' ? value : '';
};

const sourceOf = sourcesOf(Member, new Map());

/** What a column says of a member. */
export function columnText(row: SeenRow, column: string): string {
  if (column === nameColumn) return fileName(row);
  const field = Object.entries(Member.fields).find(([name]) => name === column)?.[1];
  return field && row[column] !== null && row[column] !== undefined ? valueText(field, row[column]) : '';
}

/** By what a column is sorted: days by themselves, not by how they are read. */
const sortText = (row: SeenRow, column: string): string =>
  /On$|Date$/.test(column) ? text(row, column) : columnText(row, column);

interface Indexed {
  readonly rows: readonly SeenRow[];
  readonly searcher: Searcher;
}

export function createFoundMembers(
  hall: Hall,
  view: Accessor<ListView>,
  query: Accessor<string>,
  sort: Accessor<Sort | undefined>,
) {
  const all = createLiveRows(
    hall.rows,
    [Member.name],
    () => undefined,
    () => hall.rows.list(Member.name),
  );
  const indexed = createIndex(all);
  // Sorted once for each order, not at every key.
  const places = createMemo(() => {
    const [rows, wanted] = [all(), sort()];
    locale();
    return rows && wanted && placesBy(rows, (row) => sortText(row, wanted.by), wanted.descending);
  });
  const { answer, settle } = createAnswer(
    () => ({ query: query().trim(), rows: all(), known: indexed() }),
    namesNow,
    { query: '', rows: undefined },
  );
  const found = createMemo((): readonly SeenRow[] | undefined => {
    const [rows, searched] = [all(), answer().rows];
    if (!rows || !searched) return undefined;
    const kept = searched.filter((row) => passes(view(), row));
    const order = places();
    if (!order) return kept;
    const placeOf = new Map(rows.map((row, at) => [row.id, order[at] ?? 0]));
    return [...kept].sort((one, other) => (placeOf.get(one.id) ?? 0) - (placeOf.get(other.id) ?? 0));
  });
  return { all, found, answered: () => answer().query, settle };
}

interface Asked {
  readonly query: string;
  readonly rows: readonly SeenRow[] | undefined;
  readonly known: Indexed | undefined;
}

/** While the index is built anew, the one before still finds; what it finds is shown as it stands now. */
function* namesNow({ query, rows, known }: Asked): Generator<undefined, Pick<Asked, 'query' | 'rows'>> {
  if (query === '') return { query, rows };
  if (!rows || !known) return { query, rows: undefined };
  const { order } = yield* known.searcher.search(query);
  const now = known.rows === rows ? undefined : new Map(rows.map((row) => [row.id, row]));
  const found: SeenRow[] = [];
  for (const at of order) {
    const was = known.rows[at];
    const row = was && now ? now.get(was.id) : was;
    if (row) found.push(row);
  }
  return { query, rows: found };
}

function createIndex(all: Accessor<readonly SeenRow[] | undefined>): Accessor<Indexed | undefined> {
  const [indexed, setIndexed] = createSignal<Indexed>();
  let turn = 0;
  onCleanup(() => (turn += 1));
  createEffect(
    on(all, (rows) => {
      turn += 1;
      const mine = turn;
      if (!rows) return;
      void buildIndex(rows, sourceOf, () => mine !== turn).then(
        (index) => index && mine === turn && setIndexed({ rows, searcher: createSearcher(index) }),
      );
    }),
  );
  return indexed;
}
