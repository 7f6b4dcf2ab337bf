/** The whole screen, when unionhall cannot run here: why, and what to do. */
import { onMount, Show } from 'solid-js';
import type { JSX } from 'solid-js';
import { Banner } from '../../elements/banner.tsx';
import { Button } from '../../elements/button.tsx';
import { t } from '../../i18n/t.ts';
import { PlainShell } from '../../shell/plain-shell.tsx';

export type Obstacle = 'insecure' | 'old_browser' | 'storage';

const titles = {
  insecure: 'cannotRun.insecureTitle',
  old_browser: 'cannotRun.oldTitle',
  storage: 'cannotRun.storageTitle',
} as const;
const texts = {
  insecure: 'cannotRun.insecureText',
  old_browser: 'cannotRun.oldText',
  storage: 'cannotRun.storageText',
} as const;

export function CannotRunPage(props: { obstacle: Obstacle }): JSX.Element {
  onMount(() => (document.title = `${t('app.name')}`));
  const secureAddress = (): string => `https://${location.host}${location.pathname}`;
  return (
    <PlainShell>
      <h1 class="page-title">{t(titles[props.obstacle])}</h1>
      <div class="stack mt-4">
        <p>{t(texts[props.obstacle])}</p>
        <Show when={props.obstacle === 'insecure'}>
          <Banner tone="ink" icon="lock" role="note">
            {t('cannotRun.insecureTry')} <a href={secureAddress()}>{secureAddress()}</a>
          </Banner>
        </Show>
        <Button variant="primary" onClick={() => location.reload()}>
          {t('action.reload')}
        </Button>
      </div>
    </PlainShell>
  );
}
