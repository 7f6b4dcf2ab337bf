/**
 * On paper stand all members that were found, not only those in sight; they are drawn when the printer asks. Who printed
 * them, and when, stands on every printed page (the shell's).
 */
import { createSignal, For, onCleanup, onMount, Show } from 'solid-js';
import type { JSX } from 'solid-js';
import type { WindowColumn } from '../../elements/window-table.tsx';
import type { SeenRow } from '../../hall.ts';

export function PrintedMembers(props: {
  columns: readonly WindowColumn<SeenRow>[];
  rows: readonly SeenRow[];
}): JSX.Element {
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
