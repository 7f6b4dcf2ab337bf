/** Says once that there is no signal, calmly, and speaks up when work has waited too long. May be closed until it changes. */
import { createEffect, createSignal, on, Show } from 'solid-js';
import type { JSX } from 'solid-js';
import { Banner } from '../elements/banner.tsx';
import { ButtonLink } from '../elements/button-link.tsx';
import { t } from '../i18n/t.ts';
import { ageAlarm } from './sync-words.ts';
import type { SyncPill } from './sync-words.ts';

export function SyncBanner(props: { sync: SyncPill; now: () => number }): JSX.Element {
  const alarm = (): 0 | 1 | 3 => ageAlarm(props.sync, props.now());
  const offline = (): boolean => props.sync.state === 'offline';
  const [closed, setClosed] = createSignal(false);
  createEffect(on([alarm, offline], () => setClosed(false)));
  const title = (): string =>
    alarm() === 3
      ? t('sync.veryOldTitle', { count: props.sync.unsent })
      : t('sync.oldTitle', { count: props.sync.unsent });

  return (
    <div class="shell-banners">
      <div role="status">
        <Show when={offline() && alarm() === 0 && !closed()}>
          <Banner
            tone="ink"
            icon="offline"
            title={t('sync.offlineTitle')}
            onDismiss={() => setClosed(true)}
            dismissLabel={t('action.dismiss')}
          >
            {t('sync.offlineText')}
          </Banner>
        </Show>
      </div>
      <div role="alert">
        <Show when={alarm() !== 0 && !closed()}>
          <Banner
            tone={alarm() === 3 ? 'bad' : 'warn'}
            title={title()}
            onDismiss={() => setClosed(true)}
            dismissLabel={t('action.dismiss')}
            actions={
              <ButtonLink href="/unsent" size="sm">
                {t('sync.open')}
              </ButtonLink>
            }
          >
            {t('sync.oldText')}
          </Banner>
        </Show>
      </div>
    </div>
  );
}
