/**
 * The frame around every page once signed in: top bar and bottom bar on phones and tablets, an ink rail at a desk.
 * It is told everything through props; it stores nothing but the reader's own preferences.
 */
import { createSignal, createUniqueId, lazy, Show } from 'solid-js';
import type { JSX } from 'solid-js';
import { IconButton } from '../elements/icon-button.tsx';
import { SkipLink } from '../elements/skip-link.tsx';
import { ToastRegion } from '../elements/toast-region.tsx';
import type { Toasts } from '../elements/toasts.ts';
import { formatDateTime } from '../i18n/format.ts';
import { laterWords } from '../i18n/locale.ts';
import { t } from '../i18n/t.ts';
import { BottomBar } from './bottom-bar.tsx';
import { InstallCard } from './install-card.tsx';
import { Mark } from './mark.tsx';
import { shownItems } from './nav.ts';
import type { NavItem } from './nav.ts';
import { Rail } from './rail.tsx';
import { createRouteFocus } from './route-focus.ts';
import { createShortcuts } from './shortcuts.ts';
import { SyncBanner } from './sync-banner.tsx';
import { SyncPillLink } from './sync-pill.tsx';
import type { SyncPill } from './sync-words.ts';
import { UpdatePrompt } from './update-prompt.tsx';

const ShortcutsDialog = lazy(async () => {
  await laterWords();
  return import('./shortcuts-dialog.tsx');
});

export interface AppShellProps {
  localName: string;
  sync: SyncPill;
  nav: readonly NavItem[];
  /** The router's path; when it changes, focus goes to the new page's title. */
  path: string;
  now: () => number;
  person?: { name: string; role: string } | undefined;
  onNavigate: (href: string) => void;
  onSearch: () => void;
  toasts?: Toasts | undefined;
  children: JSX.Element;
}

export function AppShell(props: AppShellProps): JSX.Element {
  const mainId = createUniqueId();
  const [help, setHelp] = createSignal(false);
  let main: HTMLElement | undefined;
  const items = (): NavItem[] => shownItems(props.nav);
  createShortcuts({
    targets: () => items().flatMap(({ shortcut, href }) => (shortcut ? [{ shortcut, href }] : [])),
    onGo: (href) => props.onNavigate(href),
    onHelp: () => setHelp(true),
    onSearch: () => props.onSearch(),
  });
  createRouteFocus(
    () => props.path,
    () => main,
  );

  return (
    <div class="shell">
      <SkipLink target={mainId}>{t('app.skip')}</SkipLink>
      <header class="top-bar">
        <a class="top-bar-home" href="/">
          <Mark />
          <span class="top-bar-name">{props.localName}</span>
        </a>
        <IconButton icon="search" label={t('action.search')} onClick={() => props.onSearch()} />
        <SyncPillLink sync={props.sync} now={props.now} />
      </header>
      <Rail {...props} items={items()} onHelp={() => setHelp(true)} />
      <div class="shell-body">
        <main id={mainId} class="shell-main" tabindex="-1" ref={(element) => (main = element)}>
          <p class="print-only print-stamp">
            {props.localName} · {printedWords(props.person?.name, props.now())}
          </p>
          <SyncBanner sync={props.sync} now={props.now} />
          {/* Without signal nothing can be installed, and one card about the signal is enough. */}
          <Show when={props.sync.state !== 'offline'}>
            <InstallCard />
          </Show>
          {props.children}
        </main>
      </div>
      <BottomBar items={props.nav} path={props.path} />
      <UpdatePrompt />
      <Show when={props.toasts}>
        {(toasts) => (
          <ToastRegion toasts={toasts()} label={t('app.messages')} dismissLabel={t('action.dismiss')} />
        )}
      </Show>
      <Show when={help()}>
        <ShortcutsDialog open onClose={() => setHelp(false)} items={items()} />
      </Show>
    </div>
  );
}

function printedWords(who: string | undefined, at: number): string {
  const when = formatDateTime(at);
  return who ? t('app.printedBy', { who, when }) : t('app.printed', { when });
}
