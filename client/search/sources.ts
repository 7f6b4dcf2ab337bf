/** What a row is found by, as its fact sheet says (`show.find`), and how it reads in a list of what was found. */
import type { Entity, Values } from '../../shared/entity/entity.ts';
import type { Field } from '../../shared/entity/field.ts';
import { nothing, valueText } from '../components/value-text.ts';
import type { Titles } from '../components/value-text.ts';
import type { SearchSource } from './search-index.ts';

export const findFields = (of: Entity): readonly string[] => of.show.find ?? [];

/** The entities whose rows name these: titles of references. */
export const findTargets = (of: Entity): readonly string[] =>
  findFields(of).flatMap((name) => of.fields[name]?.target ?? []);

/** Numbers, codes, phones and addresses are taken at their word; in names a slip is forgiven. */
const isCode = (of: Entity, name: string, field: Field): boolean =>
  field.format !== undefined ||
  field.origin.by === 'series' ||
  (of.unique ?? []).some((group) => group.length === 1 && group[0] === name);

/** A source for each row of an entity. `titles` are those of the rows that its references name. */
export function sourcesOf(of: Entity, titles: Titles): (row: Values) => SearchSource {
  const named = findFields(of).flatMap((name) => {
    const field = of.fields[name];
    return field ? [{ name, field, isCode: isCode(of, name, field) }] : [];
  });
  const names = named.filter((one) => !one.isCode);
  const codes = named.filter((one) => one.isCode);
  const read = (row: Values, { name, field }: (typeof named)[number]): string => {
    const value = row[name];
    if (value === null || value === undefined) return '';
    return field.kind === 'text' ? String(value) : wordsOf(field, value, titles);
  };
  return (row) => ({
    names: names.map((one) => read(row, one)),
    codes: codes.map((one) => read(row, one)),
  });
}

/** What is not known here is no word to find it by. */
function wordsOf(field: Field, value: Values[string], titles: Titles): string {
  if (field.kind === 'reference') return titles.get(String(value)) ?? '';
  // A day is found as it is read and as it is written in a file.
  return field.kind === 'date' ? `${valueText(field, value)} ${String(value)}` : valueText(field, value);
}

/** A bare count or a yes says nothing without its label. */
const saidByItself: ReadonlySet<string> = new Set(['text', 'choice', 'date', 'clockTime']);

/** The first two things that the table says besides the title: a number and a standing. */
export function detailOf(of: Entity, row: Values): readonly string[] {
  const isWorthSaying = (name: string): boolean => saidByItself.has(of.fields[name]?.kind ?? 'json');
  return of.show.columns
    .filter((name) => !of.show.title.includes(name) && isWorthSaying(name))
    .map((name) => textOf(of, row, name))
    .filter((said) => said !== '')
    .slice(0, 2);
}

/** A field's value as it is read; '' for nothing, and for a reference to what is not known here. */
export function textOf(of: Entity, row: Values, name: string, titles: Titles = new Map()): string {
  const field = of.fields[name];
  const value = row[name];
  if (!field || value === null || value === undefined) return '';
  if (field.kind === 'reference') return titles.get(String(value)) ?? '';
  const said = valueText(field, value);
  return said === nothing ? '' : said;
}
