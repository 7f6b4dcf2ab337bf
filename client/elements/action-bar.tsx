/** The deeds of a form, always within the thumb's reach: sticks above the bottom bar on phones. */
import { Show } from 'solid-js';
import type { JSX } from 'solid-js';

export function ActionBar(props: { note?: JSX.Element; children: JSX.Element }): JSX.Element {
  return (
    <div class="action-bar">
      <Show when={props.note}>
        <div class="action-bar-note">{props.note}</div>
      </Show>
      {props.children}
    </div>
  );
}
