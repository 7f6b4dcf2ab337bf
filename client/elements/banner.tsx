/** A standing message above what it is about. Offline is news, not an error: `status`; only failures are `alert`. */
import { Show } from 'solid-js';
import type { JSX } from 'solid-js';
import { IconButton } from './icon-button.tsx';
import { Icon } from './icon.tsx';
import type { IconName } from './icon.tsx';
import type { Tone } from './tone.ts';

export interface BannerProps {
  tone?: Tone | undefined;
  icon?: IconName | undefined;
  title?: string | undefined;
  children?: JSX.Element;
  actions?: JSX.Element;
  role?: 'status' | 'alert' | 'note' | undefined;
  onDismiss?: (() => void) | undefined;
  dismissLabel?: string | undefined;
}

const icons: Record<Tone, IconName> = {
  neutral: 'info',
  ink: 'info',
  good: 'check',
  warn: 'alert',
  bad: 'alert',
};

export function Banner(props: BannerProps): JSX.Element {
  return (
    <div class="banner" data-tone={props.tone ?? 'neutral'} role={props.role}>
      <Icon name={props.icon ?? icons[props.tone ?? 'neutral']} />
      <div class="banner-words">
        <Show when={props.title}>
          <p class="banner-title">{props.title}</p>
        </Show>
        <Show when={props.children}>
          <div class="banner-text">{props.children}</div>
        </Show>
        <Show when={props.actions}>
          <div class="banner-actions">{props.actions}</div>
        </Show>
      </div>
      <Show when={props.onDismiss}>
        {(onDismiss) => (
          <IconButton
            icon="close"
            class="banner-close"
            label={props.dismissLabel ?? ''}
            onClick={() => onDismiss()()}
          />
        )}
      </Show>
    </div>
  );
}
