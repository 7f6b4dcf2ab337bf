/** The first download, honestly: rows done of rows promised. What is there already can be used before it ends. */
import { Show } from 'solid-js';
import type { JSX } from 'solid-js';
import { Card } from '../../elements/card.tsx';
import { ProgressBar } from '../../elements/progress-bar.tsx';
import { useHall } from '../../hall.ts';
import type { DownloadStatus } from '../../hall.ts';
import { formatNumber } from '../../i18n/format.ts';
import { t } from '../../i18n/t.ts';

export function FirstDownload(): JSX.Element {
  const hall = useHall();
  /** Without signal and without a number there is nothing that moves. */
  const shown = (): DownloadStatus | undefined => {
    const { download, state } = hall.sync.status();
    return download && (download.promised > 0 || state === 'downloading') ? download : undefined;
  };
  return (
    <Show when={shown()}>
      {(download) => (
        <Card>
          <ProgressBar
            label={t('today.download')}
            value={download().promised > 0 ? download().done : undefined}
            max={download().promised}
            detail={
              download().promised > 0
                ? t('today.downloadDetail', {
                    done: formatNumber(download().done),
                    promised: formatNumber(download().promised),
                  })
                : undefined
            }
          />
          <p class="muted mt-2">{t('today.downloadText')}</p>
        </Card>
      )}
    </Show>
  );
}
