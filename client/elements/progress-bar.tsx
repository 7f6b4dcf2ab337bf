/** How far, in a native <progress>. Without `value` the end is not known, and it says so by moving. */
import { createUniqueId, Show } from 'solid-js';
import type { JSX } from 'solid-js';

export interface ProgressBarProps {
  label: string;
  value?: number | undefined;
  max?: number | undefined;
  /** Honest words beside it: "1,200 of 30,000 rows". */
  detail?: string | undefined;
}

export function ProgressBar(props: ProgressBarProps): JSX.Element {
  const id = createUniqueId();
  return (
    <div>
      <div class="progress-head">
        <label class="progress-label" for={id}>
          {props.label}
        </label>
        <Show when={props.detail}>
          <span class="progress-detail">{props.detail}</span>
        </Show>
      </div>
      <Show when={props.value !== undefined} fallback={<progress id={id} class="progress" />}>
        <progress id={id} class="progress" value={props.value} max={props.max ?? 1} />
      </Show>
    </div>
  );
}
