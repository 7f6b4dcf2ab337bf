/** Above every page of an administrator until somebody has seen it: what the newest alert is about, and the way to it. */
import { createMemo, Show } from 'solid-js';
import type { JSX } from 'solid-js';
import { useLocation } from '@solidjs/router';
import { Banner } from '../../elements/banner.tsx';
import { ButtonLink } from '../../elements/button-link.tsx';
import { useHall } from '../../hall.ts';
import { t } from '../../i18n/t.ts';
import { createAlerts, isUnseen } from './live-alerts.ts';

export default function AlertBanner(): JSX.Element {
  const hall = useHall();
  const alerts = createAlerts(hall);
  const location = useLocation();
  // Their own page says it already.
  const unseen = createMemo(() => (location.pathname === '/alerts' ? [] : (alerts() ?? []).filter(isUnseen)));
  return (
    <Show when={unseen()[0]}>
      {(newest) => (
        <div class="shell-banners no-print">
          <Banner
            tone="bad"
            role="alert"
            title={newest().title}
            actions={
              <>
                <ButtonLink size="sm" icon="history" href={newest().log}>
                  {t('alerts.look')}
                </ButtonLink>
                <ButtonLink size="sm" href="/alerts">
                  {t('alerts.all', { count: unseen().length })}
                </ButtonLink>
              </>
            }
          >
            {newest().when}
          </Banner>
        </div>
      )}
    </Show>
  );
}
