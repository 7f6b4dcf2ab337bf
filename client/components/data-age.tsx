/** How old what is shown may be: the moment of the last contact with the office. Every list carries it. */
import { Show } from 'solid-js';
import type { JSX } from 'solid-js';
import { TimeAgo } from '../elements/time-ago.tsx';
import { useHall } from '../hall.ts';
import { formatDateTime, formatTime } from '../i18n/format.ts';
import { t } from '../i18n/t.ts';
import { createNow } from './now.ts';

const dayMs = 24 * 60 * 60_000;

export function DataAge(): JSX.Element {
  const hall = useHall();
  const now = createNow();
  const words = (at: number, moment: number): string =>
    t('time.asOf', { when: moment - at < dayMs ? formatTime(at) : formatDateTime(at) });
  return (
    <p class="data-age muted">
      <Show when={hall.sync.status().lastContactAt} fallback={t('age.never')}>
        {(at) => <TimeAgo at={at()} now={now} format={words} title={formatDateTime} />}
      </Show>
    </p>
  );
}
