/** How many things wait in a place. Drawn as a bare number, read as "3 waiting". */
import { Show } from 'solid-js';
import type { JSX } from 'solid-js';
import { VisuallyHidden } from '../elements/visually-hidden.tsx';
import { t } from '../i18n/t.ts';
import type { NavItem } from './nav.ts';

/** Above this the number is drawn as "99+", so that it never pushes the label away. */
const mostDrawn = 99;

export function NavCount(props: { item: NavItem }): JSX.Element {
  const count = (): number => props.item.count?.() ?? 0;
  return (
    <Show when={count() > 0}>
      <span class="nav-count">
        <span aria-hidden="true">{count() > mostDrawn ? `${mostDrawn}+` : count()}</span>
        <VisuallyHidden>, {t('nav.waiting', { count: count() })}</VisuallyHidden>
      </span>
    </Show>
  );
}
