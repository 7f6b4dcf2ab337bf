/**
 * What to call a row on the screen. A row is named by its fact sheet's title; a row without words of its own (a mark,
 * an enrollment) by the rows it points at. One `TitleBook` serves one reading and asks for each row once.
 */
import type { Entity, Values } from '../../shared/entity/entity.ts';
import { registry } from '../../shared/entities/index.ts';
import type { Json } from '../../shared/values/json.ts';
import type { Rows } from '../hall.ts';
import { formatDay } from '../i18n/format.ts';
import type { Titles } from './value-text.ts';

export interface TitleBook {
  /** Empty when the row is not on this device. */
  of(entity: string, id: string): Promise<string>;
  ofRow(of: Entity, row: Values): Promise<string>;
}

/** References within references: a mark names its class, the class its course, and there it ends. */
const deepest = 2;

export function createTitleBook(rows: Rows): TitleBook {
  const known = new Map<string, Promise<string>>();

  const ofId = (entity: string, id: string, depth: number): Promise<string> => {
    const key = `${entity}|${id}|${depth}`;
    const asked = known.get(key);
    if (asked) return asked;
    const made = findTitle(entity, id, depth);
    known.set(key, made);
    return made;
  };
  const findTitle = async (entity: string, id: string, depth: number): Promise<string> => {
    const sheet = registry.get(entity);
    const row = sheet && (await rows.get(entity, id));
    return row ? ofValues(sheet, row, depth) : '';
  };
  const ofValues = async (of: Entity, row: Values, depth: number): Promise<string> => {
    const own = ownWords(of, row);
    if (own.hasName || depth >= deepest) return own.text;
    const pointed = await Promise.all(
      namingReferences(of, own.text === '' ? 3 : 1).map(([name, target]) => {
        const id = row[name];
        return typeof id === 'string' ? ofId(target, id, depth + 1) : Promise.resolve('');
      }),
    );
    return [...pointed, own.text].filter((part) => part !== '').join(', ');
  };
  return { of: (entity, id) => ofId(entity, id, 0), ofRow: (of, row) => ofValues(of, row, 0) };
}

/** The row's own title, days written out; `hasName` is false when days are all it has. */
export function ownWords(of: Entity, row: Values): { text: string; hasName: boolean } {
  const parts = of.show.title
    .map((name) => ({ name, value: row[name] ?? null }))
    .filter(({ value }) => typeof value === 'string' || typeof value === 'number');
  const hasName = parts.some(({ name }) => of.fields[name]?.kind !== 'date');
  const text = parts.map(({ name, value }) => (isDay(of, name) ? formatDay(String(value)) : String(value)));
  return { text: text.join(' '), hasName: hasName && !of.show.title.some((name) => isDay(of, name)) };
}

const isDay = (of: Entity, name: string): boolean => of.fields[name]?.kind === 'date';

/** Those of the natural key, in the order in which the fact sheet's columns show them. */
function namingReferences(of: Entity, most: number): readonly (readonly [string, string])[] {
  const place = (name: string): number => {
    const at = of.show.columns.indexOf(name);
    return at < 0 ? of.show.columns.length : at;
  };
  return (of.identity ?? Object.keys(of.fields))
    .map((name) => [name, of.fields[name]?.target, of.fields[name]?.kind] as const)
    .filter(([, target, kind]) => kind === 'reference' && target !== undefined)
    .sort(([one], [other]) => place(one) - place(other))
    .slice(0, most)
    .map(([name, target]) => [name, target ?? ''] as const);
}

/** The titles of everything these rows point at. */
export async function titlesOf(
  rows: Rows,
  of: Entity,
  names: readonly string[],
  shown: readonly Values[],
): Promise<Titles> {
  const book = createTitleBook(rows);
  const wanted = new Map<string, string>();
  for (const name of names) {
    const target = of.fields[name]?.target;
    if (target) for (const row of shown) idsIn(row[name]).forEach((id) => wanted.set(id, target));
  }
  const found = await Promise.all(
    [...wanted].map(async ([id, target]) => [id, await book.of(target, id)] as const),
  );
  return new Map(found.filter(([, title]) => title !== ''));
}

function idsIn(value: Json | undefined): readonly string[] {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.filter((one: Json): one is string => typeof one === 'string') : [];
}
