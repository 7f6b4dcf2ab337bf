/** A button with words. One primary on a screen; danger only for what cannot be undone. */
import { Show, splitProps } from 'solid-js';
import type { JSX } from 'solid-js';
import { Icon } from './icon.tsx';
import type { IconName } from './icon.tsx';

export type ButtonVariant = 'primary' | 'secondary' | 'quiet' | 'danger';

export interface ButtonLook {
  variant?: ButtonVariant | undefined;
  size?: 'sm' | 'md' | 'lg' | undefined;
  icon?: IconName | undefined;
  /** As wide as its container. */
  block?: boolean | undefined;
}

export function buttonClass(look: ButtonLook): string {
  const variant = look.variant ?? 'secondary';
  const size = look.size === 'sm' || look.size === 'lg' ? ` button-${look.size}` : '';
  return `btn ${variant === 'primary' ? 'btn-primary' : `button-${variant}`}${size}${look.block ? ' button-block' : ''}`;
}

type ButtonProps = ButtonLook & {
  /** At work: the icon turns and further taps are ignored; the button keeps its focus and its words. */
  busy?: boolean | undefined;
} & Omit<JSX.ButtonHTMLAttributes<HTMLButtonElement>, 'onClick'> & {
    onClick?: ((event: MouseEvent) => void) | undefined;
  };

export function Button(props: ButtonProps): JSX.Element {
  const [own, rest] = splitProps(props, [
    'variant',
    'size',
    'icon',
    'block',
    'busy',
    'class',
    'children',
    'onClick',
    'type',
  ]);
  const press = (event: MouseEvent): void => {
    if (own.busy || rest['aria-disabled'] === 'true' || rest['aria-disabled'] === true)
      event.preventDefault();
    else own.onClick?.(event);
  };
  return (
    <button
      {...rest}
      type={own.type ?? 'button'}
      class={`${buttonClass(own)} ${own.class ?? ''}`}
      aria-busy={own.busy ? 'true' : undefined}
      onClick={press}
    >
      <Show when={own.busy} fallback={<Show when={own.icon}>{(name) => <Icon name={name()} />}</Show>}>
        <Icon name="sending" />
      </Show>
      <span>{own.children}</span>
    </button>
  );
}
