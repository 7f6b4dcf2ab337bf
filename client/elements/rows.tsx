/** A ruled list. A row with `href` or `onOpen` is one large target; what stands in `trailing` stays separately tappable. */
import { Match, Show, Switch } from 'solid-js';
import type { JSX } from 'solid-js';
import { Icon } from './icon.tsx';

export function RowList(props: { label?: string | undefined; children: JSX.Element }): JSX.Element {
  return (
    <ul class="row-list" role="list" aria-label={props.label}>
      {props.children}
    </ul>
  );
}

export interface RowProps {
  href?: string | undefined;
  onOpen?: (() => void) | undefined;
  leading?: JSX.Element;
  title: JSX.Element;
  detail?: JSX.Element;
  trailing?: JSX.Element;
  /** Marks the row that is happening now. */
  current?: boolean | undefined;
}

export function Row(props: RowProps): JSX.Element {
  const opens = (): boolean => props.href !== undefined || props.onOpen !== undefined;
  return (
    <li class="row" data-current={props.current ? '' : undefined}>
      <Show when={props.leading}>
        <div class="row-lead">{props.leading}</div>
      </Show>
      <div class="row-words">
        <div class="row-title">
          <Switch fallback={props.title}>
            <Match when={props.href}>
              <a class="row-open" href={props.href}>
                {props.title}
              </a>
            </Match>
            <Match when={props.onOpen}>
              <button type="button" class="row-open" onClick={() => props.onOpen?.()}>
                {props.title}
              </button>
            </Match>
          </Switch>
        </div>
        <Show when={props.detail}>
          <div class="row-detail">{props.detail}</div>
        </Show>
      </div>
      <Show when={props.trailing || opens()}>
        <div class="row-trail">
          {props.trailing}
          <Show when={opens()}>
            <Icon name="forward" size="sm" class="row-chevron" />
          </Show>
        </div>
      </Show>
    </li>
  );
}
