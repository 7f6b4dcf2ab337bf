/**
 * The office's table: dense, head in sight, sortable by button, scrolls inside its own frame (which Tab can reach).
 * Draws what it is given; sorting and paging belong to the caller.
 */
import { createUniqueId, For, Show, untrack } from 'solid-js';
import type { Accessor, JSX } from 'solid-js';
import { Icon } from './icon.tsx';
import { Keyed } from './keyed.tsx';

export interface Column<Row> {
  id: string;
  label: string;
  /** Drawn anew when the row's facts change. */
  cell?: ((row: Row) => JSX.Element) | undefined;
  /** Instead of `cell`, for what a person holds in hand: made once for a row, so that an open menu stays open. */
  control?: ((row: Accessor<Row>) => JSX.Element) | undefined;
  align?: 'start' | 'end' | undefined;
  sortable?: boolean | undefined;
  /** The column that names the row; with `onOpen` it becomes the button that opens it. */
  rowHeader?: boolean | undefined;
  narrow?: 'hide' | undefined;
}

export interface DataTableProps<Row> {
  caption: string;
  hideCaption?: boolean | undefined;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  sort?: { by: string; descending: boolean } | undefined;
  onSort?: ((by: string) => void) | undefined;
  onOpen?: ((row: Row) => void) | undefined;
  openLabel?: ((row: Row) => string) | undefined;
  empty?: JSX.Element;
}

export function DataTable<Row>(props: DataTableProps<Row>): JSX.Element {
  const captionId = createUniqueId();
  return (
    <div class="ledger-frame" role="region" tabindex="0" aria-labelledby={captionId}>
      <table class="ledger">
        <caption id={captionId} classList={{ 'visually-hidden': props.hideCaption === true }}>
          {props.caption}
        </caption>
        <thead>
          <tr>
            <For each={props.columns}>{(column) => <HeadCell table={props} column={column} />}</For>
          </tr>
        </thead>
        <tbody>
          <Keyed
            each={props.rows}
            by={props.rowKey}
            fallback={
              <tr>
                <td class="ledger-none" colspan={props.columns.length}>
                  {props.empty}
                </td>
              </tr>
            }
          >
            {(row) => (
              <tr data-key={props.rowKey(row())}>
                <For each={props.columns}>
                  {(column) => <BodyCell table={props} column={column} row={row()} />}
                </For>
              </tr>
            )}
          </Keyed>
        </tbody>
      </table>
    </div>
  );
}

function HeadCell<Row>(props: { table: DataTableProps<Row>; column: Column<Row> }): JSX.Element {
  const order = (): 'ascending' | 'descending' | undefined => {
    const sort = props.table.sort;
    if (sort?.by !== props.column.id) return undefined;
    return sort.descending ? 'descending' : 'ascending';
  };
  return (
    <th
      scope="col"
      data-align={props.column.align ?? 'start'}
      data-narrow={props.column.narrow}
      aria-sort={order()}
    >
      <Show
        when={props.column.sortable && props.table.onSort}
        fallback={<span class="ledger-label">{props.column.label}</span>}
      >
        {(onSort) => (
          <button type="button" class="ledger-sort" onClick={() => onSort()(props.column.id)}>
            {props.column.label}
            <Icon name="down" size="sm" />
          </button>
        )}
      </Show>
    </th>
  );
}

function BodyCell<Row>(props: { table: DataTableProps<Row>; column: Column<Row>; row: Row }): JSX.Element {
  const content = (): JSX.Element => (
    <Show when={props.column.rowHeader && props.table.onOpen} fallback={props.column.cell?.(props.row)}>
      {(onOpen) => (
        <button
          type="button"
          class="ledger-open"
          aria-label={props.table.openLabel?.(props.row)}
          onClick={() => onOpen()(props.row)}
        >
          {props.column.cell?.(props.row)}
        </button>
      )}
    </Show>
  );
  return (
    <Show
      when={props.column.rowHeader}
      fallback={
        <td data-align={props.column.align ?? 'start'} data-narrow={props.column.narrow}>
          <Show when={props.column.control} fallback={content()}>
            {(control) => untrack(() => control()(() => props.row))}
          </Show>
        </td>
      }
    >
      <th scope="row" data-align={props.column.align ?? 'start'}>
        {content()}
      </th>
    </Show>
  );
}
