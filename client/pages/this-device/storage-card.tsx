/** How much room there is, and whether the browser has promised to keep what is stored. */
import { createSignal, onMount, Show } from 'solid-js';
import type { JSX } from 'solid-js';
import { useToasts } from '../../components/toasts-context.ts';
import { Banner } from '../../elements/banner.tsx';
import { Button } from '../../elements/button.tsx';
import { Card } from '../../elements/card.tsx';
import { ProgressBar } from '../../elements/progress-bar.tsx';
import { useHall } from '../../hall.ts';
import type { StorageReport } from '../../hall.ts';
import { formatBytes } from '../../i18n/format.ts';
import { t } from '../../i18n/t.ts';

/** From this share of the room on, it is time to act. */
const tight = 0.8;

export function StorageCard(): JSX.Element {
  const hall = useHall();
  const toasts = useToasts();
  const [report, setReport] = createSignal<StorageReport>();
  const read = async (): Promise<void> => void setReport(await hall.sync.storage());
  onMount(() => void read());
  const share = (): number => {
    const now = report();
    return now?.usedBytes !== undefined && now.quotaBytes ? now.usedBytes / now.quotaBytes : 0;
  };
  const askToKeep = async (): Promise<void> => {
    const granted = await navigator.storage.persist();
    await read();
    toasts.show(
      granted
        ? { text: t('device.persistGranted'), tone: 'good', icon: 'check' }
        : { text: t('device.persistRefused'), tone: 'warn' },
    );
  };
  return (
    <Card title={t('device.storage')}>
      <Show
        when={report()?.usedBytes !== undefined}
        fallback={<p class="muted">{t('device.storageUnknown')}</p>}
      >
        <ProgressBar
          label={t('device.used')}
          value={share()}
          detail={t('device.usedDetail', {
            used: formatBytes(report()?.usedBytes ?? 0),
            all: formatBytes(report()?.quotaBytes ?? 0),
          })}
        />
      </Show>
      <Show when={share() > tight}>
        <Banner tone="warn" title={t('device.tightTitle')}>
          {t('device.tightText')}
        </Banner>
      </Show>
      <p class="mt-4">{report()?.persisted === true ? t('device.persisted') : t('device.notPersisted')}</p>
      <Show when={report()?.persisted !== true}>
        <div class="card-deeds">
          <Button size="sm" onClick={() => void askToKeep()}>
            {t('device.askPersist')}
          </Button>
        </div>
      </Show>
    </Card>
  );
}
