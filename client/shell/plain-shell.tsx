/** The frame without navigation: signing in, and messages that take the whole screen. */
import { Show } from 'solid-js';
import type { JSX } from 'solid-js';
import { t } from '../i18n/t.ts';
import { Mark } from './mark.tsx';
import { LanguageControl } from './preferences.tsx';

export function PlainShell(props: { localName?: string | undefined; children: JSX.Element }): JSX.Element {
  return (
    <div class="plain-shell">
      <header class="plain-head">
        <Mark />
        <div>
          <p class="plain-name">{t('app.name')}</p>
          <Show when={props.localName}>
            <p class="plain-local">{props.localName}</p>
          </Show>
        </div>
      </header>
      <main class="plain-main">{props.children}</main>
      <footer class="plain-foot">
        <LanguageControl hideLegend />
      </footer>
    </div>
  );
}
