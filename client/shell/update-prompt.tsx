/** Offers a new version when nobody is in the middle of something. "Later" hides it until the next one or the next visit. */
import { createEffect, createSignal, on, Show } from 'solid-js';
import type { JSX } from 'solid-js';
import { Banner } from '../elements/banner.tsx';
import { Button } from '../elements/button.tsx';
import { t } from '../i18n/t.ts';
import { applyUpdate, updatedElsewhere, updateOffered } from '../update.ts';

export function UpdatePrompt(): JSX.Element {
  const [later, setLater] = createSignal(false);
  const [busy, setBusy] = createSignal(false);
  createEffect(on(updatedElsewhere, () => setLater(false)));
  const apply = (): void => {
    setBusy(true);
    void applyUpdate();
  };
  return (
    <div class="update-prompt" role="status">
      <Show when={(updateOffered() || updatedElsewhere()) && !later()}>
        <Banner
          tone="ink"
          icon="download"
          title={updatedElsewhere() ? t('update.elsewhereTitle') : t('update.title')}
          actions={
            <>
              <Button variant="primary" size="sm" busy={busy()} onClick={apply}>
                {updatedElsewhere() ? t('action.reload') : t('update.apply')}
              </Button>
              <Button variant="quiet" size="sm" onClick={() => setLater(true)}>
                {t('action.later')}
              </Button>
            </>
          }
        >
          {updatedElsewhere() ? t('update.elsewhereText') : t('update.text')}
        </Banner>
      </Show>
    </div>
  );
}
