/** What an empty place says: what it is for and what to do next. Never just "No data". */
import { Show } from 'solid-js';
import type { JSX } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import { Picture } from './empty-pictures.tsx';
import type { PictureName } from './empty-pictures.tsx';

export interface EmptyStateProps {
  picture: PictureName;
  title: string;
  children?: JSX.Element;
  actions?: JSX.Element;
  level?: 2 | 3 | undefined;
}

export function EmptyState(props: EmptyStateProps): JSX.Element {
  return (
    <div class="empty">
      <Picture name={props.picture} />
      <Dynamic component={`h${props.level ?? 2}`} class="empty-title">
        {props.title}
      </Dynamic>
      <Show when={props.children}>
        <div class="empty-words">{props.children}</div>
      </Show>
      <Show when={props.actions}>
        <div class="empty-actions">{props.actions}</div>
      </Show>
    </div>
  );
}
