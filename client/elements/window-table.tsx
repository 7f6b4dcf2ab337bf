/**
 * A table of any length of which only the rows in sight are drawn. The head and the rows stand in a view that stays in
 * place while its frame scrolls, so there is never a blank: at worst the rows of a moment ago. Arrow keys (or j and k), Page
 * Up and Down, Home and End go from row to row; one row is a stop for Tab, and its link opens it.
 */
import {
  createEffect,
  createMemo,
  createSignal,
  createUniqueId,
  For,
  Index,
  on,
  onCleanup,
  onMount,
  Show,
  untrack,
} from 'solid-js';
import type { Accessor, JSX } from 'solid-js';
import { Icon } from './icon.tsx';

export interface WindowColumn<Row> {
  id: string;
  label: string;
  text: (row: Row) => string;
  sortable?: boolean | undefined;
  /** Left out on a phone. */
  narrow?: 'hide' | undefined;
  width?: 'short' | 'long' | undefined;
}

export interface WindowTableProps<Row> {
  caption: string;
  /** The first names the row and carries its link. */
  columns: readonly WindowColumn<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  href: (row: Row) => string;
  sort?: { by: string; descending: boolean } | undefined;
  onSort: (by: string) => void;
  /** Up from the first row. */
  onLeaveTop?: (() => void) | undefined;
  /** Hands out the way into the rows. */
  ref?: ((handle: WindowTableHandle) => void) | undefined;
  /** Moves when the rows are others, not the same ones anew: then the first comes into sight. */
  resetOn?: unknown;
}

export interface WindowTableHandle {
  /** Puts the focus on the row where one was last, or on the first. */
  readonly enter: () => void;
}

export function WindowTable<Row>(props: WindowTableProps<Row>): JSX.Element {
  const captionId = createUniqueId();
  const table = createWindow(props);
  const isNarrow = createNarrow();
  const columns = createMemo(() => props.columns.filter(({ narrow }) => narrow !== 'hide' || !isNarrow()));
  onMount(() => props.ref?.({ enter: () => table.goTo(table.active()) }));
  return (
    <div class="window-frame no-print" ref={table.setFrame} onScroll={table.scrolled}>
      <div class="window-space" ref={table.setSpace}>
        <div
          class="window-view"
          ref={table.setView}
          onScroll={(event) => (event.currentTarget.scrollTop = 0)}
        >
          <table
            class="ledger window-table"
            aria-labelledby={captionId}
            aria-rowcount={props.rows.length + 1}
            onKeyDown={table.press}
          >
            <caption id={captionId} class="visually-hidden">
              {props.caption}
            </caption>
            <thead>
              <tr aria-rowindex={1}>
                <For each={columns()}>{(column) => <Head table={props} column={column} />}</For>
              </tr>
            </thead>
            <tbody>
              <Index each={table.shown()}>
                {(row, slot) => (
                  <Line
                    table={props}
                    columns={columns()}
                    row={row}
                    place={table.first() + slot}
                    active={table.active()}
                  />
                )}
              </Index>
            </tbody>
          </table>
        </div>
      </div>
    </div>
  );
}

function Head<Row>(props: { table: WindowTableProps<Row>; column: WindowColumn<Row> }): JSX.Element {
  const order = (): 'ascending' | 'descending' | undefined => {
    const sort = props.table.sort;
    if (sort?.by !== props.column.id) return undefined;
    return sort.descending ? 'descending' : 'ascending';
  };
  return (
    <th scope="col" data-width={props.column.width} aria-sort={order()}>
      <Show when={props.column.sortable} fallback={<span class="ledger-label">{props.column.label}</span>}>
        <button type="button" class="ledger-sort" onClick={() => props.table.onSort(props.column.id)}>
          {props.column.label}
          <Icon name="down" size="sm" />
        </button>
      </Show>
    </th>
  );
}

function Line<Row>(props: {
  table: WindowTableProps<Row>;
  columns: readonly WindowColumn<Row>[];
  row: Accessor<Row>;
  place: number;
  active: number;
}): JSX.Element {
  return (
    <tr aria-rowindex={props.place + 2} data-key={props.table.rowKey(props.row())}>
      <For each={props.columns}>
        {(column, index) => (
          <Show when={index() === 0} fallback={<td>{column.text(props.row())}</td>}>
            <th scope="row">
              <a
                class="ledger-open"
                href={props.table.href(props.row())}
                data-place={props.place}
                tabindex={props.place === props.active ? 0 : -1}
              >
                {column.text(props.row())}
              </a>
            </th>
          </Show>
        )}
      </For>
    </tr>
  );
}

/** What a phone leaves out is not drawn there: it would be styled at every key and seen by nobody. */
function createNarrow(): Accessor<boolean> {
  const query = matchMedia('(width < 48rem)');
  const [isNarrow, setNarrow] = createSignal(query.matches);
  const look = (): void => void setNarrow(query.matches);
  query.addEventListener('change', look);
  onCleanup(() => query.removeEventListener('change', look));
  return isNarrow;
}

/** Until the first row was measured. */
const guessedRowPx = 37;
const guessedHeadPx = 38;

function createWindow<Row>(props: WindowTableProps<Row>) {
  let frame: HTMLDivElement | undefined;
  const [space, setSpace] = createSignal<HTMLDivElement>();
  const [view, setView] = createSignal<HTMLDivElement>();
  const [size, setSize] = createSignal({ height: 600, row: guessedRowPx, head: guessedHeadPx });
  const [top, setTop] = createSignal(0);
  const [wanted, setWanted] = createSignal(0);

  const fitting = (): number => Math.max(1, Math.floor((size().height - size().head) / size().row));
  const last = (): number => Math.max(0, props.rows.length - 1);
  const first = createMemo(() =>
    Math.max(0, Math.min(Math.ceil(top() / size().row - 0.01), props.rows.length - fitting())),
  );
  /** The one that is cut off below says that there are more. */
  const shown = createMemo(() => props.rows.slice(first(), first() + fitting() + 1));
  /** The row that Tab stops at is always one in sight. */
  const active = createMemo(() => Math.max(first(), Math.min(wanted(), first() + fitting() - 1, last())));

  const measure = (): void => {
    if (!frame || frame.clientHeight === 0) return;
    const [head, row] = [frame.querySelector('thead'), frame.querySelector('tbody tr')];
    setSize({
      height: frame.clientHeight,
      head: head?.getBoundingClientRect().height ?? guessedHeadPx,
      row: row?.getBoundingClientRect().height || guessedRowPx,
    });
  };
  createEffect(() => {
    const room = size().head + props.rows.length * size().row;
    space()?.style.setProperty('--window-space', `${Math.ceil(room)}px`);
  });
  createEffect(() => view()?.style.setProperty('height', `${size().height}px`));
  // A memo: measuring lays the page out, and rows come anew with every key.
  const hasRows = createMemo(() => props.rows.length > 0);
  createEffect(on(hasRows, () => queueMicrotask(measure)));
  onMount(() => {
    const watcher = new ResizeObserver(measure);
    if (frame) watcher.observe(frame);
    onCleanup(() => watcher.disconnect());
  });
  createEffect(
    on(
      // A memo: what it is made of may be set anew and say the same.
      createMemo(() => props.resetOn),
      () => {
        // Where nothing was scrolled there is nothing to lay out before the next frame.
        if (untrack(top) > 0) frame?.scrollTo({ top: 0 });
        setTop(0);
        setWanted(0);
      },
      { defer: true },
    ),
  );

  const linkAt = (place: number): HTMLElement | null | undefined =>
    frame?.querySelector<HTMLElement>(`[data-place="${place}"]`);
  const holdsFocus = (): boolean =>
    document.activeElement?.hasAttribute('data-place') === true &&
    frame?.contains(document.activeElement) === true;
  const goTo = (place: number): void => {
    const target = Math.max(0, Math.min(place, last()));
    const from = first();
    if (target < from) bring(target);
    else if (target >= from + fitting()) bring(target - fitting() + 1);
    setWanted(target);
    linkAt(target)?.focus({ preventScroll: true });
  };
  const bring = (place: number): void => {
    frame?.scrollTo({ top: place * size().row });
    setTop(place * size().row);
  };
  const scrolled = (): void => {
    const hadFocus = holdsFocus();
    setTop(frame?.scrollTop ?? 0);
    if (!hadFocus) return;
    setWanted(active());
    linkAt(active())?.focus({ preventScroll: true });
  };
  const press = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || !holdsFocus()) return;
    const target = targetOf(event.key, active(), fitting(), last());
    if (target === undefined) return;
    event.preventDefault();
    if (target < 0) props.onLeaveTop?.();
    else goTo(target);
  };
  const setFrame = (element: HTMLDivElement): void => void (frame = element);
  return { setFrame, setSpace, setView, scrolled, press, shown, first, active, goTo };
}

/** Undefined when the key means nothing here; -1 is above the first. */
function targetOf(key: string, at: number, page: number, last: number): number | undefined {
  switch (key) {
    case 'j':
    case 'ArrowDown':
      return Math.min(last, at + 1);
    case 'k':
    case 'ArrowUp':
      return at - 1;
    case 'PageDown':
      return Math.min(last, at + page);
    case 'PageUp':
      return Math.max(0, at - page);
    case 'Home':
      return 0;
    case 'End':
      return last;
    default:
      return undefined;
  }
}
