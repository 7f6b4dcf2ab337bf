/** A conflict record in human words. */
import { Conflict } from '../../shared/entities/conflict.ts';
import { registry } from '../../shared/entities/index.ts';
import type { Entity, Values } from '../../shared/entity/entity.ts';
import type { Json } from '../../shared/values/json.ts';
import { isJsonObject } from '../../shared/values/json.ts';
import type { Rows, SeenRow } from '../hall.ts';
import { formatDateTime } from '../i18n/format.ts';
import { t } from '../i18n/t.ts';
import type { ConflictWords, DisputedField } from './conflict-card.tsx';
import { nameOfPerson } from './person-name.ts';
import { say } from './say.ts';
import { createTitleBook, titlesOf } from './titles.ts';
import { nothing, valueText } from './value-text.ts';

export async function readConflict(rows: Rows, row: SeenRow, userId: string): Promise<ConflictWords> {
  const of = registry.get(String(row['about']));
  const nameOf = async (id: Json | undefined): Promise<string> =>
    id === userId ? t('history.you') : nameOfPerson(rows, id);
  const [mine, theirs] = await Promise.all([nameOf(row['userId']), nameOf(row['otherUserId'])]);
  return {
    id: row.id,
    href: `/history/${String(row['about'])}/${String(row['row'])}`,
    title: await aboutRecord(rows, of, String(row['about']), row['row']),
    kind: valueText(Conflict.fields.kind, row['kind']),
    fields: of ? await disputed(rows, of, row['values']) : [],
    mineBy: sideBy(mine, row['changedAt']),
    theirsBy: sideBy(theirs, row['otherAt']),
    isMine: row['userId'] === userId,
  };
}

/** The server names nobody whom the reader may not know; the time stands by itself then. */
const sideBy = (name: string, at: Json | undefined): string =>
  typeof at === 'string'
    ? t('conflict.by', { name: name || t('person.unknown'), when: formatDateTime(Date.parse(at)) })
    : name;

/** The name of the record, or of its kind when it is not on this device. */
export async function aboutRecord(
  rows: Rows,
  of: Entity | undefined,
  about: string,
  id: Json | undefined,
): Promise<string> {
  if (!of) return about;
  const title = typeof id === 'string' ? await createTitleBook(rows).of(of.name, id) : '';
  return title === '' ? say(of.label.one) : title;
}

async function disputed(rows: Rows, of: Entity, values: Json | undefined): Promise<readonly DisputedField[]> {
  if (!isJsonObject(values)) return [];
  const sides = Object.entries(values).filter(([name]) => of.fields[name] !== undefined);
  const all: Values[] = sides.flatMap(([name, side]) =>
    isJsonObject(side) ? Object.values(side).map((value) => ({ [name]: value })) : [],
  );
  const titles = await titlesOf(
    rows,
    of,
    sides.map(([name]) => name),
    all,
  );
  return sides.map(([name, side]) => {
    const field = of.fields[name];
    const text = (which: string): string =>
      field && isJsonObject(side) ? valueText(field, side[which], titles) : nothing;
    return {
      label: field ? say(field.label) : name,
      base: text('base'),
      mine: text('mine'),
      theirs: text('theirs'),
    };
  });
}
