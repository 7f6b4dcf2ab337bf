/** Holds the place of what is being read. Said once to screen readers, drawn for everyone else. */
import { For } from 'solid-js';
import type { JSX } from 'solid-js';
import { VisuallyHidden } from './visually-hidden.tsx';

export function SkeletonRows(props: { rows?: number | undefined; label: string }): JSX.Element {
  return (
    <div role="status">
      <VisuallyHidden>{props.label}</VisuallyHidden>
      <div class="row-list" aria-hidden="true">
        <For each={Array.from({ length: props.rows ?? 4 })}>
          {() => (
            <div class="row">
              <div class="row-words">
                <div class="skeleton-line skeleton-long" />
                <div class="skeleton-line skeleton-short" />
              </div>
            </div>
          )}
        </For>
      </div>
    </div>
  );
}

export function SkeletonBlock(props: { label: string }): JSX.Element {
  return (
    <div role="status">
      <VisuallyHidden>{props.label}</VisuallyHidden>
      <div class="skeleton-line skeleton-box" aria-hidden="true" />
    </div>
  );
}
