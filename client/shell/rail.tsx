/** The desk's navigation: every place with its label, grouped, with what waits there and how sending stands. */
import { For, Show } from 'solid-js';
import type { JSX } from 'solid-js';
import { Icon } from '../elements/icon.tsx';
import { t } from '../i18n/t.ts';
import { Mark } from './mark.tsx';
import { NavCount } from './nav-count.tsx';
import { findCurrent } from './nav.ts';
import type { NavGroup, NavItem } from './nav.ts';
import { searchKeys } from './shortcuts.ts';
import { SyncPillLink } from './sync-pill.tsx';
import type { SyncPill } from './sync-words.ts';

const groups: readonly NavGroup[] = ['work', 'office', 'device'];

export function Rail(props: {
  localName: string;
  sync: SyncPill;
  items: readonly NavItem[];
  path: string;
  now: () => number;
  person?: { name: string; role: string } | undefined;
  onHelp: () => void;
  onSearch: () => void;
}): JSX.Element {
  const current = (): NavItem | undefined => findCurrent(props.items, props.path);
  const of = (group: NavGroup): NavItem[] => props.items.filter((item) => (item.group ?? 'work') === group);
  return (
    <header class="rail">
      <a class="rail-home" href="/">
        <Mark />
        <span class="rail-name">{props.localName}</span>
      </a>
      <div class="rail-sync">
        <SyncPillLink sync={props.sync} now={props.now} />
      </div>
      <button type="button" class="rail-search" onClick={() => props.onSearch()}>
        <Icon name="search" size="sm" />
        <span>{t('action.search')}</span>
        <kbd>{searchKeys}</kbd>
      </button>
      <nav class="rail-nav" aria-label={t('app.navigation')}>
        <For each={groups.filter((group) => of(group).length > 0)}>
          {(group) => (
            <div class="rail-group">
              <Show when={group !== 'work'}>
                <p class="rail-group-name">{t(`nav.group.${group}`)}</p>
              </Show>
              <ul role="list">
                <For each={of(group)}>{(item) => <RailLink item={item} current={item === current()} />}</For>
              </ul>
            </div>
          )}
        </For>
      </nav>
      <div class="rail-foot">
        <Show when={props.person}>
          {(person) => (
            <p class="rail-person">
              <strong>{person().name}</strong>
              <span>{person().role}</span>
            </p>
          )}
        </Show>
        <button type="button" class="rail-help" onClick={() => props.onHelp()}>
          <Icon name="keyboard" size="sm" />
          <span>{t('shortcuts.open')}</span>
          <kbd>?</kbd>
        </button>
      </div>
    </header>
  );
}

function RailLink(props: { item: NavItem; current: boolean }): JSX.Element {
  return (
    <li>
      <a class="rail-link" href={props.item.href} aria-current={props.current ? 'page' : undefined}>
        <Icon name={props.item.icon} />
        <span class="rail-link-label">{t(props.item.label)}</span>
        <NavCount item={props.item} />
      </a>
    </li>
  );
}
