/** What there is to say besides what was found, to eyes and to ears. */
import { createEffect, createSignal, on, onCleanup, Show } from 'solid-js';
import type { JSX } from 'solid-js';
import type { DownloadStatus } from '../hall.ts';
import { formatNumber } from '../i18n/format.ts';
import { t } from '../i18n/t.ts';
import type { Results } from './results.ts';

const nothingKnown: DownloadStatus = { done: 0, promised: 0, coming: [] };
/** A count is told when the fingers rest. */
const tellAfterMs = 400;

/** What there is to say besides what was found: nothing, not yet, or still on its way. */
export function Notes(props: { palette: Results }): JSX.Element {
  const total = (): number => props.palette.groups().reduce((sum, group) => sum + group.total, 0);
  // While something is still missing nobody says that there is none.
  const isEmpty = (): boolean =>
    props.palette.answered() !== '' && total() === 0 && !props.palette.waiting() && !props.palette.coming();
  const said = (): string => {
    if (props.palette.answered() === '') return '';
    if (total() > 0) return t('search.found', { count: total() });
    return t(isEmpty() ? 'form.noMatch' : 'search.preparing');
  };
  const [told, setTold] = createSignal('');
  createEffect(
    on(said, (words) => {
      const timer = setTimeout(() => setTold(words), tellAfterMs);
      onCleanup(() => clearTimeout(timer));
    }),
  );
  return (
    <>
      <p class="visually-hidden" role="status">
        {told()}
      </p>
      <Show when={isEmpty()}>
        <p class="palette-note">
          <strong>{t('form.noMatch')}</strong>
          <span>{t('search.noneText')}</span>
        </p>
      </Show>
      <Show when={props.palette.answered() !== '' && props.palette.waiting()}>
        <p class="palette-note">{t('search.preparing')}</p>
      </Show>
      <Show when={props.palette.coming()}>
        <p class="palette-note" role="note">
          <strong>{t('coming.title')}</strong>
          <span>{comingText(props.palette.coming())}</span>
        </p>
      </Show>
    </>
  );
}

const comingText = ({ done, promised }: DownloadStatus = nothingKnown): string =>
  promised > 0
    ? t('search.coming', { done: formatNumber(done), promised: formatNumber(promised) })
    : t('coming.unknown');
