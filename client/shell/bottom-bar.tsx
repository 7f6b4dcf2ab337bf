/** The phone's navigation, within the thumb's reach: at most five places, the rest behind "More". */
import { createEffect, createSignal, For, on, Show } from 'solid-js';
import type { JSX } from 'solid-js';
import { Dialog } from '../elements/dialog.tsx';
import { Icon } from '../elements/icon.tsx';
import { Row, RowList } from '../elements/rows.tsx';
import { t } from '../i18n/t.ts';
import { NavCount } from './nav-count.tsx';
import { findCurrent, shareOutBar, shownItems } from './nav.ts';
import type { NavItem } from './nav.ts';

export function BottomBar(props: { items: readonly NavItem[]; path: string }): JSX.Element {
  const [more, setMore] = createSignal(false);
  const shared = (): { bar: NavItem[]; rest: NavItem[] } => shareOutBar(props.items);
  const current = (): NavItem | undefined => findCurrent(shownItems(props.items), props.path);
  const currentIsInRest = (): boolean => shared().rest.some((item) => item === current());
  createEffect(
    on(
      () => props.path,
      () => setMore(false),
    ),
  );
  return (
    <>
      <nav class="bottom-bar" aria-label={t('app.navigation')}>
        <ul role="list">
          <For each={shared().bar}>
            {(item) => (
              <li>
                <a class="bar-link" href={item.href} aria-current={item === current() ? 'page' : undefined}>
                  <Icon name={item.icon} size="lg" />
                  <span class="bar-label">{t(item.label)}</span>
                  <NavCount item={item} />
                </a>
              </li>
            )}
          </For>
          <Show when={shared().rest.length > 0}>
            <li>
              <button
                type="button"
                class="bar-link"
                aria-haspopup="dialog"
                data-current={currentIsInRest() ? '' : undefined}
                onClick={() => setMore(true)}
              >
                <Icon name="menu" size="lg" />
                <span class="bar-label">{t('nav.more')}</span>
              </button>
            </li>
          </Show>
        </ul>
      </nav>
      <Dialog
        open={more()}
        onClose={() => setMore(false)}
        title={t('nav.more')}
        closeLabel={t('action.close')}
        size="sm"
      >
        <RowList>
          <For each={shared().rest}>
            {(item) => (
              <Row
                href={item.href}
                leading={<Icon name={item.icon} />}
                title={t(item.label)}
                trailing={<NavCount item={item} />}
                current={item === current()}
              />
            )}
          </For>
        </RowList>
      </Dialog>
    </>
  );
}
