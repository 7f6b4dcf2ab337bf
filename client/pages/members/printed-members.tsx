/** On paper stand all members that were found, not only those in sight; they are drawn when the printer asks. */
import { createSignal, For, onCleanup, onMount, Show } from 'solid-js';
import type { JSX } from 'solid-js';
import type { WindowColumn } from '../../elements/window-table.tsx';
import { useHall } from '../../hall.ts';
import type { SeenRow } from '../../hall.ts';
import { formatDateTime } from '../../i18n/format.ts';
import { t } from '../../i18n/t.ts';

export function PrintedMembers(props: {
  columns: readonly WindowColumn<SeenRow>[];
  rows: readonly SeenRow[];
}): JSX.Element {
  const hall = useHall();
  const [printing, setPrinting] = createSignal(false);
  const begin = (): void => void setPrinting(true);
  const end = (): void => void setPrinting(false);
  onMount(() => {
    addEventListener('beforeprint', begin);
    addEventListener('afterprint', end);
  });
  onCleanup(() => {
    removeEventListener('beforeprint', begin);
    removeEventListener('afterprint', end);
  });
  return (
    <Show when={printing()}>
      <div class="print-only">
        <p class="print-stamp">
          {t('app.printedBy', {
            who: `${hall.seat.firstName} ${hall.seat.lastName}`,
            when: formatDateTime(Date.now()),
          })}
        </p>
        <table class="ledger">
          <thead>
            <tr>
              <For each={props.columns}>
                {(column) => (
                  <th scope="col">
                    <span class="ledger-label">{column.label}</span>
                  </th>
                )}
              </For>
            </tr>
          </thead>
          <tbody>
            <For each={props.rows}>
              {(row) => (
                <tr>
                  <For each={props.columns}>{(column) => <td>{column.text(row)}</td>}</For>
                </tr>
              )}
            </For>
          </tbody>
        </table>
      </div>
    </Show>
  );
}
