/** A sheet of paper on the desk: optional head, body, foot. `flush` lets rows and tables reach its edges. */
import { createUniqueId, Show } from 'solid-js';
import type { JSX } from 'solid-js';
import { Dynamic } from 'solid-js/web';

export interface CardProps {
  title?: string | undefined;
  level?: 2 | 3 | undefined;
  actions?: JSX.Element;
  footer?: JSX.Element;
  flush?: boolean | undefined;
  children: JSX.Element;
}

export function Card(props: CardProps): JSX.Element {
  const titleId = createUniqueId();
  return (
    <section
      class="sheet"
      data-flush={props.flush ? '' : undefined}
      aria-labelledby={props.title ? titleId : undefined}
    >
      <Show when={props.title}>
        <div class="sheet-head">
          <Dynamic component={`h${props.level ?? 2}`} class="sheet-title" id={titleId}>
            {props.title}
          </Dynamic>
          <Show when={props.actions}>
            <div class="page-actions">{props.actions}</div>
          </Show>
        </div>
      </Show>
      <div class="sheet-body">{props.children}</div>
      <Show when={props.footer}>
        <div class="sheet-foot">{props.footer}</div>
      </Show>
    </section>
  );
}
