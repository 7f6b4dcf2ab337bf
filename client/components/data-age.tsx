/** How old what is shown may be, and how much of it is here. Every list carries it. */
import { Show } from 'solid-js';
import type { JSX } from 'solid-js';
import { TimeAgo } from '../elements/time-ago.tsx';
import { useHall } from '../hall.ts';
import type { DownloadStatus } from '../hall.ts';
import { formatDateTime, formatNumber, formatTime } from '../i18n/format.ts';
import { t } from '../i18n/t.ts';
import { createNow } from './now.ts';

const dayMs = 24 * 60 * 60_000;

export function DataAge(): JSX.Element {
  const hall = useHall();
  const now = createNow();
  const words = (at: number, moment: number): string =>
    t('time.asOf', { when: moment - at < dayMs ? formatTime(at) : formatDateTime(at) });
  const partly = (): DownloadStatus | undefined => {
    const { download } = hall.sync.status();
    return download && download.promised > 0 ? download : undefined;
  };
  return (
    <p class="data-age muted">
      <Show when={hall.sync.status().lastContactAt} fallback={t('age.never')}>
        {(at) => <TimeAgo at={at()} now={now} format={words} title={formatDateTime} />}
      </Show>
      <Show when={partly()}>
        {(download) => (
          <>
            {' · '}
            {t('sync.rowsOf', {
              done: formatNumber(download().done),
              promised: formatNumber(download().promised),
            })}
          </>
        )}
      </Show>
    </p>
  );
}
