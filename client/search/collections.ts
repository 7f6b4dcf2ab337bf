/**
 * What can be found among the rows of this device, kind by kind: read and indexed in slices while somebody looks, kept
 * until the hall is closed, and made anew when the rows have moved. The one before finds until the new one is there.
 */
import { createEffect, createSignal, onCleanup } from 'solid-js';
import type { Accessor } from 'solid-js';
import type { Entity } from '../../shared/entity/entity.ts';
import { createTitleBook, ownWords, titlesOf } from '../components/titles.ts';
import type { Titles } from '../components/value-text.ts';
import type { Hall, SeenRow } from '../hall.ts';
import { dayOf } from '../i18n/format.ts';
import type { Locale } from '../i18n/locale.ts';
import { locale } from '../i18n/locale.ts';
import { buildIndex, rest } from './build-index.ts';
import { createSearcher } from './searcher.ts';
import type { Searcher } from './searcher.ts';
import { findFields, findTargets, sourcesOf } from './sources.ts';

export interface Collection {
  readonly of: Entity;
  readonly rows: readonly SeenRow[];
  /** What to call the row at this place. */
  readonly titleAt: (at: number) => string;
  /** Of the rows that references name. */
  readonly titles: Titles;
  readonly searcher: Searcher;
  readonly revision: number;
  readonly language: Locale;
}

type Collections = ReadonlyMap<string, Collection>;

const namedAtOnce = 32;

/** By hall: what was made ready for one opening serves the next. */
const kept = new WeakMap<Hall, Map<string, Collection>>();

export interface Searchable {
  readonly all: Accessor<Collections>;
  /** Kinds of which nothing can be found yet. */
  readonly waiting: Accessor<boolean>;
}

export function createCollections(hall: Hall, kinds: Accessor<readonly Entity[]>): Searchable {
  const known = kept.get(hall) ?? new Map<string, Collection>();
  kept.set(hall, known);
  const [all, setAll] = createSignal<Collections>(new Map(known));
  let gone = false;
  let working = false;
  onCleanup(() => (gone = true));

  const revisionOf = (of: Entity): number => hall.rows.revision(of.name, ...findTargets(of))();
  const isFresh = (of: Entity): boolean => {
    const one = known.get(of.name);
    return one?.revision === revisionOf(of) && one.language === locale();
  };
  const work = async (): Promise<void> => {
    if (working) return;
    working = true;
    try {
      for (
        let next = kinds().find((of) => !isFresh(of));
        next && !gone;
        next = kinds().find((of) => !isFresh(of))
      ) {
        const made = await collect(hall, next, revisionOf(next), () => gone);
        if (!made) return;
        known.set(next.name, made);
        setAll(new Map(known));
      }
    } catch (error) {
      if (!gone) console.error('What can be found could not be read.', error);
    } finally {
      working = false;
    }
  };
  createEffect(() => {
    kinds().forEach(isFresh);
    void work();
  });
  return { all, waiting: () => kinds().some((of) => !all().has(of.name)) };
}

async function collect(
  hall: Hall,
  of: Entity,
  revision: number,
  isStale: () => boolean,
): Promise<Collection | undefined> {
  const language = locale();
  const rows = nearestFirst(of, await hall.rows.list(of.name));
  const references = findFields(of).filter((name) => of.fields[name]?.target !== undefined);
  const titles = await titlesOf(hall.rows, of, references, rows);
  const titleAt = await namesOf(hall, of, rows);
  await rest();
  const index = await buildIndex(rows, sourcesOf(of, titles), isStale);
  return index && { of, rows, titleAt, titles, searcher: createSearcher(index), revision, language };
}

/** What has a day is looked for around today; the rest stays in the order of its lists. */
function nearestFirst(of: Entity, rows: readonly SeenRow[]): readonly SeenRow[] {
  const day = of.show.order[0] ?? '';
  if (of.fields[day]?.kind !== 'date') return rows;
  const today = Date.parse(dayOf(Date.now()));
  const distance = (row: SeenRow): number => Math.abs(Date.parse(String(row[day])) - today);
  return rows
    .map((row) => ({ row, distance: distance(row) }))
    .sort((one, other) => one.distance - other.distance)
    .map(({ row }) => row);
}

/** Most rows name themselves when they are shown; a class is named by what it points at, which must be read before. */
async function namesOf(hall: Hall, of: Entity, rows: readonly SeenRow[]): Promise<(at: number) => string> {
  const namesItself = of.show.title.some((name) => {
    const field = of.fields[name];
    return field !== undefined && field.kind !== 'date' && !field.optional;
  });
  if (namesItself) return (at) => ownWords(of, rows[at] ?? {}).text;
  const book = createTitleBook(hall.rows);
  const names: string[] = [];
  for (let at = 0; at < rows.length; at += namedAtOnce) {
    const some = rows.slice(at, at + namedAtOnce);
    names.push(...(await Promise.all(some.map((row) => book.ofRow(of, row)))));
    await rest();
  }
  return (at) => names[at] ?? '';
}
