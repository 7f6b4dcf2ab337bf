/**
 * A button that opens a short list of deeds or places. Arrow keys, Home, End, first letter; Escape and a tap outside
 * close it (native popover). Never the only way to something a phone user needs daily.
 */
import { createSignal, createUniqueId, Index, Show } from 'solid-js';
import type { JSX } from 'solid-js';
import { Icon } from './icon.tsx';
import type { IconName } from './icon.tsx';

export interface MenuItem {
  label: string;
  icon?: IconName | undefined;
  href?: string | undefined;
  onSelect?: (() => void) | undefined;
  danger?: boolean | undefined;
  disabled?: boolean | undefined;
}

export interface MenuProps {
  label: string;
  icon?: IconName | undefined;
  /** Visible words on the button; without them it is an icon with `label` as its name. */
  text?: string | undefined;
  align?: 'start' | 'end' | undefined;
  items: readonly MenuItem[];
}

export function Menu(props: MenuProps): JSX.Element {
  const id = createUniqueId();
  const [open, setOpen] = createSignal(false);
  let list: HTMLDivElement | undefined;
  let button: HTMLButtonElement | undefined;

  const opened = (isOpen: boolean): void => {
    setOpen(isOpen);
    if (!isOpen) delete list?.dataset['placed'];
    if (!isOpen || !list || !button) return;
    place(list, button, props.align ?? 'end');
    itemsOf(list)[0]?.focus();
  };
  const choose = (item: MenuItem, event: MouseEvent): void => {
    if (item.disabled) return event.preventDefault();
    list?.hidePopover();
    item.onSelect?.();
  };

  return (
    <>
      <button
        ref={(element) => (button = element)}
        type="button"
        class={`btn button-quiet ${props.text ? '' : 'button-icon'}`}
        aria-label={props.text ? undefined : props.label}
        title={props.text ? undefined : props.label}
        aria-haspopup="menu"
        aria-expanded={open()}
        popovertarget={id}
      >
        <Icon name={props.icon ?? 'more'} />
        <Show when={props.text}>
          <span>{props.text}</span>
        </Show>
      </button>
      <div
        ref={(element) => (list = element)}
        id={id}
        popover="auto"
        role="menu"
        tabindex="-1"
        aria-label={props.label}
        class="menu-list"
        on:toggle={(event: ToggleEvent) => opened(event.newState === 'open')}
        onKeyDown={(event) => list && moveFocus(list, event)}
      >
        <Index each={props.items}>{(item) => <MenuLine item={item()} onChoose={choose} />}</Index>
      </div>
    </>
  );
}

function MenuLine(props: {
  item: MenuItem;
  onChoose: (item: MenuItem, event: MouseEvent) => void;
}): JSX.Element {
  const words = (): JSX.Element => (
    <>
      <Show when={props.item.icon}>{(name) => <Icon name={name()} />}</Show>
      <span>{props.item.label}</span>
    </>
  );
  return (
    <Show
      when={props.item.href}
      fallback={
        <button
          type="button"
          role="menuitem"
          class="menu-item"
          tabindex="-1"
          data-danger={props.item.danger ? '' : undefined}
          aria-disabled={props.item.disabled}
          onClick={(event) => props.onChoose(props.item, event)}
        >
          {words()}
        </button>
      }
    >
      <a
        href={props.item.href}
        role="menuitem"
        class="menu-item"
        tabindex="-1"
        onClick={(event) => props.onChoose(props.item, event)}
      >
        {words()}
      </a>
    </Show>
  );
}

const itemsOf = (list: HTMLElement): HTMLElement[] => [
  ...list.querySelectorAll<HTMLElement>('[role="menuitem"]'),
];

function moveFocus(list: HTMLElement, event: KeyboardEvent): void {
  const items = itemsOf(list);
  const at = items.findIndex((item) => item === document.activeElement);
  const target = nextItem(items, at, event.key);
  if (event.key === 'Tab') return list.hidePopover();
  if (!target) return;
  event.preventDefault();
  target.focus();
}

function nextItem(items: HTMLElement[], at: number, key: string): HTMLElement | undefined {
  if (key === 'ArrowDown') return items[(at + 1) % items.length];
  if (key === 'ArrowUp') return items[(at - 1 + items.length) % items.length];
  if (key === 'Home') return items[0];
  if (key === 'End') return items.at(-1);
  if (!/^[\p{L}\p{N}]$/u.test(key)) return undefined;
  const after = [...items.slice(at + 1), ...items.slice(0, at + 1)];
  return after.find((item) => item.textContent?.trim().toLowerCase().startsWith(key.toLowerCase()));
}

/** Beside its button, inside the window. Through CSSOM, which the content security policy allows. */
function place(list: HTMLElement, button: HTMLElement, align: 'start' | 'end'): void {
  const at = button.getBoundingClientRect();
  const width = list.offsetWidth;
  const height = list.offsetHeight;
  const left = align === 'end' ? at.right - width : at.left;
  const below = at.bottom + 4;
  const top = below + height > window.innerHeight - 8 ? Math.max(8, at.top - height - 4) : below;
  list.style.setProperty('--menu-left', `${Math.min(Math.max(8, left), window.innerWidth - width - 8)}px`);
  list.style.setProperty('--menu-top', `${top}px`);
  list.dataset['placed'] = '';
}
