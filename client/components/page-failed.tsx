/** A page failed where nobody foresaw it: the work is safe, the rest of the hall goes on. Another address tries anew. */
import { createEffect, on, onMount } from 'solid-js';
import type { JSX } from 'solid-js';
import { Banner } from '../elements/banner.tsx';
import { Button } from '../elements/button.tsx';
import { PageHeader } from '../elements/page-header.tsx';
import type { Hall } from '../hall.ts';
import { t } from '../i18n/t.ts';

export function PageFailed(props: {
  error: unknown;
  hall: Hall;
  path: string;
  reset: () => void;
}): JSX.Element {
  const detail = (): string => (props.error instanceof Error ? props.error.message : String(props.error));
  onMount(() => console.error(props.error));
  createEffect(
    on(
      () => props.path,
      () => props.reset(),
      { defer: true },
    ),
  );
  return (
    <>
      <PageHeader title={t('app.failedTitle')} />
      <div class="stack">
        <Banner tone="bad" role="alert" title={t('app.failedText')}>
          {t('app.unsentSafe', { count: props.hall.sync.status().unsent })}
        </Banner>
        <p class="muted">{t('app.failedDetail', { detail: detail() })}</p>
        <div class="card-deeds">
          <Button variant="primary" onClick={() => location.reload()}>
            {t('action.reload')}
          </Button>
          <Button onClick={() => props.reset()}>{t('action.retry')}</Button>
        </div>
      </div>
    </>
  );
}
