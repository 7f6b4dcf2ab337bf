/**
 * What stands where a list has no rows: that there are none, once that is known; until then, that they are still coming,
 * how far they have come, and whether it takes a signal.
 */
import { createMemo, Show, splitProps } from 'solid-js';
import type { JSX } from 'solid-js';
import { EmptyState } from '../elements/empty-state.tsx';
import type { EmptyStateProps } from '../elements/empty-state.tsx';
import { useHall } from '../hall.ts';
import type { DownloadStatus } from '../hall.ts';
import { formatNumber } from '../i18n/format.ts';
import { t } from '../i18n/t.ts';
import { readsUnderWay } from '../store/live.ts';
import { comingOf } from './coming.ts';
import { isOnline } from './online.ts';

export interface EmptyRowsProps extends EmptyStateProps {
  /** The entities whose rows would stand here. */
  of: readonly string[];
}

export function EmptyRows(props: EmptyRowsProps): JSX.Element {
  const hall = useHall();
  const [rows, empty] = splitProps(props, ['of']);
  // The last row may be here while the list above us is still being read.
  const coming = createMemo<DownloadStatus | undefined>(
    (before) => comingOf(hall, rows.of) ?? (readsUnderWay() > 0 ? before : undefined),
  );
  return (
    <Show when={coming()} fallback={<EmptyState {...empty} />}>
      {(download) => <StillComing download={download()} online={isOnline(hall)} level={empty.level} />}
    </Show>
  );
}

function StillComing(props: {
  download: DownloadStatus;
  online: boolean;
  level: EmptyStateProps['level'];
}): JSX.Element {
  return (
    <EmptyState picture="coming" title={t('coming.title')} level={props.level}>
      <Show
        when={props.download.promised > 0}
        fallback={<p>{t(props.online ? 'coming.unknown' : 'coming.unknownOffline')}</p>}
      >
        <p>
          {t(props.online ? 'coming.text' : 'coming.textOffline', {
            done: formatNumber(props.download.done),
            promised: formatNumber(props.download.promised),
          })}
        </p>
        <progress
          class="progress mt-4"
          aria-label={t('coming.title')}
          value={props.download.done}
          max={props.download.promised}
        />
      </Show>
    </EmptyState>
  );
}
