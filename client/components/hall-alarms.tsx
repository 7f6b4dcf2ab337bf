/** What must not be overlooked: an ended session, storage that failed, work that was lost, an update that is needed. */
import { Match, Show, Switch } from 'solid-js';
import type { JSX } from 'solid-js';
import { Banner } from '../elements/banner.tsx';
import { Button } from '../elements/button.tsx';
import type { Hall, SyncStatus } from '../hall.ts';
import { t } from '../i18n/t.ts';
import { applyUpdate } from '../update.ts';

const notices: ReadonlySet<string> = new Set(['watchdog', 'incomplete', 'not_durable']);

/** A number where one is known: how many changes were found again, or are gone. */
function alarmText(alarm: NonNullable<SyncStatus['alarm']>, count: number | undefined): string {
  if (alarm === 'work_lost') return t('alarm.work_lost', { count: count ?? 1 });
  if (alarm === 'storage_lost' && count !== undefined) return t('alarm.found_again', { count });
  return t(`alarm.${alarm}`);
}

/** It has happened, and stands here until somebody has read it. */
const isTold = (alarm: string, count: number | undefined): boolean =>
  ['work_lost', 'store_cleared'].includes(alarm) || (alarm === 'storage_lost' && count !== undefined);

export function HallAlarms(props: { hall: Hall; onSignIn: () => void }): JSX.Element {
  const status = () => props.hall.sync.status();
  return (
    <div class="shell-banners stack-tight no-print">
      <Show when={status().state === 'sign_in'}>
        <Banner
          tone="warn"
          icon="lock"
          role="alert"
          title={t('signIn.againTitle')}
          actions={
            <Button variant="primary" size="sm" onClick={() => props.onSignIn()}>
              {t('action.signIn')}
            </Button>
          }
        >
          {t('signIn.againBanner')}
        </Banner>
      </Show>
      <Show when={status().state === 'update_needed'}>
        <Banner
          tone="warn"
          icon="download"
          role="alert"
          title={t('alarm.updateTitle')}
          actions={
            <Button variant="primary" size="sm" onClick={() => void applyUpdate()}>
              {t('update.apply')}
            </Button>
          }
        >
          {t('alarm.updateText')}
        </Banner>
      </Show>
      <Show when={status().alarm}>
        {(alarm) => (
          <Banner
            tone={notices.has(alarm()) ? 'warn' : 'bad'}
            role={notices.has(alarm()) ? 'status' : 'alert'}
            actions={
              <Switch>
                <Match when={isTold(alarm(), status().alarmCount)}>
                  <Button size="sm" onClick={() => props.hall.sync.understood(alarm())}>
                    {t('alarm.understood')}
                  </Button>
                </Match>
                <Match when={alarm() === 'storage_lost'}>
                  <Button size="sm" onClick={() => location.reload()}>
                    {t('action.reload')}
                  </Button>
                </Match>
              </Switch>
            }
          >
            {alarmText(alarm(), status().alarmCount)}
          </Banner>
        )}
      </Show>
    </div>
  );
}
