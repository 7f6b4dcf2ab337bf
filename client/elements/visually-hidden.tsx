/** Words for screen readers only. */
import type { JSX } from 'solid-js';

export function VisuallyHidden(props: { children: JSX.Element }): JSX.Element {
  return <span class="visually-hidden">{props.children}</span>;
}
