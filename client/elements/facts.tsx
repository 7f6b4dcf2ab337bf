/** Name and value pairs, ruled like a filled-in form. */
import { For } from 'solid-js';
import type { JSX } from 'solid-js';

export function Facts(props: {
  items: readonly { label: string; value: JSX.Element }[];
  columns?: 1 | 2 | undefined;
}): JSX.Element {
  return (
    <dl class="facts" data-columns={props.columns ?? 1}>
      <For each={props.items}>
        {(item) => (
          <div class="fact">
            <dt>{item.label}</dt>
            <dd>{item.value}</dd>
          </div>
        )}
      </For>
    </dl>
  );
}
