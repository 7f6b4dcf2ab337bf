/**
 * A change in human words: what was done, and to which record. "Late, 6:10 PM — Ana Reyes, Trade Math, Nov 18".
 * Read off the fact sheets; a change of a kind this version does not know is still named by its own word.
 */
import { commands } from '../../shared/commands/index.ts';
import { registry } from '../../shared/entities/index.ts';
import type { Entity, Values } from '../../shared/entity/entity.ts';
import { isSetByPerson } from '../../shared/entity/entity.ts';
import { unitOf } from '../../shared/entity/row.ts';
import { sameJson } from '../../shared/values/json.ts';
import type { Json } from '../../shared/values/json.ts';
import type { Rows } from '../hall.ts';
import { t } from '../i18n/t.ts';
import { say } from './say.ts';
import type { TitleBook } from './titles.ts';
import { createTitleBook, titlesOf } from './titles.ts';
import type { Titles } from './value-text.ts';
import { nothing, valueText } from './value-text.ts';

export interface ChangeFacts {
  readonly entity: string;
  readonly op: string;
  readonly row: string | null;
  readonly set: Values;
  readonly base?: Values | undefined;
}

export interface ChangeWords {
  /** "Late, 6:10 PM" */
  readonly what: string;
  /** "Ana Reyes, Trade Math, Nov 18"; the kind of record when its name is not known here. */
  readonly about: string;
}

export async function describeChange(
  rows: Rows,
  change: ChangeFacts,
  book: TitleBook = createTitleBook(rows),
): Promise<ChangeWords> {
  const command = commands.get(change.entity);
  if (change.op === 'command' && command) return { what: t('change.command'), about: say(command.label) };
  const of = registry.get(change.entity);
  if (!of) return { what: t('change.unknown'), about: change.entity };
  const titles = await titlesOf(rows, of, Object.keys(change.set), [change.set]);
  const known = change.row === null ? undefined : await rows.get(change.entity, change.row);
  const title = await book.ofRow(of, known ?? { ...change.base, ...change.set });
  return { what: deedText(of, change, titles), about: title === '' ? say(of.label.one) : title };
}

function deedText(of: Entity, change: ChangeFacts, titles: Titles): string {
  if (change.op === 'delete') return t('change.removed');
  // A new record with a name of its own is told by it; a new mark is told by what it says.
  if (change.op === 'create' && of.show.title.length > 0) return t('change.added');
  const said = saidValues(of, changedOnly(change), titles);
  if (said.length === 0) return change.op === 'create' ? t('change.added') : t('change.touched');
  const shown = said.slice(0, mostSaid).join(', ');
  return said.length > mostSaid ? t('change.andMore', { shown, count: said.length - mostSaid }) : shown;
}

const mostSaid = 4;

/** Fields that only travelled along with their group say nothing new. */
const changedOnly = ({ set, base }: ChangeFacts): Values =>
  Object.fromEntries(
    Object.entries(set).filter(([name, value]) => !base || !(name in base) || !sameJson(base[name], value)),
  );

function saidValues(of: Entity, set: Values, titles: Titles): readonly string[] {
  const naming = new Set(of.identity ?? []);
  const said = Object.entries(set).filter(
    ([name, value]) => !naming.has(name) && isWorthSaying(of, name, value, set),
  );
  const names = said.map(([name]) => name);
  return said.map(([name, value]) => {
    const isAccompanied = unitOf(of, name).some((other) => other !== name && names.includes(other));
    return sayValue(of, name, value, titles, isAccompanied);
  });
}

/** An emptied companion (no arrival time for the absent) goes without saying. */
function isWorthSaying(of: Entity, name: string, value: Json, set: Values): boolean {
  const field = of.fields[name];
  if (!field || !isSetByPerson(field)) return false;
  if (value !== null && value !== '') return true;
  const unit = unitOf(of, name);
  return unit.length === 1 || unit.every((other) => (set[other] ?? null) === null);
}

/** A choice speaks for itself, and so does a time beside what it belongs to; other values come with their label. */
function sayValue(of: Entity, name: string, value: Json, titles: Titles, isAccompanied: boolean): string {
  const field = of.fields[name];
  if (!field) return nothing;
  const text = valueText(field, value, titles);
  const speaksAlone = field.kind === 'choice' || (field.kind === 'clockTime' && isAccompanied);
  return speaksAlone && value !== null ? text : t('change.field', { label: say(field.label), value: text });
}
