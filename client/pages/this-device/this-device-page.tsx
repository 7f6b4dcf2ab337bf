/** What this device is, what it keeps and until when, how it looks and speaks, and the ways out. */
import { Show } from 'solid-js';
import type { JSX } from 'solid-js';
import { useKeeper } from '../../components/keeper.ts';
import { liveRoles } from '../../components/live-roles.ts';
import { isOnline } from '../../components/online.ts';
import { Banner } from '../../elements/banner.tsx';
import { Button } from '../../elements/button.tsx';
import { ButtonLink } from '../../elements/button-link.tsx';
import { Card } from '../../elements/card.tsx';
import { Checkbox } from '../../elements/checkbox.tsx';
import { Facts } from '../../elements/facts.tsx';
import { PageHeader } from '../../elements/page-header.tsx';
import { useHall } from '../../hall.ts';
import { formatDateTime } from '../../i18n/format.ts';
import { t } from '../../i18n/t.ts';
import { InstallPanel } from '../../shell/install-card.tsx';
import { LanguageControl, ThemeControl } from '../../shell/preferences.tsx';
import { shortcutsAreOn, switchShortcuts } from '../../shell/shortcuts.ts';
import { appVersion } from '../../version.ts';
import { DeviceName } from './device-name.tsx';
import { HeldHere } from './held-here.tsx';
import { PasswordForm } from './password-form.tsx';
import { StorageCard } from './storage-card.tsx';

/** A clock further off than this is worth a word. */
const clockWarningMs = 2 * 60_000;

export default function ThisDevicePage(): JSX.Element {
  return (
    <>
      <PageHeader title={t('nav.device')} lede={t('device.lede')} />
      <div class="stack">
        <ClockWarning />
        <Contact />
        <HeldHere />
        <StorageCard />
        <Card title={t('device.install')}>
          <InstallPanel />
        </Card>
        <Card title={t('device.looks')}>
          <div class="stack">
            <ThemeControl />
            <LanguageControl />
            <Checkbox
              label={t('shortcuts.switch')}
              hint={t('shortcuts.switchHint')}
              checked={shortcutsAreOn()}
              onChecked={switchShortcuts}
            />
          </div>
        </Card>
        <Account />
        <PasswordForm />
      </div>
    </>
  );
}

function ClockWarning(): JSX.Element {
  const hall = useHall();
  const minutes = (): number => Math.round(Math.abs(hall.sync.status().clockOffsetMs) / 60_000);
  return (
    <Show when={Math.abs(hall.sync.status().clockOffsetMs) > clockWarningMs}>
      <Banner tone="warn" icon="clock" title={t('device.clockTitle', { count: minutes() })}>
        {t('device.clockText')}
      </Banner>
    </Show>
  );
}

function Contact(): JSX.Element {
  const hall = useHall();
  const status = hall.sync.status;
  const items = () => [
    { label: t('device.state'), value: isOnline(hall) ? t('sync.online') : t('sync.offline') },
    {
      label: t('device.lastContact'),
      value: status().lastContactAt === null ? t('age.never') : formatDateTime(status().lastContactAt ?? 0),
    },
    { label: t('device.unsent'), value: t('today.unsent', { count: status().unsent }) },
    {
      label: t('device.complete'),
      value: status().alarm === 'incomplete' ? t('device.notComplete') : t('device.isComplete'),
    },
    { label: t('device.version'), value: appVersion },
  ];
  return (
    <Card title={t('device.contact')}>
      <DeviceName />
      <Facts items={items()} columns={2} />
      <p class="mt-4">
        <Button icon="sending" onClick={() => hall.sync.now()}>
          {t('unsent.tryNow')}
        </Button>
      </p>
    </Card>
  );
}

function Account(): JSX.Element {
  const hall = useHall();
  const keeper = useKeeper();
  return (
    <Card title={t('device.account')}>
      <Facts
        items={[
          { label: t('device.person'), value: `${hall.seat.firstName} ${hall.seat.lastName}` },
          { label: t('device.local'), value: hall.seat.localName },
        ]}
        columns={2}
      />
      <Show when={keeper.others() > 0}>
        <p class="muted mt-2">{t('device.others', { count: keeper.others() })}</p>
      </Show>
      <div class="card-deeds mt-4">
        <Button icon="sign-out" onClick={() => keeper.askSignOut(false)}>
          {t('action.signOut')}
        </Button>
        <Button variant="quiet" onClick={() => keeper.askSignOut(true)}>
          {t('device.signOutEverywhere')}
        </Button>
        <Show when={liveRoles(hall).includes('admin')}>
          <ButtonLink variant="quiet" icon="info" href="/api/docs" target="_blank" rel="noopener">
            {t('search.api')}
          </ButtonLink>
        </Show>
        <Show when={keeper.canChangeSeat()}>
          <Button variant="quiet" icon="people" onClick={() => keeper.changeSeat()}>
            {t('device.changeSeat')}
          </Button>
        </Show>
      </div>
    </Card>
  );
}
