/** Every error of a form in one place at its top, each linking to its field, in the same words as beside the field. */
import { createEffect, createUniqueId, For, on, Show } from 'solid-js';
import type { JSX } from 'solid-js';

export interface FieldError {
  fieldId: string;
  message: string;
}

export function ErrorSummary(props: { title: string; errors: readonly FieldError[] }): JSX.Element {
  const titleId = createUniqueId();
  let box: HTMLDivElement | undefined;
  createEffect(
    on(
      () => props.errors,
      (errors) => {
        if (errors.length > 0) box?.focus();
      },
    ),
  );
  const goTo = (event: MouseEvent, fieldId: string): void => {
    event.preventDefault();
    event.stopPropagation();
    const field = document.getElementById(fieldId);
    field?.scrollIntoView({ block: 'center' });
    field?.focus({ preventScroll: true });
  };
  return (
    <Show when={props.errors.length > 0}>
      <div
        class="error-summary"
        role="alert"
        tabindex="-1"
        aria-labelledby={titleId}
        ref={(element) => (box = element)}
      >
        <h2 class="error-summary-title" id={titleId}>
          {props.title}
        </h2>
        <ul>
          <For each={props.errors}>
            {(error) => (
              <li>
                <a href={`#${error.fieldId}`} on:click={(event: MouseEvent) => goTo(event, error.fieldId)}>
                  {error.message}
                </a>
              </li>
            )}
          </For>
        </ul>
      </div>
    </Show>
  );
}
