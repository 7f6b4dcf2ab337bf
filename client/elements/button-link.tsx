/** A link that looks like a button: it goes somewhere, so it is an anchor. */
import { Show, splitProps } from 'solid-js';
import type { JSX } from 'solid-js';
import { buttonClass } from './button.tsx';
import type { ButtonLook } from './button.tsx';
import { Icon } from './icon.tsx';

export function ButtonLink(
  props: ButtonLook & { href: string } & JSX.AnchorHTMLAttributes<HTMLAnchorElement>,
): JSX.Element {
  const [own, rest] = splitProps(props, ['variant', 'size', 'icon', 'block', 'class', 'children']);
  return (
    <a {...rest} class={`${buttonClass(own)} ${own.class ?? ''}`}>
      <Show when={own.icon}>{(name) => <Icon name={name()} />}</Show>
      <span>{own.children}</span>
    </a>
  );
}
