/** How to keep unionhall on this device: a card that offers itself at the right moment, and the same for settings. */
import { Match, Show, Switch } from 'solid-js';
import type { JSX } from 'solid-js';
import { Banner } from '../elements/banner.tsx';
import { Button } from '../elements/button.tsx';
import { Icon } from '../elements/icon.tsx';
import { t } from '../i18n/t.ts';
import { dismissInstall, installOffer, installWay, promptInstall } from '../install.ts';
import type { InstallWay } from '../install.ts';

/** Shows itself after the second save, for a way that works here; "Not now" rests for thirty days. */
export function InstallCard(): JSX.Element {
  return (
    <Show when={installOffer()}>
      {(way) => (
        <div class="shell-banners">
          <Banner
            tone="ink"
            icon={way() === 'ios' ? 'share' : 'download'}
            role="note"
            title={installTitle(way())}
            actions={
              <>
                <InstallButton way={way()} />
                <Button variant="quiet" size="sm" onClick={dismissInstall}>
                  {t('install.notNow')}
                </Button>
              </>
            }
          >
            <InstallWords way={way()} />
          </Banner>
        </div>
      )}
    </Show>
  );
}

/** Always there, for the page about this device. */
export function InstallPanel(): JSX.Element {
  return (
    <div class="install-panel">
      <InstallWords way={installWay()} />
      <InstallButton way={installWay()} />
    </div>
  );
}

function InstallButton(props: { way: InstallWay }): JSX.Element {
  return (
    <Show when={props.way === 'prompt'}>
      <Button variant="primary" size="sm" icon="download" onClick={() => void promptInstall()}>
        {t('install.button')}
      </Button>
    </Show>
  );
}

function installTitle(way: InstallWay): string {
  if (way === 'ios') return t('install.iosTitle');
  return way === 'in-app' ? t('install.inAppTitle') : t('install.title');
}

function InstallWords(props: { way: InstallWay }): JSX.Element {
  return (
    <Switch>
      <Match when={props.way === 'installed'}>
        <p>{t('install.done')}</p>
      </Match>
      <Match when={props.way === 'prompt'}>
        <p>{t('install.text')}</p>
      </Match>
      <Match when={props.way === 'menu'}>
        <p>{t('install.text')}</p>
        <p>{t('install.menuText')}</p>
      </Match>
      <Match when={props.way === 'in-app'}>
        <p>{t('install.inAppText')}</p>
      </Match>
      <Match when={props.way === 'ios'}>
        <p>{t('install.iosText')}</p>
        <ol class="install-steps">
          <li>
            <Icon name="share" /> <span>{t('install.iosShare')}</span>
          </li>
          <li>
            <Icon name="plus" /> <span>{t('install.iosAdd')}</span>
          </li>
          <li>
            <Icon name="check" /> <span>{t('install.iosOpen')}</span>
          </li>
        </ol>
      </Match>
    </Switch>
  );
}
