/** A square button with an icon only. Its label is read aloud and shown as a tooltip. */
import { splitProps } from 'solid-js';
import type { JSX } from 'solid-js';
import { Icon } from './icon.tsx';
import type { IconName } from './icon.tsx';

type IconButtonProps = {
  icon: IconName;
  label: string;
  variant?: 'quiet' | 'secondary' | undefined;
  size?: 'sm' | 'md' | undefined;
  pressed?: boolean | undefined;
} & JSX.ButtonHTMLAttributes<HTMLButtonElement>;

export function IconButton(props: IconButtonProps): JSX.Element {
  const [own, rest] = splitProps(props, ['icon', 'label', 'variant', 'size', 'pressed', 'class', 'type']);
  return (
    <button
      {...rest}
      type={own.type ?? 'button'}
      class={`btn button-icon button-${own.variant ?? 'quiet'} ${own.size === 'sm' ? 'button-sm' : ''} ${own.class ?? ''}`}
      aria-label={own.label}
      title={own.label}
      aria-pressed={own.pressed}
    >
      <Icon name={own.icon} />
    </button>
  );
}
