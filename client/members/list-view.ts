/** What of the members is shown and how: columns, filters, order. Kept as a preference of this device; never data. */
import type { Holding } from '../../shared/access/holdings.ts';
import { fieldsWith } from '../../shared/access/can.ts';
import type { Role } from '../../shared/access/roles.ts';
import { Member } from '../../shared/entities/member.ts';
import type { Values } from '../../shared/entity/entity.ts';
import { isReplicated } from '../../shared/entity/entity.ts';
import type { Field } from '../../shared/entity/field.ts';
import { fold } from '../../shared/entity/row.ts';
import type { Json } from '../../shared/values/json.ts';

/** Stands for last, first and middle name in one column, which is always there. */
export const nameColumn = 'name';
const inName: ReadonlySet<string> = new Set(['firstName', 'lastName', 'middleName']);
const usualColumns = ['memberNumber', 'classification', 'status', 'phone'];

export interface ListView {
  /** Besides the name. */
  readonly columns: readonly string[];
  /** '' for all. */
  readonly status: string;
  readonly classification: string;
}

export const usualView: ListView = { columns: usualColumns, status: '', classification: '' };

/** The columns one may choose from, in the order of the fact sheet. */
export function possibleColumns(holdings: readonly Holding[]): readonly string[] {
  const scopes = holdings.map((one) => one.scope);
  const readable = fieldsWith(Member, holdings, 'read', scopes);
  return Object.entries(Member.fields)
    .filter(([name, field]) => readable?.has(name) && isReplicated(field) && !inName.has(name))
    .filter(([, field]) => !field.multiline)
    .map(([name]) => name);
}

/** A filter over the classifications of every apprentice year. */
export const apprentices = 'apprentices';
const apprenticeYears: ReadonlySet<Json | undefined> = new Set(
  (Member.fields.classification.choices ?? [])
    .map((one) => one.value)
    .filter((value) => value.startsWith('apprentice_')),
);

const isChoiceOf = (name: 'status' | 'classification', value: unknown): value is string =>
  (name === 'classification' && value === apprentices) ||
  (typeof value === 'string' && (Member.fields[name].choices ?? []).some((one) => one.value === value));

/** What was kept, as far as it still means something. */
export function readView(kept: string | null): ListView {
  try {
    const said = JSON.parse(kept ?? '{}') as Partial<Record<keyof ListView, unknown>> | null;
    const columns = Array.isArray(said?.columns)
      ? said.columns.filter(
          (one): one is string => typeof one === 'string' && Object.hasOwn(Member.fields, one),
        )
      : usualColumns;
    return {
      columns,
      status: isChoiceOf('status', said?.status) ? said.status : '',
      classification: isChoiceOf('classification', said?.classification) ? said.classification : '',
    };
  } catch {
    return usualView;
  }
}

export const passes = (view: ListView, row: Values): boolean =>
  (view.status === '' || row['status'] === view.status) &&
  (view.classification === '' ||
    row['classification'] === view.classification ||
    (view.classification === apprentices && apprenticeYears.has(row['classification'])));

const mayTakeAway: ReadonlySet<Role> = new Set(['admin', 'officer']);

/** Those of the columns that these roles may take away in a file. */
export const openColumns = (
  fields: Readonly<Record<string, Field>>,
  roles: readonly Role[],
  shown: readonly string[],
): readonly string[] =>
  roles.some((role) => mayTakeAway.has(role))
    ? shown
    : shown.filter((name) => (fields[name]?.guard ?? 'plain') === 'plain');

const text = (value: Json | undefined): string => (typeof value === 'string' ? value : '');

/** "Núñez, José Luis", as it stands in a file drawer. */
export const fileName = (row: Values): string =>
  [text(row['lastName']), [text(row['firstName']), text(row['middleName'])].filter(Boolean).join(' ')]
    .filter(Boolean)
    .join(', ');

/** Each row's place in the wanted order: sorting once, not at every key. `textOf` gives what is read in the column. */
export function placesBy<Row>(
  rows: readonly Row[],
  textOf: (row: Row) => string,
  descending: boolean,
): Int32Array {
  const keys = rows.map((row) => fold(textOf(row)));
  const order = rows.map((_, at) => at);
  const sign = descending ? -1 : 1;
  order.sort((one, other) => {
    const [left, right] = [keys[one] ?? '', keys[other] ?? ''];
    return left === right ? one - other : left < right ? -sign : sign;
  });
  const places = new Int32Array(rows.length);
  order.forEach((row, place) => (places[row] = place));
  return places;
}
