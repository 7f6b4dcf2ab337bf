/** Filtering and sorting a table by what is read on the screen. Pure. */
import type { Entity } from '../../shared/entity/entity.ts';
import { compareKeys, fold } from '../../shared/entity/row.ts';
import type { SeenRow } from '../hall.ts';
import type { Titles } from './value-text.ts';
import { sortText, valueText } from './value-text.ts';

export interface Sort {
  readonly by: string;
  readonly descending: boolean;
}

/** Those rows that say every word of the filter, in the wanted order. */
export function arrange(
  of: Entity,
  columns: readonly string[],
  rows: readonly SeenRow[],
  filter: string,
  sort: Sort | undefined,
  titles: Titles,
): readonly SeenRow[] {
  const parts = fold(filter).split(/\s+/).filter(Boolean);
  const text = (row: SeenRow): string =>
    fold(
      columns
        .map((name) => {
          const field = of.fields[name];
          return field ? valueText(field, row[name], titles) : '';
        })
        .join(' '),
    );
  const kept =
    parts.length === 0
      ? rows
      : rows.filter((row) => {
          const said = text(row);
          return parts.every((part) => said.includes(part));
        });
  const field = sort && of.fields[sort.by];
  if (!sort || !field) return kept;
  const keyed = kept.map((row) => ({ row, key: fold(sortText(field, row[sort.by], titles)) }));
  const sign = sort.descending ? -1 : 1;
  return keyed.sort((one, other) => sign * compareKeys(one.key, other.key)).map(({ row }) => row);
}
