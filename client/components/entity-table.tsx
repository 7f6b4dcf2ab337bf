/**
 * The table of any entity: its columns, a filter box over what is shown, a sort by any column, two hundred rows at a time.
 * The default order is the fact sheet's, which the device keeps; only another sort or a filter reads every row's words.
 */
import { createEffect, createMemo, createSignal, on, Show, untrack } from 'solid-js';
import type { JSX } from 'solid-js';
import type { Entity } from '../../shared/entity/entity.ts';
import { Button } from '../elements/button.tsx';
import { DataTable } from '../elements/data-table.tsx';
import type { Column } from '../elements/data-table.tsx';
import { SkeletonRows } from '../elements/skeleton.tsx';
import { TextInput } from '../elements/text-input.tsx';
import { useHall } from '../hall.ts';
import type { SeenRow } from '../hall.ts';
import { formatNumber } from '../i18n/format.ts';
import { t } from '../i18n/t.ts';
import { arrange } from './arrange.ts';
import type { Sort } from './arrange.ts';
import { comingOf } from './coming.ts';
import { createLiveRows } from './live.ts';
import { say } from './say.ts';
import { titlesOf } from './titles.ts';
import type { Titles } from './value-text.ts';
import { valueText } from './value-text.ts';

const pageSize = 200;

export interface EntityTableProps {
  of: Entity;
  /** Those of the fact sheet's columns that the person may see. */
  columns: readonly string[];
  where?: ((row: SeenRow) => boolean) | undefined;
  onOpen: (row: SeenRow) => void;
  empty: JSX.Element;
}

export function EntityTable(props: EntityTableProps): JSX.Element {
  const table = createTable(props);
  return (
    <div class="stack">
      <div class="toolbar">
        <TextInput
          label={t('table.filter')}
          hideLabel
          type="search"
          icon="search"
          placeholder={t('table.filter')}
          value={table.filter()}
          onValue={table.setFilter}
          class="toolbar-search"
          data-shortcut="search"
        />
        <p class="muted figures" role="status">
          <Show when={table.isCounted()}>{t('table.count', { count: table.found().length })}</Show>
        </p>
      </div>
      <Show when={table.all()} fallback={<SkeletonRows rows={8} label={t('app.loading')} />}>
        <DataTable
          caption={say(props.of.label.many)}
          hideCaption
          columns={table.columns()}
          rows={table.shown()}
          rowKey={(row) => row.id}
          {...(table.sort() ? { sort: table.sort() } : {})}
          onSort={table.sortBy}
          onOpen={(row) => props.onOpen(row)}
          empty={table.filter() === '' ? props.empty : t('form.noMatch')}
        />
        <Show when={table.found().length > table.shown().length}>
          <Button block onClick={table.showMore}>
            {t('table.more', {
              shown: formatNumber(table.shown().length),
              all: formatNumber(table.found().length),
            })}
          </Button>
        </Show>
      </Show>
    </div>
  );
}

function createTable(props: EntityTableProps) {
  const hall = useHall();
  const [filter, setFilter] = createSignal('');
  const [sort, setSort] = createSignal<Sort>();
  const [limit, setLimit] = createSignal(pageSize);
  const [titles, setTitles] = createSignal<Titles>(new Map());
  const targets = (): string[] => props.columns.flatMap((name) => props.of.fields[name]?.target ?? []);
  const all = createLiveRows(
    hall.rows,
    [untrack(() => props.of.name), ...targets()],
    () => props.of.name,
    () => {
      const where = props.where;
      return hall.rows.list(props.of.name, where ? { where } : {});
    },
  );
  const needsAllWords = (): boolean => targets().length > 0 && (filter() !== '' || sort() !== undefined);
  const wordsFor = createMemo(() => (needsAllWords() ? (all() ?? []) : (all() ?? []).slice(0, limit())));
  createEffect(
    on(wordsFor, (rows) => {
      if (targets().length > 0) void titlesOf(hall.rows, props.of, props.columns, rows).then(setTitles);
    }),
  );
  const found = createMemo(() => arrange(props.of, props.columns, all() ?? [], filter(), sort(), titles()));
  const sortBy = (by: string): void =>
    void setSort((now) => (now?.by === by ? { by, descending: !now.descending } : { by, descending: false }));
  const columns = (): readonly Column<SeenRow>[] =>
    props.columns.map((name, index) => columnOf(props.of, name, index, titles));
  return {
    filter,
    setFilter: (text: string) => {
      setFilter(text);
      setLimit(pageSize);
    },
    sort,
    sortBy,
    all,
    /** None of what is still coming is no number to tell. */
    isCounted: (): boolean =>
      (all()?.length ?? 0) > 0 || (all() !== undefined && !comingOf(hall, [props.of.name])),
    found,
    columns,
    shown: createMemo(() => found().slice(0, limit())),
    showMore: () => setLimit((now) => now + pageSize),
  };
}

function columnOf(of: Entity, name: string, index: number, titles: () => Titles): Column<SeenRow> {
  const field = of.fields[name];
  const isNumber = field?.kind === 'integer' || field?.kind === 'decimal' || field?.kind === 'cents';
  return {
    id: name,
    label: field ? say(field.label) : name,
    cell: (row) => (field ? valueText(field, row[name], titles()) : ''),
    align: isNumber ? 'end' : 'start',
    sortable: true,
    rowHeader: index === 0,
    narrow: index > 2 ? 'hide' : undefined,
  };
}
